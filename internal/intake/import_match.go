package intake

import (
	"context"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/store"
)

// matchLead finds the lead that a row is about without naming it: by an external
// id, then by mailbox, title with client, title, client or page. A zero lead has a
// reason: what is more than one is not decided here.
func (r *run) matchLead(ctx context.Context, tx *store.Tx, m importer.Match, on crm.Date) (crm.Lead, say.Text, error) {
	for _, id := range m.IDs {
		list, err := r.known(ctx, tx, id)
		if err != nil {
			return crm.Lead{}, say.Text{}, err
		}
		if len(list) == 1 {
			l, err := survivor(ctx, tx, list[0].ID)
			return l, say.Text{}, err
		}
	}
	if err := r.readBook(ctx, tx); err != nil {
		return crm.Lead{}, say.Text{}, err
	}
	all := func(of map[string][]crm.LeadID, keys []string, key func(string) string) (ids []crm.LeadID) {
		for _, text := range keys {
			if k := key(text); k != "" {
				ids = append(ids, of[k]...)
			}
		}
		slices.Sort(ids)
		return slices.Compact(ids)
	}
	titled := all(r.book.titles, append(slices.Clone(m.Titles), m.IDs...), crm.Key)
	of := all(r.book.names, append(slices.Clone(m.Clients), m.People...), dedup.NormalName)
	mailed := all(r.book.emails, m.Emails, strings.ToLower)
	paged := all(r.book.pages, m.Pages, crm.Key)
	for _, ids := range [][]crm.LeadID{both(titled, mailed), both(titled, of), mailed, titled, paged, of} {
		if len(ids) == 0 {
			continue
		}
		return r.oneThen(ctx, tx, ids, m, on)
	}
	return crm.Lead{}, say.T("no lead has its number, title or client"), nil
}

// both are the ids that are in two lists.
func both(a, b []crm.LeadID) (list []crm.LeadID) {
	for _, id := range a {
		if slices.Contains(b, id) {
			list = append(list, id)
		}
	}
	return list
}

// narrowed keeps the leads that fit, by one question after the other until one is
// left. A question that none of them fits is passed over.
func narrowed(found []crm.Lead, questions ...func(crm.Lead) bool) []crm.Lead {
	for _, fits := range questions {
		kept := slices.DeleteFunc(slices.Clone(found), func(l crm.Lead) bool { return !fits(l) })
		if len(found) > 1 && len(kept) > 0 {
			found = kept
		}
	}
	return found
}

// oneThen narrows leads down to the one that was worked on that day: those of the
// client, those that had begun, those that were not closed yet.
func (r *run) oneThen(ctx context.Context, tx *store.Tx, ids []crm.LeadID, m importer.Match, on crm.Date) (crm.Lead, say.Text, error) {
	var found []crm.Lead
	for _, id := range ids {
		l, err := survivor(ctx, tx, id)
		if err != nil {
			return crm.Lead{}, say.Text{}, err
		}
		if !slices.ContainsFunc(found, func(o crm.Lead) bool { return o.ID == l.ID }) {
			found = append(found, l)
		}
	}
	found = narrowed(found,
		func(l crm.Lead) bool {
			return slices.ContainsFunc(m.Titles, func(t string) bool { return dedup.TitleLikeness(l.Title, t) >= .85 })
		},
		func(l crm.Lead) bool { return l.FirstTouchOn <= on },
		func(l crm.Lead) bool { return l.Open() || l.Deal.ClosedOn >= on },
		crm.Lead.Open,
	)
	if len(found) > 1 {
		return crm.Lead{}, say.T("%d leads match, such as %d and %d", len(found), int64(found[0].ID), int64(found[1].ID)), nil
	}
	return found[0], say.Text{}, nil
}

// book is the leads of the file by what a row may call them.
type book struct {
	titles, names, emails, pages map[string][]crm.LeadID
}

// readBook reads the leads of the file once.
func (r *run) readBook(ctx context.Context, tx *store.Tx) error {
	if r.book != nil {
		return nil
	}
	list, err := tx.Leads(ctx, store.LeadFilter{})
	if err != nil {
		return err
	}
	b := &book{map[string][]crm.LeadID{}, map[string][]crm.LeadID{}, map[string][]crm.LeadID{}, map[string][]crm.LeadID{}}
	put := func(of map[string][]crm.LeadID, key string, id crm.LeadID) {
		if key != "" && !slices.Contains(of[key], id) {
			of[key] = append(of[key], id)
		}
	}
	for _, l := range list {
		put(b.titles, crm.Key(l.Title), l.ID)
		put(b.names, dedup.NormalName(l.Client), l.ID)
		put(b.names, dedup.NormalName(l.Contact), l.ID)
		put(b.emails, strings.ToLower(l.Email), l.ID)
		put(b.pages, crm.Key(l.URL), l.ID)
	}
	r.book = b
	return nil
}

// isOf reports whether a lead is of a person or client.
func isOf(l crm.Lead, name string) bool {
	n := dedup.NormalName(name)
	return n != "" && (n == dedup.NormalName(l.Client) || n == dedup.NormalName(l.Contact))
}

// leave lists a row that fits no lead.
func (r *run) leave(t say.Text) {
	r.counts.Unmatched++
	r.unmatched = append(r.unmatched, t)
}

// sayUnmatched lists what was not booked.
func (r *run) sayUnmatched() {
	r.did.Money = append(r.did.Money, r.unmatched...)
	if len(r.unmatched) > 0 {
		r.did.Money = append(r.did.Money, say.T("what is unmatched is not booked: add the lead, or give it what the file calls it (leads edit N --external-id ID), and import the file again"))
	}
}
