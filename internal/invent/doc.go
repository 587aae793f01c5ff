// Package invent makes up leads as a freelancer gathers them over the years, of
// which it knows which were entered twice and which only look so: what the
// duplicate check is measured with at sizes that nobody can label by hand.
// Only tests and benchmarks use it.
//
// The same size and seed give the same leads. Words follow a heavy tail as they do
// in life: a title is of a few common words and sometimes of a rare one, most clients come
// once, some agencies some hundred times. The names are made of syllables.
package invent
