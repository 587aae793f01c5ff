package cli

import (
	"context"
	"errors"
	"fmt"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/form"
	"leads/internal/intake"
	"leads/internal/render"
	"leads/internal/say"
	"leads/internal/store"
)

// reviewDuplicates walks a person through the pairs, the surest first. Each
// answer is written at once and is one step of undo.
func (a *app) reviewDuplicates(ctx context.Context, read *intake.Scan, least dedup.Grade) (err error) {
	if !a.interactive() {
		return crm.Invalidf("--review needs a terminal").WithHint("leads duplicates, then leads merge ID INTO or leads duplicates --not ID ID")
	}
	a.listen()
	file, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := file.View(ctx, func(tx *store.Tx) error { return read.Read(ctx, tx, false) }); err != nil {
		return err
	}
	found, err := read.Pairs(ctx, least)
	if err != nil {
		return err
	}
	intake.SurestFirst(found)
	r := review{a: a, file: file}
	for n, p := range found {
		more, err := r.pair(ctx, p, n+1, len(found))
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	if len(found) == 0 {
		return a.answer(a.catalogue.Say(noDuplicates()), "")
	}
	return a.answer(a.say("%d merged, %d different, %d repeats, %d left for later", r.merged, r.different, r.repeats, r.later), "")
}

// review is one walk through the pairs of a file.
type review struct {
	a                                 *app
	file                              *store.Store
	merged, different, repeats, later int
}

// pair shows two leads, asks, and writes the answer; false is enough.
func (r *review) pair(ctx context.Context, p dedup.Pair, n, of int) (more bool, err error) {
	var leads [2]crm.Lead
	err = r.file.View(ctx, func(tx *store.Tx) error {
		for i, id := range []crm.LeadID{p.A, p.B} {
			if leads[i], err = tx.Lead(ctx, id); err == nil && leads[i].MergedInto != 0 {
				leads[i], err = tx.Lead(ctx, leads[i].MergedInto)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || leads[0].ID == leads[1].ID { // merged by an earlier answer
		return true, err
	}
	kept, gone := leads[0], leads[1]
	if intake.Later(kept, gone) {
		kept, gone = gone, kept
	}
	a := r.a
	fmt.Fprintln(a.Stderr, a.say("%d of %d, %s: same %s", n, of, a.say(string(p.Grade)), intake.Agreement(p.Match)))
	for _, l := range []crm.Lead{kept, gone} {
		fmt.Fprintln(a.Stderr, render.Safe(a.say("  lead %d: %s", int64(l.ID), intake.OneLine(l))))
	}
	verdict, err := a.asker().Pair(ctx, int64(kept.ID), int64(gone.ID))
	if err != nil {
		return false, formError(err)
	}
	return r.settle(ctx, verdict, kept, gone)
}

// settle writes an answer under the command that would have done the same.
func (r *review) settle(ctx context.Context, verdict form.Verdict, kept, gone crm.Lead) (more bool, err error) {
	said := func(kind crm.PairKind, count *int, flag string) error {
		*count++
		return r.write(ctx, fmt.Sprintf("duplicates %s %d %d", flag, kept.ID, gone.ID), func(tx *store.Tx) error {
			return tx.SetPair(ctx, crm.Pair{A: kept.ID, B: gone.ID, Kind: kind})
		})
	}
	switch verdict {
	case form.Same:
		var m intake.Merge
		err = r.write(ctx, fmt.Sprintf("merge %d %d", gone.ID, kept.ID), func(tx *store.Tx) (err error) {
			if m, err = intake.PlanMerge(ctx, tx, gone.ID, kept.ID, 0); err == nil {
				_, err = m.Apply(ctx, tx, crm.InstantOf(r.a.now), r.a.catalogue)
			}
			return err
		})
		var e *crm.Error
		if errors.As(err, &e) && e.Kind == crm.Refused { // they ended differently: a question for another command
			r.a.warn(say.T("%s (%s)", e.Msg, e.Hint))
			r.later++
			return true, nil
		}
		for _, t := range m.Notes {
			r.a.note("%s", t)
		}
		r.merged++
	case form.Differ:
		err = said(crm.Different, &r.different, "--not")
	case form.RepeatOf:
		err = said(crm.Repeat, &r.repeats, "--repeat")
	case form.Enough:
		return false, nil
	default:
		r.later++
	}
	return true, err
}

func (r *review) write(ctx context.Context, line string, fn func(*store.Tx) error) error {
	return r.file.Update(ctx, store.Command{Line: line, At: crm.InstantOf(r.a.now)}, fn)
}
