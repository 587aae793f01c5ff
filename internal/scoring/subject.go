package scoring

import (
	"context"
	"math"
	"slices"

	"leads/internal/crm"
	"leads/internal/score"
	"leads/internal/store"
)

// scattered reports whether ids, in order, are few and far between: looked up one
// by one they come quicker than going through all between them.
func scattered(ids []crm.LeadID) bool {
	return int(ids[len(ids)-1]-ids[0]) > 20*len(ids)
}

// distantSubjects goes through leads that are few and far between.
func distantSubjects(ctx context.Context, tx *store.Tx, ids []crm.LeadID, kin bool, visit func(score.Subject) error) error {
	subject, err := subjects(ctx, tx, kin)
	if err != nil {
		return err
	}
	for _, id := range ids {
		found, err := tx.Leads(ctx, store.LeadFilter{ID: id})
		if err != nil {
			return err
		}
		acts, err := tx.BriefActivities(ctx, id, id)
		if err != nil {
			return err
		}
		for _, l := range found { // none: it was deleted, or is merged
			if err := visit(subject(l, acts)); err != nil {
				return err
			}
		}
	}
	return nil
}

// eachSubject goes through leads with what was done on them, page by page in the
// order of their numbers: those given in order, or all; with kin, also what their
// clients had won.
func eachSubject(ctx context.Context, tx *store.Tx, only []crm.LeadID, kin bool, visit func(score.Subject) error) error {
	subject, err := subjects(ctx, tx, kin)
	if err != nil {
		return err
	}
	from, to, wanted := crm.LeadID(1), crm.LeadID(math.MaxInt64), map[crm.LeadID]bool{}
	if len(only) > 0 {
		from, to = only[0], only[len(only)-1]
		for _, id := range only {
			wanted[id] = true
		}
	}
	scan, err := tx.ScanActivities(ctx, from, to)
	if err != nil {
		return err
	}
	each := func(page []crm.Lead) error {
		acts, err := scan.Of(ctx, page[0].ID, page[len(page)-1].ID)
		if err != nil {
			return err
		}
		byLead := activitiesByLead(acts)
		for _, l := range page {
			if len(only) > 0 && !wanted[l.ID] {
				continue
			}
			if err := visit(subject(l, byLead[l.ID])); err != nil {
				return err
			}
		}
		return nil
	}
	if len(only) == 0 {
		return tx.Pages(ctx, false, each)
	}
	f := store.LeadFilter{Sort: "id", Limit: pageSize, After: from - 1}
	for {
		page, err := tx.Leads(ctx, f)
		if err != nil || len(page) == 0 {
			return err
		}
		if err := each(page); err != nil {
			return err
		}
		if f.After = page[len(page)-1].ID; len(page) < f.Limit || f.After >= to {
			return nil
		}
	}
}

// activitiesOf finds what was done on leads given in order.
func activitiesOf(ctx context.Context, tx *store.Tx, ids []crm.LeadID) (map[crm.LeadID][]store.BriefActivity, error) {
	byLead := map[crm.LeadID][]store.BriefActivity{}
	if !scattered(ids) {
		scan, err := tx.ScanActivities(ctx, ids[0], ids[len(ids)-1])
		if err != nil {
			return nil, err
		}
		for some := range slices.Chunk(ids, pageSize) {
			acts, err := scan.Of(ctx, some[0], some[len(some)-1])
			if err != nil {
				return nil, err
			}
			of := activitiesByLead(acts)
			for _, id := range some {
				byLead[id] = of[id]
			}
		}
		return byLead, nil
	}
	for _, id := range ids {
		acts, err := tx.BriefActivities(ctx, id, id)
		if err != nil {
			return nil, err
		}
		byLead[id] = acts
	}
	return byLead, nil
}

// activitiesByLead cuts a list of activities, which are in the order of leads.
func activitiesByLead(acts []store.BriefActivity) map[crm.LeadID][]store.BriefActivity {
	byLead := map[crm.LeadID][]store.BriefActivity{}
	for start := 0; start < len(acts); {
		end := start
		for end < len(acts) && acts[end].Lead == acts[start].Lead {
			end++
		}
		byLead[acts[start].Lead] = acts[start:end]
		start = end
	}
	return byLead
}

// knower puts together what a score needs to know of a lead.
type knower func(crm.Lead, []store.BriefActivity) score.Subject

// subjects knows leads; with kin, also what their clients, those given or all, had won.
func subjects(ctx context.Context, tx *store.Tx, kin bool, of ...crm.ClientID) (knower, error) {
	if !kin {
		return subject, nil
	}
	wins, err := tx.Wins(ctx, of...)
	return func(l crm.Lead, acts []store.BriefActivity) score.Subject {
		s := subject(l, acts)
		s.Won = wins.Before(l)
		return s
	}, err
}

// subjectsOf knows the leads of a list by a table.
func subjectsOf(ctx context.Context, tx *store.Tx, t score.Table, list ...crm.Lead) (knower, error) {
	var clients []crm.ClientID
	for _, l := range list {
		if l.ClientID != 0 {
			clients = append(clients, l.ClientID)
		}
	}
	if len(clients) > pageSize { // reading them all is quicker
		return subjects(ctx, tx, t.Kin)
	}
	return subjects(ctx, tx, t.Kin && len(clients) > 0, clients...)
}

func subject(l crm.Lead, acts []store.BriefActivity) score.Subject {
	s := score.Subject{Lead: l}
	if len(acts) > 0 {
		s.Acts = make([]score.Act, len(acts))
	}
	for i, d := range acts {
		s.Acts[i] = score.Act{Kind: d.Kind, On: d.On}
	}
	return s
}
