// Package answers gathers what a question needs from the file, hands it to the
// engines that judge, and gives back a sheet.
//
// A transaction and a question come in, a sheet goes out. It knows no flags, no
// terminal and no format: a new way to ask costs no new answer.
package answers
