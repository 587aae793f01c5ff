// Package intake is the one door for whatever comes into the file: a lead that is
// typed, one from the form, every row of an import, every record of a full export.
//
// It resolves names, looks for duplicates, decides what becomes of a record and
// writes it, inside the transaction of its caller. Values come in (a lead, a
// verdict about duplicates, an opened file) and values go out: what was done or
// would be done, with the remarks to print. Merging leads and finding duplicates
// in the whole file belong here too. It knows no flag, no terminal and no clock.
package intake
