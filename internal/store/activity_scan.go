package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"leads/internal/crm"
)

// doingsWindow is the number of leads of which Doings holds what was done at a time.
var doingsWindow = crm.LeadID(1 << 18)

// Doings gives what was done on leads to one who goes through all of them in the
// order of their numbers. Activities lie in the file by their days; looked up lead
// by lead, each takes a page of its own, and a large file is read ten times over.
// So they are read as they lie, for many leads at a time.
type Doings struct {
	t         *Tx
	few       bool       // leads: they are looked up
	from, end crm.LeadID // of the leads that are held
	begin     []int32    // by lead: where its own begin in of
	of        []doing
	kinds     words
	days      words
}

// doing is an activity: places of its kind and its day among the words.
type doing struct{ kind, day int32 }

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

// Doings begins to go through the leads with ids in a range.
func (t *Tx) Doings(ctx context.Context, from, to crm.LeadID) (*Doings, error) {
	if to-from < doingsWindow/8 {
		return &Doings{t: t, few: true}, nil
	}
	if err := t.roomy(ctx); err != nil {
		return nil, err
	}
	return &Doings{t: t}, nil
}

// Of lists, as Deeds does, what was done on the leads with ids in a range. Ranges come in ascending order.
func (d *Doings) Of(ctx context.Context, from, to crm.LeadID) (list []Deed, err error) {
	if d.few || to-from >= doingsWindow { // far apart: somebody chose a number
		return d.t.Deeds(ctx, from, to)
	}
	for at := from; at <= to; at++ {
		if at >= d.end {
			if err := d.read(ctx, at); err != nil {
				return nil, err
			}
		}
		i := at - d.from
		for _, act := range d.of[d.begin[i]:d.begin[i+1]] {
			list = append(list, Deed{Lead: at, Kind: d.kinds.list[act.kind], On: crm.Date(d.days.list[act.day])})
		}
	}
	return list, nil
}

// read takes in what was done on a window of leads.
func (d *Doings) read(ctx context.Context, from crm.LeadID) error {
	d.from, d.end = from, from+doingsWindow
	var leads []int32
	var acts []doing
	err := d.t.each(ctx, `SELECT lead_id, kind, on_day FROM activity NOT INDEXED
		WHERE lead_id BETWEEN ? AND ?`, []any{int64(d.from), int64(d.end - 1)}, func(rows *sql.Rows) error {
		var lead crm.LeadID
		var kind, day sql.RawBytes
		err := rows.Scan(&lead, &kind, &day)
		leads, acts = append(leads, int32(lead-d.from)), append(acts, doing{d.kinds.number(kind), d.days.number(day)})
		return err
	})
	if err != nil {
		return err
	}
	d.begin, d.of = make([]int32, doingsWindow+1), make([]doing, len(acts))
	for _, lead := range leads {
		d.begin[lead+1]++
	}
	for i := range doingsWindow {
		d.begin[i+1] += d.begin[i]
	}
	next := slices.Clone(d.begin)
	for i, lead := range leads { // in the order of their numbers, lead by lead
		d.of[next[lead]] = acts[i]
		next[lead]++
	}
	for i := range doingsWindow {
		slices.SortStableFunc(d.of[d.begin[i]:d.begin[i+1]], func(a, b doing) int {
			return strings.Compare(d.days.list[a.day], d.days.list[b.day])
		})
	}
	return nil
}
