// Package dedup answers one question: are these two leads the same opportunity,
// how sure is that, and which fields say so.
//
// Two leads come in, a [Match] goes out. [Keys] are hashes under which a file
// or an [Index] finds the few leads that are worth comparing. Everything here
// is a pure function of its arguments: no file, no clock, nothing random, and
// nothing is ever merged by it.
package dedup
