// Package dedup answers one question: are these two leads the same opportunity,
// how sure is that, and which fields say so.
//
// Two leads come in, a [Match] goes out. [Keys] are hashes under which a file
// or an [Index] finds the few leads that are worth comparing. Everything here
// is a pure function of its arguments: no file, no clock, nothing random, and
// nothing is ever merged by it.
//
// # The predicate
//
// Leads are certain to be one when they share a posting id, a canonical URL
// that belongs to one page, or an external id. Else each field that both
// leads have is put on a level (same, near, most, half, some, differ) by
// matching words: accents, order, legal forms, stop words and a typo aside; a
// client's initials and common short forms count as the name. The level
// gives bits of evidence, after Fellegi and Sunter (A Theory for Record
// Linkage, 1969): 3 bits make it 8 times as probable that the leads are one.
// Rare words weigh more than common ones, counted in the file at hand
// ([Words]) or, at the door, as is usual. A field that one lead lacks weighs
// nothing. Added to the sum is the prior: one lead of all in the file.
// The numbers are in the table named weights: one for all files, none learned.
//
// Some fields bear on each other, and rules say how:
//
//   - Two leads with titles are projects. Client, contact, mailbox and phone
//     then count up to a cap, so that they alone never make a duplicate, and
//     the titles must agree; the first touches must be within four months. Later
//     it is a repeat: a similar order of the same client, possible and
//     marked so. What each title says and the other does not speaks against them,
//     values that agree a little for them.
//   - A name that is nearly the same beside another mailbox, number or person is
//     another client; titles or notes with other numbers or years are another
//     phase or edition.
//   - Where one names its client and the other has only a mailbox or page, the domain
//     replaces the client.
//   - Two leads without titles are clients, contacts or places: there, a note with the same
//     number and street speaks for one place, another number for a branch.
//   - One with a title and one without are never likely: nobody can know. So it is
//     with a title made from a link, see [LinkTitle].
//
// A sum of zero or more is likely. Below that, leads are possible when a client,
// contact, mailbox or phone agrees: related, another project. A title alone
// that is not filled in by an import (equal to id, client, contact or URL) counts.
package dedup
