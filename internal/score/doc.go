// Package score says how promising a lead is, and why.
//
// A table of rules and the facts of one lead come in; a log of points goes out,
// and the score is its sum. Calibration holds the scores against how leads
// ended, and suggests other points. It never meets the file or the clock: the
// day is a value, and the same values give the same log.
package score
