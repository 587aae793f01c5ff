package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"leads/internal/crm"
)

// scanWindow is the number of leads of which ActivityScan holds what was done at a time.
var scanWindow = crm.LeadID(1 << 18)

// ActivityScan gives what was done on leads to one who goes through all of them in the
// order of their numbers. Activities are stored in day order; looked up lead
// by lead, each takes a page of its own, and a large file is read ten times.
// So they are read in that order, for many leads at a time.
type ActivityScan struct {
	t         *Tx
	few       bool       // leads: they are looked up
	from, end crm.LeadID // of the leads that are held
	begin     []int32    // by lead: where its own begin in of
	of        []packedActivity
	kinds     words
	days      words
}

// packedActivity is an activity: places of its kind and its day among the words.
type packedActivity struct{ kind, day int32 }

// words gives each of some texts a number.
type words struct {
	at   map[string]int32
	list []string
}

func (w *words) number(text []byte) int32 {
	n, known := w.at[string(text)]
	if !known {
		if w.at == nil {
			w.at = map[string]int32{}
		}
		n = int32(len(w.list))
		w.list = append(w.list, string(text))
		w.at[w.list[n]] = n
	}
	return n
}

// ActivityScan begins to go through the leads with ids in a range.
func (t *Tx) ScanActivities(ctx context.Context, from, to crm.LeadID) (*ActivityScan, error) {
	if to-from < scanWindow/8 {
		return &ActivityScan{t: t, few: true}, nil
	}
	if err := t.roomy(ctx); err != nil {
		return nil, err
	}
	return &ActivityScan{t: t}, nil
}

// Of lists, as BriefActivities does, what was done on the leads with ids in a range. Ranges come in ascending order.
func (d *ActivityScan) Of(ctx context.Context, from, to crm.LeadID) (list []BriefActivity, err error) {
	if d.few || to-from >= scanWindow { // far apart: somebody chose a number
		return d.t.BriefActivities(ctx, from, to)
	}
	for at := from; at <= to; at++ {
		if at >= d.end {
			if err := d.read(ctx, at); err != nil {
				return nil, err
			}
		}
		i := at - d.from
		for _, act := range d.of[d.begin[i]:d.begin[i+1]] {
			list = append(list, BriefActivity{Lead: at, Kind: d.kinds.list[act.kind], On: crm.Date(d.days.list[act.day])})
		}
	}
	return list, nil
}

// read takes in what was done on a window of leads.
func (d *ActivityScan) read(ctx context.Context, from crm.LeadID) error {
	d.from, d.end = from, from+scanWindow
	var leads []int32
	var acts []packedActivity
	err := d.t.each(ctx, `SELECT lead_id, kind, on_day FROM activity NOT INDEXED
		WHERE lead_id BETWEEN ? AND ?`, []any{int64(d.from), int64(d.end - 1)}, func(rows *sql.Rows) error {
		var lead crm.LeadID
		var kind, day sql.RawBytes
		err := rows.Scan(&lead, &kind, &day)
		leads, acts = append(leads, int32(lead-d.from)), append(acts, packedActivity{d.kinds.number(kind), d.days.number(day)})
		return err
	})
	if err != nil {
		return err
	}
	d.begin, d.of = make([]int32, scanWindow+1), make([]packedActivity, len(acts))
	for _, lead := range leads {
		d.begin[lead+1]++
	}
	for i := range scanWindow {
		d.begin[i+1] += d.begin[i]
	}
	next := slices.Clone(d.begin)
	for i, lead := range leads { // in the order of their numbers, lead by lead
		d.of[next[lead]] = acts[i]
		next[lead]++
	}
	for i := range scanWindow {
		slices.SortStableFunc(d.of[d.begin[i]:d.begin[i+1]], func(a, b packedActivity) int {
			return strings.Compare(d.days.list[a.day], d.days.list[b.day])
		})
	}
	return nil
}
