package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// Weight finds the largest deal and the client with most revenue among the
// deals that a report counts.
func (t *Tx) Weight(ctx context.Context, q FactQuery) (w crm.Weight, err error) {
	q.By, q.Fees = []crm.Dimension{crm.ByClient}, false
	l, err := t.ledger(ctx, q, true)
	if err != nil {
		return w, err
	}
	revenue := make([]int64, len(l.groups))
	for _, e := range l.deals {
		leaf, at := l.leads.at(e.home)
		if e.outcome != won || e.base <= 0 || leaf == nil || leaf.group[at] == 0 {
			continue
		}
		day := e.day
		if q.Cohort {
			day = leaf.day[at]
		}
		if !l.in(day) {
			continue
		}
		revenue[leaf.group[at]] += e.base
		if id := crm.LeadID(e.home); e.base > w.Deal || e.base == w.Deal && id < w.DealLead {
			w.Deal, w.DealLead = e.base, id
		}
	}
	of := map[int64]int64{}
	for group, minor := range revenue {
		if client := l.groups[group].client; client != 0 && minor > 0 {
			of[client] += minor
		}
	}
	return w, t.heaviest(ctx, of, &w)
}

// heaviest names the client with most revenue, that of merged ones together.
func (t *Tx) heaviest(ctx context.Context, of map[int64]int64, w *crm.Weight) error {
	err := t.each(ctx, `SELECT id, merged_into FROM client WHERE merged_into IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var id, into int64
		err := rows.Scan(&id, &into)
		if of[id] > 0 {
			of[into] += of[id]
			delete(of, id)
		}
		return err
	})
	most := int64(0)
	for id, minor := range of {
		if minor > w.OfClient || minor == w.OfClient && id < most {
			most, w.OfClient = id, minor
		}
	}
	if err == nil && most != 0 {
		_, err = t.one(ctx, `SELECT name FROM client WHERE id = ?`, []any{most}, &w.Client)
	}
	return err
}

// Untimed counts the leads by first touch on which no time is booked, and all of them.
func (t *Tx) Untimed(ctx context.Context, q FactQuery) (untimed, leads int64, err error) {
	q.By, q.Fees = nil, false
	l, err := t.ledger(ctx, q, false)
	if err != nil {
		return 0, 0, err
	}
	err = t.eachSome(ctx, activityRows, crm.Period{}, func(s *someRows) {
		for i, of := range s.columns[rowOf][:s.n] {
			if s.columns[rowDay][i] == 0 || s.columns[activityTimed][i] == 0 || of == 0 {
				continue
			}
			leaf, at := l.leads.at(of)
			if leaf != nil && leaf.home != nil && leaf.home[at] != 0 {
				leaf, at = l.leads.at(leaf.home[at])
			}
			if leaf != nil {
				leaf.timed[at] = true
			}
		}
	}, rowDay, rowOf, activityTimed)
	l.leads.all(func(_ int64, leaf *leaf) {
		for at, group := range leaf.group {
			if group != 0 && l.in(leaf.day[at]) && (leaf.home == nil || leaf.home[at] == 0) {
				leads++
				if !leaf.timed[at] {
					untimed++
				}
			}
		}
	})
	return untimed, leads, err
}

// LateCampaigns lists campaigns by which leads came after their end, by name.
func (t *Tx) LateCampaigns(ctx context.Context, q FactQuery) (list []crm.LateCampaign, err error) {
	q.By, q.Fees = []crm.Dimension{crm.ByCampaign}, false
	var ids []int64
	err = t.each(ctx, `SELECT id, name, end_on FROM campaign WHERE end_on IS NOT NULL ORDER BY name, id`, nil, func(rows *sql.Rows) error {
		var id int64
		var c crm.LateCampaign
		err := rows.Scan(&id, &c.Name, &c.End)
		ids, list = append(ids, id), append(list, c)
		return err
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	l, err := t.ledger(ctx, q, false)
	if err != nil {
		return nil, err
	}
	number := map[int64]int{}
	for n, key := range l.groups {
		number[key.campaign] = n
	}
	late := make([]int64, len(l.groups))
	ends := make([]int32, len(l.groups))
	for i, id := range ids {
		if n := number[id]; n != 0 {
			ends[n] = int32(dayNumber(string(list[i].End)))
		}
	}
	l.leads.all(func(_ int64, leaf *leaf) {
		for at, group := range leaf.group {
			if end := ends[group]; end != 0 && leaf.day[at] > end && l.in(leaf.day[at]) && (leaf.home == nil || leaf.home[at] == 0) {
				late[group]++
			}
		}
	})
	some := list[:0]
	for i, c := range list {
		if c.Leads = late[number[ids[i]]]; c.Leads > 0 {
			some = append(some, c)
		}
	}
	return some, nil
}
