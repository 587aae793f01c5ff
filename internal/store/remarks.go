package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// parcel is revenue from the lead at a place.
type parcel struct {
	at   int32
	base int64
}

// Weight finds the largest deal and the client with most revenue among the
// deals that a report counts.
func (t *Tx) Weight(ctx context.Context, q FactQuery) (w crm.Weight, err error) {
	l := t.ledgerOf(q, true, func(*ledger) bool { return true }) // whatever the groups
	if l == nil {
		q.By, q.Fees = nil, false
		if l, err = t.ledger(ctx, q, true); err != nil {
			return w, err
		}
	}
	days := daysOf(q.Period)
	brought := roll[[]parcel]{}
	for _, e := range l.deals {
		leaf, at := l.leads.at(e.home)
		if e.outcome != won || e.base <= 0 || leaf == nil {
			continue
		}
		day := e.day
		if q.Cohort {
			day = leaf.day[at]
		}
		if !days.in(day) || l.groupOf(leaf, at) <= 0 {
			continue
		}
		list := brought.leaf(e.home)
		*list = append(*list, parcel{int32(at), e.base})
		if id := crm.LeadID(e.home); e.base > w.Deal || e.base == w.Deal && id < w.DealLead {
			w.Deal, w.DealLead = e.base, id
		}
	}
	of := map[int64]int64{}
	err = t.eachSome(ctx, leadRows, crm.Period{}, func(s *someRows) {
		list, begin := brought.at(s.first)
		if list == nil {
			return
		}
		for _, p := range *list {
			at := int(p.at)
			switch {
			case s.packed != nil && at < s.n && s.columns[rowDay][at] != 0:
				of[s.packed[leadClient].at(at)] += p.base
			case s.packed == nil && at == begin:
				of[s.columns[leadClient][0]] += p.base
			}
		}
	}, leadClient)
	delete(of, 0) // none
	if err != nil {
		return w, err
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
	l := t.ledgerOf(q, false, func(*ledger) bool { return true }) // whatever the groups
	if l == nil {
		q.By, q.Fees = nil, false
		if l, err = t.ledger(ctx, q, false); err != nil {
			return 0, 0, err
		}
	}
	if err := t.standing(ctx, l); err != nil {
		return 0, 0, err
	}
	days := daysOf(q.Period)
	l.leads.all(func(_ int64, leaf *leaf) {
		for at, day := range leaf.day {
			if day != 0 && days.in(day) && (leaf.home == nil || leaf.home[at] == 0) && l.groupOf(leaf, at) > 0 {
				leads++
				if leaf.state(at)&stateTimed == 0 {
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
	days, end := daysOf(q.Period), map[int64]int32{}
	for i, id := range ids {
		end[id] = int32(dayNumber(string(list[i].End)))
	}
	late := map[int64]int64{}
	l.leads.all(func(_ int64, leaf *leaf) {
		for at, day := range leaf.day {
			if day == 0 || !days.in(day) || leaf.home != nil && leaf.home[at] != 0 {
				continue
			}
			if group := l.groupOf(leaf, at); group > 0 {
				if last := end[l.groups[group].campaign]; last != 0 && day > last {
					late[l.groups[group].campaign]++
				}
			}
		}
	})
	some := list[:0]
	for i, c := range list {
		if c.Leads = late[ids[i]]; c.Leads > 0 {
			some = append(some, c)
		}
	}
	return some, nil
}
