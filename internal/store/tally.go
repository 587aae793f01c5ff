package store

import (
	"context"
	"strings"
)

// foldFrom is how many rows may lie above the mark of the kept sums, or rows or
// an eighth as many days be dirty below it, before they are folded in: few enough to add up in a report,
// many enough that adding one lead does not pay for it.
var foldFrom = int64(1000)

// marks are what the end of every update has to know: how far the kept sums
// reach, and whether leads are scored. One query reads both.
type marks struct {
	mark, last struct{ lead, deal, activity int64 }
	days, rows int64 // dirty
	rules      string
}

// marks reads them once: what an update still does then touches none of them.
func (t *Tx) marks(ctx context.Context) (*marks, error) {
	if t.ends != nil {
		return t.ends, nil
	}
	m := &marks{}
	_, err := t.one(ctx, `SELECT lead_id, deal_id, activity_id, (SELECT coalesce(max(id), 0) FROM lead),
		(SELECT coalesce(max(id), 0) FROM deal), (SELECT coalesce(max(id), 0) FROM activity), (SELECT count(DISTINCT day) FROM tally_dirty), (SELECT count(*) FROM tally_dirty),
		coalesce((SELECT value FROM setting WHERE key = '`+scoreSetting+`'), '') FROM tally_mark`, nil,
		&m.mark.lead, &m.mark.deal, &m.mark.activity, &m.last.lead, &m.last.deal, &m.last.activity, &m.days, &m.rows, &m.rules)
	t.ends = m
	return m, err
}

// fold moves the rows above the mark into the kept sums when there are many,
// and sums dirty days anew.
func (t *Tx) fold(ctx context.Context) error {
	m, err := t.marks(ctx)
	if err != nil {
		return err
	}
	mark, last := m.mark, m.last
	above := max(last.lead-mark.lead, 0) + max(last.deal-mark.deal, 0) + max(last.activity-mark.activity, 0)
	if above < foldFrom && m.rows < foldFrom && m.days*8 < foldFrom {
		return nil
	}
	return t.foldAll(ctx, last.lead, last.deal, last.activity)
}

// foldAll moves every row up to the given ids into the kept sums.
func (t *Tx) foldAll(ctx context.Context, lead, deal, activity int64) error {
	var marks [3]int64
	dirty := false
	if _, err := t.one(ctx, `SELECT lead_id, deal_id, activity_id, EXISTS (SELECT 1 FROM tally_dirty WHERE day > '') FROM tally_mark`, nil,
		&marks[leadRows], &marks[dealRows], &marks[activityRows], &dirty); err != nil {
		return err
	}
	if dirty {
		if err := t.refold(ctx); err != nil {
			return err
		}
	}
	for _, f := range folds {
		if _, err := t.exec(ctx, strings.ReplaceAll(f.query, "ROWS", f.table+".id > (SELECT "+f.mark+" FROM tally_mark)")); err != nil {
			return err
		}
	}
	if _, err := t.exec(ctx, `UPDATE tally_mark SET lead_id = max(lead_id, ?), deal_id = max(deal_id, ?), activity_id = max(activity_id, ?)`,
		lead, deal, activity); err != nil {
		return err
	}
	if err := t.keepStrips(ctx, marks, [3]int64{leadRows: lead, dealRows: deal, activityRows: activity}); err != nil {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM tally_dirty`)
	if err == nil {
		_, err = t.exec(ctx, keepCycles)
	}
	if err == nil {
		err = t.keepNames(ctx)
	}
	return err
}

// refold sums the dirty days anew.
func (t *Tx) refold(ctx context.Context) error {
	for _, table := range []string{"tally", "tally_won"} {
		if _, err := t.exec(ctx, `DELETE FROM `+table+` WHERE day IN (SELECT day FROM tally_dirty)`); err != nil {
			return err
		}
	}
	for _, f := range folds {
		rows := f.table + ".id <= (SELECT " + f.mark + " FROM tally_mark) AND " + f.day + " IN (SELECT day FROM tally_dirty)"
		if _, err := t.exec(ctx, strings.ReplaceAll(f.query, "ROWS", rows)); err != nil {
			return err
		}
	}
	return nil
}

// folds add rows to the kept sums; ROWS stands for which. Each names the table
// and mark that its rows go by, and the day that they count on.
var folds = []struct{ table, mark, day, query string }{
	{"l", "lead_id", "l.first_touch_on", `INSERT INTO tally (source_id, channel_id, day, leads)
		SELECT coalesce(l.source_id, 0), coalesce(l.channel_id, 0), l.first_touch_on, count(*) FROM lead l
		WHERE ROWS GROUP BY 1, 2, 3
		ON CONFLICT DO UPDATE SET leads = leads + excluded.leads`},
	{"d", "deal_id", "l.first_touch_on", `INSERT INTO tally (source_id, channel_id, day, closed)
		SELECT coalesce(l.source_id, 0), coalesce(l.channel_id, 0), l.first_touch_on, count(*) FROM deal d JOIN lead l ON l.id = d.lead_id
		WHERE ROWS GROUP BY 1, 2, 3
		ON CONFLICT DO UPDATE SET closed = closed + excluded.closed`},
	{"d", "deal_id", "d.closed_on", `INSERT INTO tally (source_id, channel_id, day, won, lost, no_response, not_a_fit, unpriced, early, revenue)
		SELECT coalesce(l.source_id, 0), coalesce(l.channel_id, 0), d.closed_on, sum(d.outcome = 'won'), sum(d.outcome = 'lost'),
			sum(d.outcome = 'no-response'), sum(d.outcome = 'not-a-fit'), sum(d.outcome = 'won' AND d.base_minor IS NULL),
			sum(d.outcome = 'won' AND d.closed_on < l.first_touch_on), coalesce(sum(d.base_minor), 0) FROM deal d JOIN lead l ON l.id = d.lead_id
		WHERE ROWS GROUP BY 1, 2, 3
		ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost, no_response = no_response + excluded.no_response,
			not_a_fit = not_a_fit + excluded.not_a_fit, unpriced = unpriced + excluded.unpriced, early = early + excluded.early,
			revenue = revenue + excluded.revenue`},
	{"d", "deal_id", "d.closed_on", `INSERT INTO tally_won (source_id, channel_id, day, days, deals)
		SELECT coalesce(l.source_id, 0), coalesce(l.channel_id, 0), d.closed_on,
			CAST(julianday(d.closed_on) - julianday(l.first_touch_on) AS INTEGER), count(*) FROM deal d JOIN lead l ON l.id = d.lead_id
		WHERE d.outcome = 'won' AND ROWS GROUP BY 1, 2, 3, 4
		ON CONFLICT DO UPDATE SET deals = deals + excluded.deals`},
	{"a", "activity_id", "a.on_day", `INSERT INTO tally (source_id, channel_id, day, minutes, cost)
		SELECT coalesce(CASE WHEN a.lead_id IS NULL THEN a.source_id ELSE l.source_id END, 0),
			coalesce(CASE WHEN a.lead_id IS NULL THEN a.channel_id ELSE l.channel_id END, 0), a.on_day,
			coalesce(sum(a.minutes), 0), coalesce(sum(a.cost_base), 0) FROM activity a LEFT JOIN lead l ON l.id = a.lead_id
		WHERE (a.minutes IS NOT NULL OR a.cost_base IS NOT NULL) AND ROWS GROUP BY 1, 2, 3
		ON CONFLICT DO UPDATE SET minutes = minutes + excluded.minutes, cost = cost + excluded.cost`},
}
