package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// step is a crm.StageChange of a lead, small: a file has many.
type step struct {
	lead  int64
	day   crm.Date
	stage uint8
}

// Passages hands out the way of every lead whose first touch lies in the
// query's period, in the order of ids. How long a lead stood where follows from
// the order of its steps, which no sum keeps. A merged lead counts as the one
// that survived it, with the steps of both. The steps are only good
// until each returns.
func (t *Tx) Passages(ctx context.Context, q FactQuery, each func(crm.Passage)) error {
	if err := t.roomy(ctx); err != nil {
		return err
	}
	s := summing{q: q}
	if _, err := t.one(ctx, `SELECT EXISTS (SELECT 1 FROM lead WHERE merged_into IS NOT NULL)`, nil, &s.merged); err != nil {
		return err
	}
	steps, err := t.steps(ctx, s.merged)
	if err != nil {
		return err
	}
	deal := `d.lead_id = l.id`
	if s.merged {
		deal = `d.lead_id = ` + dealOwner
	}
	where, args := s.keep("l", "l.first_touch_on", "l.merged_into IS NULL")
	var none crm.Fact
	names, _ := s.columns("l", "l.first_touch_on", &none)
	text := `SELECT l.id, l.first_touch_on, coalesce(d.outcome, ''), coalesce(d.closed_on, '')`
	if q.Values {
		text += `, CASE WHEN d.outcome IS NULL THEN l.value_minor END, CASE WHEN d.outcome IS NULL THEN l.value_currency ELSE '' END`
	}
	for _, name := range names {
		text += ", " + name
	}
	var own []crm.StageChange
	var id int64
	var f crm.Fact
	var j crm.Passage
	_, group := s.columns("l", "", &f)
	dest := []any{&id, &j.From, &j.Outcome, &j.ClosedOn}
	var minor sql.NullInt64
	if q.Values {
		dest = append(dest, &minor, &j.Value.Currency)
	}
	dest = append(dest, group...)
	return t.each(ctx, text+` FROM lead l LEFT JOIN deal d ON `+deal+where+` ORDER BY l.id`, args, func(rows *sql.Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		for len(steps) > 0 && steps[0].lead < id {
			steps = steps[1:]
		}
		own = own[:0]
		for len(steps) > 0 && steps[0].lead == id {
			own, steps = append(own, crm.StageChange{Stage: crm.Stages[steps[0].stage], On: steps[0].day}), steps[1:]
		}
		j.Group, j.Steps, j.Value.Minor = f.Group, own, minor.Int64
		each(j)
		return nil
	})
}

// steps reads every step after 'new', by surviving lead, day and number.
func (t *Tx) steps(ctx context.Context, merged bool) (list []step, err error) {
	text := `SELECT c.lead_id, c.on_day, c.stage FROM stage_change c ORDER BY c.lead_id, c.on_day, c.id`
	if merged {
		text = `SELECT coalesce(m.merged_into, m.id), c.on_day, c.stage FROM stage_change c JOIN lead m ON m.id = c.lead_id ORDER BY 1, 2, c.id`
	}
	number := map[crm.Stage]uint8{}
	for i, stage := range crm.Stages {
		number[stage] = uint8(i)
	}
	days := map[crm.Date]crm.Date{} // one string a day, not one a step
	err = t.each(ctx, text, nil, func(rows *sql.Rows) error {
		var s step
		var day crm.Date
		var stage crm.Stage
		if err := rows.Scan(&s.lead, &day, &stage); err != nil {
			return err
		}
		if known, ok := days[day]; ok {
			s.day = known
		} else {
			s.day, days[day] = day, day
		}
		s.stage = number[stage]
		list = append(list, s)
		return nil
	})
	return list, err
}
