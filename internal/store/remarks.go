package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// Weight finds the largest deal and the client with most revenue among the
// deals that a report counts.
func (t *Tx) Weight(ctx context.Context, q FactQuery) (w crm.Weight, err error) {
	l, err := t.anyLedger(ctx, q, true)
	if err != nil {
		return w, err
	}
	days, brought, of := daysOf(q.Period), roll[[]parcel]{}, map[int64]int64{}
	for _, e := range l.deals {
		day := e.day
		if q.Cohort {
			day = e.first
		}
		if e.outcome != won || e.base <= 0 || !days.in(day) || l.groupOf(e.home) <= 0 {
			continue
		}
		if l.clients {
			of[e.client] += e.base
		} else {
			list := brought.leaf(e.home)
			*list = append(*list, parcel{int(e.home & (stripRows - 1)), e.base})
		}
		if id := crm.LeadID(e.home); e.base > w.Deal || e.base == w.Deal && id < w.DealLead {
			w.Deal, w.DealLead = e.base, id
		}
	}
	if !l.clients {
		if err := t.clientsOf(ctx, l, &brought, of); err != nil {
			return w, err
		}
	}
	delete(of, 0) // none
	return w, t.heaviest(ctx, of, &w)
}

// parcel is revenue from the lead at a place.
type parcel struct {
	at   int
	base int64
}

// clientsOf adds up by client what leads brought. The clients of leads are by far the
// largest column, so that it is not kept.
func (t *Tx) clientsOf(ctx context.Context, l *ledger, brought *roll[[]parcel], of map[int64]int64) error {
	err := t.eachStrip(ctx, leadClient, func(first, id int64, data strip) error {
		list, _ := brought.at(first)
		if list == nil {
			return nil
		}
		var column [1]stripColumn
		if _, err := data.open(id, column[:]); err != nil {
			return err
		}
		leaf := l.leads.leaf(first)
		for _, p := range *list {
			if o := leaf.oddAt(p.at); (o == nil || !o.own) && p.at < column[0].rows {
				of[column[0].at(p.at)] += p.base
			}
		}
		return nil
	})
	brought.all(func(first int64, list *[]parcel) {
		leaf := l.leads.leaf(first)
		for _, p := range *list {
			if o := leaf.oddAt(p.at); o != nil && o.own {
				of[o.row[leadClient]] += p.base
			}
		}
	})
	return err
}

// anyLedger is a ledger of the leads that a question is about, whatever its groups.
func (t *Tx) anyLedger(ctx context.Context, q FactQuery, deals bool) (*ledger, error) {
	if l := t.ledgerOf(q, deals, func(*ledger) bool { return true }); l != nil {
		return l, nil
	}
	q.By, q.Fees = nil, false
	return t.ledger(ctx, q, deals)
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
	l, err := t.anyLedger(ctx, q, false)
	if err != nil {
		return 0, 0, err
	}
	if err := t.standing(ctx, l); err != nil {
		return 0, 0, err
	}
	err = t.eachLead(ctx, l, q.Period, func(id int64, leaf *leaf, at int, _ int32) {
		if l.groupAt(leaf, at, id) > 0 {
			leads++
			if leaf.stands(at)&stateTimed == 0 {
				untimed++
			}
		}
	})
	return untimed, leads, err
}

// LateCampaigns lists campaigns by which leads came after their end, by name.
func (t *Tx) LateCampaigns(ctx context.Context, q FactQuery) (list []crm.LateCampaign, err error) {
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
	l, err := t.anyLedger(ctx, q, false)
	if err == nil {
		err = t.load(ctx, l, leadCampaign)
	}
	if err != nil {
		return nil, err
	}
	end, late := map[int64]int32{}, map[int64]int64{}
	for i, id := range ids {
		end[id] = int32(dayNumber(string(list[i].End)))
	}
	err = t.eachLead(ctx, l, q.Period, func(id int64, leaf *leaf, at int, day int32) {
		campaign := leaf.value(leadCampaign, at)
		if last := end[campaign]; last != 0 && day > last && l.groupOf(id) > 0 {
			late[campaign]++
		}
	})
	some := list[:0]
	for i, c := range list {
		if c.Leads = late[ids[i]]; c.Leads > 0 {
			some = append(some, c)
		}
	}
	return some, err
}
