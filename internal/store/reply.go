package store

import (
	"context"
	"database/sql"
	"slices"

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
		SELECT lead_id, on_day, kind, coalesce((SELECT closed_on FROM deal d WHERE d.lead_id = first.lead_id), ''), coalesce(min(
			coalesce((SELECT min(a.on_day) FROM activity a WHERE a.lead_id = first.lead_id AND a.direction = 'in' AND a.on_day >= first.on_day), '9999-12-31'),
			coalesce((SELECT min(s.on_day) FROM stage_change s WHERE s.lead_id = first.lead_id AND `+isAnswered+` AND s.on_day >= first.on_day), '9999-12-31')), '')
		FROM first ORDER BY lead_id`, nil, func(rows *sql.Rows) error {
		var r crm.Reply
		err := rows.Scan(&r.Lead, &r.Contacted, &r.Kind, &r.ClosedOn, &r.Replied)
		if r.Replied == "9999-12-31" {
			r.Replied = ""
		}
		list = append(list, r)
		return err
	})
	return list, err
}

// replies counts the leads that were contacted, those that answered, and how
// long it took: each on the day of its first outbound activity or, in a cohort,
// on that of its first touch.
func (s *summing) replies(ctx context.Context) error {
	list, err := s.Replies(ctx)
	if err != nil || len(list) == 0 {
		return err
	}
	leads, err := s.groupedLeads(ctx, nil)
	if err != nil {
		return err
	}
	patience := replyPatience(list)
	at := 0
	for _, l := range leads {
		for at < len(list) && list[at].Lead < l.id {
			at++
		}
		if at == len(list) || list[at].Lead != l.id {
			continue
		}
		r := list[at]
		counts := r.Contacted
		if s.q.Cohort {
			counts = l.first
		}
		if !s.q.Period.Contains(counts) {
			continue
		}
		if l.group.Day = ""; s.q.byTime() {
			l.group.Day = counts
		}
		s.addReply(l.group, r, patience)
	}
	return nil
}

// addReply adds a contacted lead to its group.
func (s *summing) addReply(g crm.Group, r crm.Reply, patience float64) {
	f := s.fact(factKey{Group: g})
	f.Contacted++
	end := r.Replied
	switch {
	case end != "":
		f.Replied++
	case float64(r.Contacted.DaysUntil(s.q.Today)) < patience:
		f.Young++
	}
	if end == "" {
		if end = r.ClosedOn; end == "" {
			end = s.q.Today
		}
	}
	f = s.fact(factKey{Group: g, days: int64(max(r.Contacted.DaysUntil(end), 0)), reply: true})
	if r.Replied != "" {
		f.RepliedAfter++
	} else {
		f.WaitingFor++
	}
}

// replyPatience is the number of days by which 90 % of the replies came, by the
// quantile of type 7; 0 without any reply.
func replyPatience(list []crm.Reply) float64 {
	var days []int
	for _, r := range list {
		if r.Replied != "" {
			days = append(days, r.Contacted.DaysUntil(r.Replied))
		}
	}
	if len(days) == 0 {
		return 0
	}
	slices.Sort(days)
	place := .9 * float64(len(days)-1)
	low := int(place)
	high := min(low+1, len(days)-1)
	return float64(days[low]) + (place-float64(low))*float64(days[high]-days[low])
}
