package store

import "context"

// foldFrom is how many rows may lie above the mark of the kept sums before they
// are folded in: few enough to add up in a report, many enough that adding one
// lead does not pay for it.
const foldFrom = 1000

// fold moves the rows above the mark into the kept sums when there are many.
func (t *Tx) fold(ctx context.Context) error {
	var mark, last struct{ lead, deal, activity int64 }
	if _, err := t.one(ctx, `SELECT lead_id, deal_id, activity_id, (SELECT coalesce(max(id), 0) FROM lead),
		(SELECT coalesce(max(id), 0) FROM deal), (SELECT coalesce(max(id), 0) FROM activity) FROM tally_mark`, nil,
		&mark.lead, &mark.deal, &mark.activity, &last.lead, &last.deal, &last.activity); err != nil {
		return err
	}
	if last.lead-mark.lead+last.deal-mark.deal+last.activity-mark.activity < foldFrom {
		return nil
	}
	for _, query := range folds {
		if _, err := t.exec(ctx, query); err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, `UPDATE tally_mark SET lead_id = max(lead_id, ?), deal_id = max(deal_id, ?), activity_id = max(activity_id, ?)`,
		last.lead, last.deal, last.activity)
	return err
}

// folds add the rows above the mark to the kept sums. WHERE true settles a
// doubt of the parser before ON CONFLICT.
var folds = []string{
	`INSERT INTO tally (source_id, channel_id, day, leads)
		SELECT coalesce(source_id, 0), coalesce(channel_id, 0), first_touch_on, count(*) FROM lead NOT INDEXED
		WHERE id > (SELECT lead_id FROM tally_mark) GROUP BY 1, 2, 3
		ON CONFLICT DO UPDATE SET leads = leads + excluded.leads`,
	`INSERT INTO tally (source_id, channel_id, day, closed)
		SELECT coalesce(l.source_id, 0), coalesce(l.channel_id, 0), l.first_touch_on, count(*) FROM deal d JOIN lead l ON l.id = d.lead_id
		WHERE d.id > (SELECT deal_id FROM tally_mark) GROUP BY 1, 2, 3
		ON CONFLICT DO UPDATE SET closed = closed + excluded.closed`,
	`INSERT INTO tally (source_id, channel_id, day, won, lost, no_response, not_a_fit, unpriced, early, revenue)
		SELECT coalesce(l.source_id, 0), coalesce(l.channel_id, 0), d.closed_on, sum(d.outcome = 'won'), sum(d.outcome = 'lost'),
			sum(d.outcome = 'no-response'), sum(d.outcome = 'not-a-fit'), sum(d.outcome = 'won' AND d.base_minor IS NULL),
			sum(d.outcome = 'won' AND d.closed_on < l.first_touch_on), coalesce(sum(d.base_minor), 0) FROM deal d JOIN lead l ON l.id = d.lead_id
		WHERE d.id > (SELECT deal_id FROM tally_mark) GROUP BY 1, 2, 3
		ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost, no_response = no_response + excluded.no_response,
			not_a_fit = not_a_fit + excluded.not_a_fit, unpriced = unpriced + excluded.unpriced, early = early + excluded.early,
			revenue = revenue + excluded.revenue`,
	`INSERT INTO tally_won (source_id, channel_id, day, days, deals)
		SELECT coalesce(l.source_id, 0), coalesce(l.channel_id, 0), d.closed_on,
			CAST(julianday(d.closed_on) - julianday(l.first_touch_on) AS INTEGER), count(*) FROM deal d JOIN lead l ON l.id = d.lead_id
		WHERE d.outcome = 'won' AND d.id > (SELECT deal_id FROM tally_mark) GROUP BY 1, 2, 3, 4
		ON CONFLICT DO UPDATE SET deals = deals + excluded.deals`,
	`INSERT INTO tally (source_id, channel_id, day, minutes, cost)
		SELECT coalesce(CASE WHEN a.lead_id IS NULL THEN a.source_id ELSE l.source_id END, 0),
			coalesce(CASE WHEN a.lead_id IS NULL THEN a.channel_id ELSE l.channel_id END, 0), a.on_day,
			coalesce(sum(a.minutes), 0), coalesce(sum(a.cost_base), 0) FROM activity a NOT INDEXED LEFT JOIN lead l ON l.id = a.lead_id
		WHERE a.id > (SELECT activity_id FROM tally_mark) AND (a.minutes IS NOT NULL OR a.cost_base IS NOT NULL) GROUP BY 1, 2, 3
		ON CONFLICT DO UPDATE SET minutes = minutes + excluded.minutes, cost = cost + excluded.cost`,
}
