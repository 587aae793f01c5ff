package store

import (
	"context"
	"database/sql"
	"sort"

	"leads/internal/crm"
)

// taskSelect goes with scanTask. It names no source: there are few, and joining
// them costs more than looking them up.
const taskSelect = `SELECT l.id, l.title, coalesce(cr.name, c.name, ''), coalesce(l.source_id, 0), coalesce(l.channel_id, 0),
	l.first_touch_on, l.stage, l.value_minor, l.value_currency, coalesce(l.follow_up_on, '')`

const taskClient = ` LEFT JOIN client c ON c.id = l.client_id LEFT JOIN client cr ON cr.id = c.merged_into`

func scanTask(rows *sql.Rows, more ...any) (l crm.Lead, err error) {
	var value sql.NullInt64
	var currency crm.Currency
	dest := []any{&l.ID, &l.Title, &l.Client, &l.Touch.Source, &l.Touch.Channel, &l.FirstTouchOn, &l.Stage, &value, &currency, &l.FollowUpOn}
	if err := rows.Scan(append(dest, more...)...); err != nil {
		return l, err
	}
	if value.Valid {
		l.Value = crm.Money{Minor: value.Int64, Currency: currency}
	}
	return l, nil
}

// family is how a statement speaks of a lead l and what was merged into it.
type family struct{ merged bool }

func (t *Tx) family(ctx context.Context) (f family, err error) {
	_, err = t.one(ctx, `SELECT EXISTS (SELECT 1 FROM lead WHERE merged_into IS NOT NULL)`, nil, &f.merged)
	return f, err
}

// is compares a column with the lead l: one number, as long as nothing was merged.
func (f family) is(column string) string {
	if f.merged {
		return column + ` IN (SELECT id FROM lead WHERE id = l.id OR merged_into = l.id)`
	}
	return column + ` = l.id`
}

// open is the condition that a lead l stands on its own and has not ended.
func (f family) open() string {
	return `l.merged_into IS NULL AND NOT EXISTS (SELECT 1 FROM deal d WHERE ` + f.is("d.lead_id") + `)`
}

// DueLeads lists the open leads whose follow-up day is on or before a day, the
// oldest first, at most limit (0 is all).
func (t *Tx) DueLeads(ctx context.Context, on crm.Date, limit int) (list []crm.Lead, err error) {
	f, err := t.family(ctx)
	if err != nil {
		return nil, err
	}
	query := taskSelect + ` FROM lead l INDEXED BY lead_follow_up_idx` + taskClient + `
		WHERE l.follow_up_on <= ? AND ` + f.open() + ` ORDER BY l.follow_up_on, l.id`
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

// CountDue counts the open leads whose follow-up day lies in a period.
func (t *Tx) CountDue(ctx context.Context, p crm.Period) (n int64, err error) {
	f, err := t.family(ctx)
	if err != nil {
		return 0, err
	}
	_, err = t.one(ctx, `SELECT count(*) FROM lead l INDEXED BY lead_follow_up_idx
		WHERE l.follow_up_on >= ? AND l.follow_up_on <= ? AND `+f.open(), []any{string(p.From), string(p.To)}, &n)
	return n, err
}

// QuietLeads lists open leads on which nothing has happened since before a day
// (no first touch, no activity, no step) and for which no follow-up lies ahead
// of today: the last to go quiet first, at most limit (0 is all). It walks back
// from that day in growing steps, so that the newest few of a large file cost
// as little as those of a small one.
func (t *Tx) QuietLeads(ctx context.Context, before, today crm.Date, limit int) ([]crm.Task, error) {
	f, err := t.family(ctx)
	if err != nil {
		return nil, err
	}
	var list []crm.Task
	to := before
	for days := 1; ; days *= 4 {
		from := before.AddDays(-days)
		if limit <= 0 || days > 2000 {
			from = "" // the rest
		}
		found, err := t.quietBetween(ctx, f, quietSpan{from, to, before, today}, max(0, limit-len(list)))
		if err != nil {
			return nil, err
		}
		if list = append(list, found...); from == "" || limit > 0 && len(list) >= limit {
			break
		}
		to = from
	}
	if limit > 0 && len(list) > limit {
		list = list[:limit]
	}
	leads := make([]crm.Lead, len(list))
	for i := range list {
		leads[i] = list[i].Lead
	}
	if err := t.NameTouches(ctx, leads); err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Lead = leads[i]
	}
	return list, nil
}

// quietSpan asks for leads last touched from a day on ("" is any) and before
// another, of those that have been quiet since before a day.
type quietSpan struct{ from, to, before, today crm.Date }

// quietBetween finds those whose last activity lies in the span, and those
// without any activity whose first touch does. Where the former are as many as
// are asked for, the latter are looked for only after the day of the last of them: of
// one day, those that were worked on come first.
func (t *Tx) quietBetween(ctx context.Context, f family, q quietSpan, limit int) (list []crm.Task, err error) {
	still := ` AND l.first_touch_on < ? AND coalesce(l.follow_up_on, '') <= ? AND ` + f.open() + `
		AND NOT EXISTS (SELECT 1 FROM stage_change s WHERE ` + f.is("s.lead_id") + ` AND s.on_day >= ?)`
	step := `(SELECT max(s.on_day) FROM stage_change s WHERE ` + f.is("s.lead_id") + `)`
	home := `l.id = a.lead_id`
	if f.merged {
		home = `l.id = (SELECT coalesce(m.merged_into, m.id) FROM lead m WHERE m.id = a.lead_id)`
	}
	worked := taskSelect + `, max(l.first_touch_on, a.on_day, coalesce(` + step + `, '')), a.on_day
		FROM activity a INDEXED BY activity_day_idx CROSS JOIN lead l ON ` + home + taskClient + `
		WHERE a.on_day >= ? AND a.on_day < ? AND NOT EXISTS (SELECT 1 FROM activity b WHERE ` + f.is("b.lead_id") + `
			AND (b.on_day > a.on_day OR b.on_day = a.on_day AND b.id > a.id))` + still + `
		ORDER BY a.on_day DESC`
	untouched := taskSelect + `, max(l.first_touch_on, coalesce(` + step + `, '')), l.first_touch_on
		FROM lead l INDEXED BY lead_first_touch_idx` + taskClient + `
		WHERE l.first_touch_on >= ? AND l.first_touch_on < ? AND NOT EXISTS (SELECT 1 FROM activity b WHERE ` + f.is("b.lead_id") + `)` + still + `
		ORDER BY l.first_touch_on DESC, l.id DESC`
	var day crm.Date
	for _, query := range []string{worked, untouched} {
		if limit > 0 {
			query += limitTo(limit)
		}
		err := t.each(ctx, query, []any{string(q.from), string(q.to), string(q.before), string(q.today), string(q.before)}, func(rows *sql.Rows) error {
			var task crm.Task
			var err error
			task.Lead, err = scanTask(rows, &task.LastTouch, &day)
			list = append(list, task)
			return err
		})
		if err != nil {
			return nil, err
		}
		if limit > 0 && len(list) >= limit {
			q.from = day.AddDays(1)
		}
	}
	sort.Slice(list, func(i, j int) bool {
		x, y := &list[i], &list[j]
		return x.LastTouch > y.LastTouch || x.LastTouch == y.LastTouch && x.Lead.ID > y.Lead.ID
	})
	return list, nil
}

// BusyLeads counts the open leads with a first touch before a day that are not
// quiet: something happened on that day or after it, or a follow-up lies ahead
// of today. All open leads from before that day without these are quiet.
func (t *Tx) BusyLeads(ctx context.Context, before, today crm.Date) (n int64, err error) {
	f, err := t.family(ctx)
	if err != nil {
		return 0, err
	}
	home := func(ids string) string {
		if f.merged {
			return `SELECT coalesce(m.merged_into, m.id) FROM lead m WHERE m.id IN (` + ids + `)`
		}
		return ids
	}
	_, err = t.one(ctx, `SELECT count(*) FROM lead l WHERE l.id IN (`+
		home(`SELECT lead_id FROM activity INDEXED BY activity_day_idx WHERE on_day >= ?1`)+` UNION `+
		home(`SELECT lead_id FROM stage_change WHERE on_day >= ?1`)+` UNION SELECT id FROM lead WHERE follow_up_on > ?2)
		AND +l.first_touch_on < ?1 AND +`+f.open(), []any{string(before), string(today)}, &n)
	return n, err
}

// OpenLeads counts the open leads with a first touch before a day; "" is any.
// It adds up the kept sums.
func (t *Tx) OpenLeads(ctx context.Context, before crm.Date) (n int64, err error) {
	q := FactQuery{}
	if before != "" {
		q.Period.To = before.AddDays(-1)
	}
	facts, err := t.leadFacts(ctx, q)
	for _, f := range facts {
		n += f.Leads - f.Closed
	}
	return n, err
}
