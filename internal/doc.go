// Package internal is the house of leads. It holds no code, only this walk
// through it; house_test.go keeps the plan.
//
// Follow one command, `leads add "Shop redesign" --source Upwork/Invite`:
//
//  1. cmd/leads opens the door: it hands arguments, streams, environment and
//     clock to cli and turns the answer into an exit code.
//  2. cli (lead_add.go) reads the line into a crm.Lead. What a person left open,
//     form asks for, on a terminal only.
//  3. crm checks what one record can check alone: a title, a date, an amount. A
//     refusal is a crm.Error: a sentence (say), a hint, and a kind.
//  4. cli opens the file through store and runs one Update: one transaction, one
//     entry of the journal, one step of undo. Inside, it makes one call: intake.Add.
//  5. intake has store find the ids of the names and, by hashed blocking keys, the
//     leads that may be the same; dedup grades them: certain, likely, possible; the
//     verdict of the line or of the person decides.
//  6. store writes the row. Triggers in the file lock its first touch, whoever
//     writes; the journal notes what it takes to take the command back.
//  7. cli says what happened: a sentence for a person, the id for a pipe, the
//     lead as a sheet for --json, which render writes.
//
// A report goes the other way round: store sums (facts), report judges (rates,
// intervals, medians from stats) and fills a sheet, render writes it; an answer
// of several sheets is a page, for a terminal or a browser. What a later touch
// contributed is attribution's to say, how promising a lead is score's; both are
// handed values and know no file. An import is read by importer, row by row, and
// goes through the same door as add, intake, which gives back what it did or, on a
// dry run, would do; an export for strangers goes through
// anonymize. The words of all of them exist twice: as the English keys in the
// sources, and in French in say.
package internal
