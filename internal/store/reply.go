package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// isOutbound is the condition that an activity reached out: it says so, or it
// is a bid or a proposal that says nothing of its direction.
const isOutbound = `(direction = 'out' OR direction = '' AND kind IN ('bid', 'proposal'))`

// isAnswered is the condition that a stage is reached only after an answer.
const isAnswered = `stage IN ('discussion', 'proposal', 'interview', 'negotiation')`

// Replies lists the leads that were contacted, by id, with the first answer of
// each: an inbound activity, or a stage from discussion on, on the day of the
// first outbound activity or later.
func (t *Tx) Replies(ctx context.Context) (list []crm.Reply, err error) {
	err = t.each(ctx, `WITH first AS (
			SELECT lead_id, min(on_day) AS on_day, kind FROM activity WHERE lead_id IS NOT NULL AND `+isOutbound+` GROUP BY lead_id)
		SELECT lead_id, on_day, kind, coalesce(min(
			coalesce((SELECT min(a.on_day) FROM activity a WHERE a.lead_id = first.lead_id AND a.direction = 'in' AND a.on_day >= first.on_day), '9999-12-31'),
			coalesce((SELECT min(s.on_day) FROM stage_change s WHERE s.lead_id = first.lead_id AND `+isAnswered+` AND s.on_day >= first.on_day), '9999-12-31')), '')
		FROM first ORDER BY lead_id`, nil, func(rows *sql.Rows) error {
		var r crm.Reply
		err := rows.Scan(&r.Lead, &r.Contacted, &r.Kind, &r.Replied)
		if r.Replied == "9999-12-31" {
			r.Replied = ""
		}
		list = append(list, r)
		return err
	})
	return list, err
}
