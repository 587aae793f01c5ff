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

// isContact is the condition of activity_contact_idx: what reached out, or came in.
const isContact = `lead_id IS NOT NULL AND (direction <> '' OR kind IN ('bid', 'proposal'))`

// contact is a lead that was contacted.
type contact struct {
	lead    crm.LeadID
	touch   int64
	on      crm.Date // of the first outbound activity
	replied crm.Date // of the first answer on or after that day; "" when there is none
}

// Answered tells of each lead that was contacted whether it answered.
func (t *Tx) Answered(ctx context.Context) (map[crm.LeadID]bool, error) {
	list, err := t.contacts(ctx)
	answered := make(map[crm.LeadID]bool, len(list))
	for _, c := range list {
		answered[c.lead] = c.replied != ""
	}
	return answered, err
}

// contacts lists the leads that were contacted, by id, with the first answer of
// each: an inbound activity, or a stage from discussion on, on the day of the
// first outbound activity or later.
func (t *Tx) contacts(ctx context.Context) (list []contact, err error) {
	if t.contacted != nil && t.rec == nil { // both sides of a comparison ask
		return t.contacted, nil
	}
	list = []contact{}
	var inbound contact // the last that came in
	err = t.each(ctx, `SELECT lead_id, touch_id, on_day, direction = 'in' FROM activity WHERE `+isContact+` ORDER BY lead_id, on_day`, nil, func(rows *sql.Rows) error {
		var c contact
		var in bool
		err := rows.Scan(&c.lead, &c.touch, &c.on, &in)
		known := len(list) > 0 && list[len(list)-1].lead == c.lead
		switch {
		case in && known && list[len(list)-1].replied == "":
			list[len(list)-1].replied = c.on
		case in:
			inbound = c
		case !known:
			if inbound.lead == c.lead && inbound.on == c.on { // of one day, any order
				c.replied = c.on
			}
			list = append(list, c)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	at := 0
	err = t.each(ctx, `SELECT lead_id, on_day FROM stage_change WHERE `+isAnswered+` ORDER BY lead_id, on_day`, nil, func(rows *sql.Rows) error {
		var lead crm.LeadID
		var on crm.Date
		err := rows.Scan(&lead, &on)
		for at < len(list) && list[at].lead < lead {
			at++
		}
		if at < len(list) && list[at].lead == lead && on >= list[at].on && (list[at].replied == "" || on < list[at].replied) {
			list[at].replied = on
		}
		return err
	})
	t.contacted = list
	return list, err
}

// replies counts the leads that were contacted, those that answered, and how
// long it took: each on the day of its first outbound activity or, in a cohort,
// on that of its first touch.
func (s *summing) replies(ctx context.Context) error {
	list, err := s.contacts(ctx)
	if err != nil || len(list) == 0 {
		return err
	}
	patience, closed := replyPatience(list), map[crm.LeadID]crm.Date{}
	err = s.each(ctx, `SELECT lead_id, closed_on FROM deal`, nil, func(rows *sql.Rows) error {
		var lead crm.LeadID
		var on crm.Date
		err := rows.Scan(&lead, &on)
		closed[lead] = on
		return err
	})
	if err != nil {
		return err
	}
	add := func(g crm.Group, c contact, on crm.Date) {
		if s.q.Period.Contains(on) {
			if g.Day = ""; s.q.byTime() {
				g.Day = on
			}
			s.addReply(g, c, closed[c.lead], patience)
		}
	}
	if !s.q.ofLead() && !s.q.cohortDays() { // then its activities tell all that counts of a lead
		names, err := s.Survivors(ctx)
		for _, c := range list {
			if !s.q.Keep.ByTouch() || names.Keeps(s.q.Keep, touchOf(c.touch)) {
				add(s.q.touchGroup(c.touch, ""), c, c.on)
			}
		}
		return err
	}
	if s.grouped == nil {
		if s.grouped, err = s.groupedLeads(ctx, nil); err != nil {
			return err
		}
	}
	at := 0
	for _, l := range s.grouped {
		for at < len(list) && list[at].lead < l.id {
			at++
		}
		switch {
		case at == len(list) || list[at].lead != l.id:
		case s.q.Cohort:
			add(l.group, list[at], l.first)
		default:
			add(l.group, list[at], list[at].on)
		}
	}
	return nil
}

// addReply adds a contacted lead to its group.
func (s *summing) addReply(g crm.Group, c contact, closed crm.Date, patience float64) {
	f := s.fact(factKey{Group: g})
	f.Contacted++
	end := c.replied
	switch {
	case end != "":
		f.Replied++
	case float64(c.on.DaysUntil(s.q.Today)) < patience:
		f.Young++
	}
	if end == "" {
		if end = closed; end == "" {
			end = s.q.Today
		}
	}
	f = s.fact(factKey{Group: g, days: int64(max(c.on.DaysUntil(end), 0)), reply: true})
	if c.replied != "" {
		f.RepliedAfter++
	} else {
		f.WaitingFor++
	}
}

// replyPatience is the number of days by which 90 % of the replies came, by the
// quantile of type 7; 0 without any reply.
func replyPatience(list []contact) float64 {
	var days []int
	for _, c := range list {
		if c.replied != "" {
			days = append(days, c.on.DaysUntil(c.replied))
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
