// Package anonymize replaces what is personal in a file that shall be shared, so
// that the same leads are duplicates of each other afterwards and every figure of
// a report stays the same.
//
// Texts come in and go out. A word becomes an invented one, the same each time; a
// misspelling of it becomes the same misspelling of the invented one. Nothing can
// be computed back: words are drawn in the order in which they first come, and what
// stood for is kept nowhere. Notes become a shape of x and 0.
package anonymize
