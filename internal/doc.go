// Package internal is the house of leads. It holds no code, only this walk
// through it, the glossary and the how-tos; house_test.go keeps the plan.
//
//	cmd/leads                                 arguments, streams and clock in, exit code out
//	cli                                       reads the line, makes one call below, says what happened
//	archive
//	intake  answers  scoring                  what a command does: they join engines and file
//	importer  report                          engines that build on engines
//	dedup  score  attribution  anonymize      engines: values in, values out
//	store  form  render                       the file, the questions to a person, the formats
//	crm  sheet  stats  say                    words of the trade, shape of an answer, numbers, sentences
//
// A room imports only rooms below it. Engines never meet store; store judges nothing.
//
// # A lead: leads add "Shop redesign" --source Upwork/Invite
//
//  1. cmd/leads hands arguments, streams, environment and clock to cli, and turns
//     the answer into an exit code.
//  2. cli (lead_add.go) reads the line into a crm.Lead. What a person left open,
//     form asks for, on a terminal only.
//  3. cli opens the file through store and runs one Update: one transaction, one
//     entry of the journal, one step of undo. Inside, it makes one call: intake.Add.
//  4. intake has crm check what one record can check alone (a refusal is a crm.Error:
//     a sentence, a hint, a kind), has store find the ids of the names and, by
//     blocking keys, the leads that may be the same; dedup grades them: certain,
//     likely, possible. The verdict of the line or of the person decides.
//  5. store writes the row. Triggers in the file lock its first touch, whoever
//     writes; the journal notes what it takes to take the command back. scoring
//     brings the points of the lead up to date at the end of the same transaction.
//  6. cli says what happened: a sentence for a person, the id for a pipe, the
//     lead as a sheet for --json, which render writes.
//
// # A report: leads report --by source --period last-month
//
//  1. cli (report.go) reads the flags into a report.Query and, inside one View, the
//     names in them into a store.FactQuery.
//  2. answers.Report asks store for facts, which are sums by group: SQL selects and
//     adds, nothing is kept beside the rows. Leads count by their touch row, so that
//     deals and activities find their first touch in an index of their own.
//  3. report.SumUp judges: rates, intervals and medians (stats) are pure functions of
//     the facts. Its columns (columns.go) hold the formula, the title and the meaning
//     of each figure in one place.
//  4. The sheet goes up; render writes it as a table, TSV, CSV, JSON, Markdown or HTML.
//     An answer of several sheets is a page. With --model, attribution shares each deal
//     among the touches of its journey before the sums are made.
//
// # An import: leads import offers.csv
//
//  1. cli (import.go) reads the flags; importer opens the file, guesses separator,
//     encoding, kind and columns, and yields typed rows, each with its line.
//  2. intake.Rows takes each row through the same check and the same writes as add.
//     Bad rows are gathered with their line; one row never takes the others along.
//  3. A dry run does all of it and lets the transaction go, so that it cannot promise
//     what would not happen. cli prints the counts and the remarks.
//
// archive writes a full export as JSON Lines, masked by anonymize when it is for
// strangers; it comes back through intake.Archive.
//
// # Glossary
//
//	lead             a chance of paid work, from its first touch on
//	first touch      source, channel and campaign that brought a lead, with its day; never changes
//	touchpoint       the first touch, or an activity that names a source (log --via)
//	journey          the touchpoints of one lead in order, up to its closing
//	touch row        source, channel and campaign as one row, to which leads, deals and activities point
//	source, channel  the place that leads come from, and the way within it: Upwork/Invite
//	campaign         a bounded effort with an aim, such as a fair or a mailing
//	activity         anything done on a lead or for a source, with its minutes and its cost
//	stage            how far an open lead is; a stage change is one dated step of its history
//	deal             how a lead ended: its outcome, closing day and amount
//	payment          money that came for a won deal, on its day; a refund is a negative one
//	survivor         of what is merged, the one under which the others count; they point to it
//	fact             a sum of one group of a report, as store gives it
//	blocking key     a hash of one form of a lead; leads that share one are compared. A hint, never a proof
//	grade            how sure dedup is that two leads are one: certain, likely, possible
//	verdict          what to do about duplicates: ask, warn, refuse, log, allow
//	level            lead, MQL or SQL: the thresholds that the score of a lead has reached
//	journal          the commands that wrote, each with what it takes to undo it
//	sheet            an answer: typed columns and rows, without a format
//	base currency    the one in which sums are made; other amounts keep their own beside it
//
// # How to add a command
//
// Write cli/NOUN_VERB.go with two functions: newNounVerb says how it is called, the
// method of app does it. Enter it in root.go. What it does beyond reading the line and
// saying what happened belongs below: into intake where it writes, into answers where it
// asks. Tell its story in testdata/script, and translate its sentences (below).
//
// # How to add a column
//
// To a report: one entry in report/columns.go, with its meaning for --why; a new sum
// also needs its field in crm.Fact, its SQL in store/facts.go and its line in the oracle of
// store/facts_test.go. To a lead: one entry in cli/leads.go; a new field also needs the
// next section, importer/archive.go and both ways of the full export (archive/lead.go,
// intake/archive_lead.go), and, where it is personal, store/forget.go and archive/mask.go.
//
// # How to add a migration
//
// Change store/schema.sql, raise newest in store/schema.go, and say in store/convert.go how
// old rows come into the new tables where columns of the same name are not enough. A
// new table also enters parentsFirst in store/journal.go. Every named rule needs words in
// store/rules.go. Then: go test ./internal/store -run Schema -update. A file that is
// converted is copied aside first; the oldest version that is understood is a test file
// in store/testdata.
//
// # How to add a language
//
// Copy say/locale/fr.po to the code of the language, set Language and Plural-Forms in
// its header, translate. Nothing else knows which languages there are. The tests name
// every sentence that is missing; go test ./internal/say -update sorts the file. A new
// sentence is say.T("in English, with %s", value); counts have their singular in say/one.go.
package internal
