// Package archive writes the whole file, or what is kept about one person, as records
// that an import takes back: the full export as JSON Lines, for a backup that outlives
// the program, or masked, for sharing a report or a bug.
//
// How a record looks is importer's, which reads it; taking it back is intake's.
package archive
