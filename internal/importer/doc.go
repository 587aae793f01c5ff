// Package importer turns a file that came from elsewhere into typed rows: leads,
// activities or deals.
//
// Bytes come in, CSV or JSON; a [File] goes out that knows what each column
// means, and gives one [Row] for each record, checked, with the line it came
// from. Dates and amounts of a column are read by one rule for the whole
// column; what stays open is refused, never guessed. The exports of known tools
// are told by their header (presets.go), which then says what their columns and
// words mean; a statement of a platform becomes entries of money instead of
// leads. Nothing here opens a file, knows which leads exist already, or stores
// anything.
package importer
