// Package attribution shares what a deal brought among the touches before it.
//
// A journey comes in, weights go out: whole numbers, one a touch, so that
// shares are exact and money is never a float. A [Ledger] adds journeys up by
// group and rounds once, to sums that are the amounts to the cent. The engine
// meets neither file nor clock; names and dates stay outside: a touch is the
// number of its group and its age in days.
package attribution
