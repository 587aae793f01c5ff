// Package scoring joins the rules of score with the leads of the file: it keeps
// every score true, gathers decided leads as they were known, and chooses by level.
//
// A transaction and a day come in; scores, samples and lists go out. It knows no
// flag and no terminal.
package scoring
