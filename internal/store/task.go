package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// taskSelect goes with scanTask. It names no source: there are few, and joining
// them costs more than looking them up.
const taskSelect = `SELECT l.id, l.title, coalesce(cr.name, c.name, ''), l.touch_id,
	l.first_touch_on, l.stage, l.value_minor, l.value_currency, coalesce(l.follow_up_on, '')`

const taskClient = ` LEFT JOIN client c ON c.id = l.client_id LEFT JOIN client cr ON cr.id = c.merged_into`

func scanTask(rows *sql.Rows, more ...any) (l crm.Lead, err error) {
	var value sql.NullInt64
	var currency crm.Currency
	var touch int64
	dest := []any{&l.ID, &l.Title, &l.Client, &touch, &l.FirstTouchOn, &l.Stage, &value, &currency, &l.FollowUpOn}
	if err := rows.Scan(append(dest, more...)...); err != nil {
		return l, err
	}
	l.Touch = touchOf(touch)
	if value.Valid {
		l.Value = crm.Money{Minor: value.Int64, Currency: currency}
	}
	return l, nil
}

// isDue is the condition that a follow-up day of a lead l counts: the lead is open
// or won, for what was won may come again.
const isDue = `l.merged_into IS NULL AND NOT EXISTS (SELECT 1 FROM deal d WHERE d.lead_id = l.id AND d.outcome <> 'won')`

// DueLeads lists the leads, open or won, whose follow-up day is on or before a day, the
// oldest first, at most limit (0 is all).
func (t *Tx) DueLeads(ctx context.Context, on crm.Date, limit int) (list []crm.Lead, err error) {
	query := taskSelect + ` FROM lead l INDEXED BY lead_follow_up_idx` + taskClient + `
		WHERE l.follow_up_on <= ? AND ` + isDue + ` ORDER BY l.follow_up_on, l.id`
	if limit > 0 {
		query += limitTo(limit)
	}
	err = t.each(ctx, query, []any{string(on)}, func(rows *sql.Rows) error {
		l, err := scanTask(rows)
		list = append(list, l)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, t.NameTouches(ctx, list)
}

// CountDue counts the leads, open or won, whose follow-up day is in a period.
func (t *Tx) CountDue(ctx context.Context, p crm.Period) (n int64, err error) {
	_, err = t.one(ctx, `SELECT count(*) FROM lead l INDEXED BY lead_follow_up_idx
		WHERE l.follow_up_on >= ? AND l.follow_up_on <= ? AND `+isDue, []any{string(p.From), string(p.To)}, &n)
	return n, err
}

// lastTouch is the last day on which anything happened on a lead l: its first touch, an activity or a step.
const lastTouch = `max(l.first_touch_on, coalesce((SELECT max(a.on_day) FROM activity a WHERE a.lead_id = l.id), ''),
	coalesce((SELECT max(s.on_day) FROM stage_change s WHERE s.lead_id = l.id), ''))`

// quiet selects the open leads, of which there are few among all, that came before a day and for which no follow-up
// lies ahead of another.
const quiet = ` FROM lead l INDEXED BY lead_first_touch_idx WHERE l.first_touch_on < ?1 AND l.id NOT IN (SELECT lead_id FROM deal)
	AND l.merged_into IS NULL AND coalesce(l.follow_up_on, '') <= ?2 AND ` + lastTouch + ` < ?1`

// QuietLeads lists open leads on which nothing has happened since before a day
// (no first touch, no activity, no step) and for which no follow-up is ahead
// of today: the last to go quiet first, at most limit (0 is all).
func (t *Tx) QuietLeads(ctx context.Context, before, today crm.Date, limit int) (list []crm.Task, err error) {
	query := `WITH q AS MATERIALIZED (SELECT l.id, ` + lastTouch + ` AS day` + quiet + ` ORDER BY day DESC, l.id DESC`
	if limit > 0 {
		query += limitTo(limit)
	}
	query += `) ` + taskSelect + `, q.day FROM q CROSS JOIN lead l ON l.id = q.id` + taskClient + ` ORDER BY q.day DESC, l.id DESC`
	var leads []crm.Lead
	err = t.each(ctx, query, []any{string(before), string(today)}, func(rows *sql.Rows) error {
		var task crm.Task
		var err error
		task.Lead, err = scanTask(rows, &task.LastTouch)
		list, leads = append(list, task), append(leads, task.Lead)
		return err
	})
	if err == nil {
		err = t.NameTouches(ctx, leads)
	}
	for i := range list {
		list[i].Lead = leads[i]
	}
	return list, err
}

// CountQuiet counts the leads that QuietLeads lists without a limit.
func (t *Tx) CountQuiet(ctx context.Context, before, today crm.Date) (n int64, err error) {
	_, err = t.one(ctx, `SELECT count(*)`+quiet, []any{string(before), string(today)}, &n)
	return n, err
}

// OpenLeads counts the open leads.
func (t *Tx) OpenLeads(ctx context.Context) (n int64, err error) {
	_, err = t.one(ctx, `SELECT (SELECT count(*) FROM lead) - (SELECT count(*) FROM lead WHERE merged_into IS NOT NULL) - (SELECT count(*) FROM deal)`, nil, &n)
	return n, err
}
