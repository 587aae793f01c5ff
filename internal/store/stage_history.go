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

// StageHistories hands out the way of every lead whose first touch is in the
// query's period, in the order of ids. How long a lead was where follows from
// the order of its steps, which no sum keeps. The steps are only good until each returns.
func (t *Tx) StageHistories(ctx context.Context, q FactQuery, each func(crm.StageHistory)) error {
	if err := t.roomy(ctx); err != nil {
		return err
	}
	steps, err := t.steps(ctx)
	if err != nil {
		return err
	}
	c, err := t.countedLeads(ctx, q)
	if err != nil {
		return err
	}
	columns, g := q.grouping()
	text := `SELECT ` + columns + `, l.id, l.first_touch_on, ` + q.day(`l.first_touch_on`) + `, coalesce(d.outcome, ''), coalesce(d.closed_on, '')`
	if q.Values {
		text += `, CASE WHEN d.outcome IS NULL THEN l.value_minor END, CASE WHEN d.outcome IS NULL THEN l.value_currency ELSE '' END`
	}
	var own []crm.StageChange
	var id int64
	var day crm.Date
	var j crm.StageHistory
	dest := append(g.dest, &id, &j.From, &day, &j.Outcome, &j.ClosedOn)
	var minor sql.NullInt64
	if q.Values {
		dest = append(dest, &minor, &j.Value.Currency)
	}
	return t.each(ctx, text+` FROM lead l LEFT JOIN deal d ON d.lead_id = l.id`+q.tagJoin()+c.where()+` ORDER BY l.id`, c.args, func(rows *sql.Rows) error {
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
		j.Group, j.Steps, j.Value.Minor = g.of(day), own, minor.Int64
		each(j)
		return nil
	})
}

// steps reads every step after 'new', by lead, day and number.
func (t *Tx) steps(ctx context.Context) (list []step, err error) {
	const text = `SELECT c.lead_id, c.on_day, c.stage FROM stage_change c ORDER BY c.lead_id, c.on_day, c.id`
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
