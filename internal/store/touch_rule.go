package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// TouchRules lists the rules that make touchpoints, by id.
func (t *Tx) TouchRules(ctx context.Context) (list []crm.TouchRule, err error) {
	err = t.each(ctx, `SELECT r.id, r.kind, r.direction, r.replied, r.source_id, coalesce(r.channel_id, 0), coalesce(sm.name, s.name), coalesce(hm.name, h.name, '')
		FROM touch_rule r JOIN source s ON s.id = r.source_id LEFT JOIN source sm ON sm.id = s.merged_into
		LEFT JOIN channel h ON h.id = r.channel_id LEFT JOIN channel hm ON hm.id = h.merged_into ORDER BY r.id`, nil, func(rows *sql.Rows) error {
		var r crm.TouchRule
		err := rows.Scan(&r.ID, &r.Kind, &r.Direction, &r.Replied, &r.Touch.Source, &r.Touch.Channel, &r.Via.Source, &r.Via.Channel)
		list = append(list, r)
		return err
	})
	return list, err
}

// AddTouchRule adds a rule whose touch is resolved.
func (t *Tx) AddTouchRule(ctx context.Context, r crm.TouchRule) (int64, error) {
	replied := 0
	if r.Replied {
		replied = 1
	}
	return t.exec(ctx, `INSERT INTO touch_rule (kind, direction, replied, source_id, channel_id) VALUES (?, ?, ?, ?, ?)`,
		r.Kind, string(r.Direction), replied, int64(r.Touch.Source), null(r.Touch.Channel))
}

// RemoveTouchRule deletes a rule; false when there is none.
func (t *Tx) RemoveTouchRule(ctx context.Context, id int64) (bool, error) {
	found, err := t.one(ctx, `SELECT 1 FROM touch_rule WHERE id = ?`, []any{id}, new(int64))
	if err != nil || !found {
		return false, err
	}
	_, err = t.exec(ctx, `DELETE FROM touch_rule WHERE id = ?`, id)
	return true, err
}

// byRule is the first rule that makes a touchpoint of an activity a of a lead. A
// bid or proposal without a direction goes out; an answer is an inbound activity, or
// a stage from discussion on, later or the same day.
const byRule = `(SELECT min(x.id) FROM touch_rule x WHERE a.source_id IS NULL AND x.kind = a.kind
	AND (x.direction = '' OR x.direction = CASE WHEN a.direction = '' AND a.kind IN ('bid', 'proposal') THEN 'out' ELSE a.direction END)
	AND (x.replied = 0 OR EXISTS (SELECT 1 FROM activity i WHERE i.lead_id = a.lead_id AND i.direction = 'in' AND i.id <> a.id AND i.on_day >= a.on_day)
		OR EXISTS (SELECT 1 FROM stage_change g WHERE g.lead_id = a.lead_id AND g.on_day >= a.on_day
			AND g.stage IN ('discussion', 'proposal', 'interview', 'negotiation'))))`

// RuledTouches gives, of the activities of a lead that are touchpoints by a rule,
// that rule.
func (t *Tx) RuledTouches(ctx context.Context, lead crm.LeadID) (by map[crm.ActivityID]crm.TouchRule, err error) {
	rules, err := t.TouchRules(ctx)
	if err != nil || len(rules) == 0 {
		return nil, err
	}
	at := map[int64]crm.TouchRule{}
	for _, r := range rules {
		at[r.ID] = r
	}
	by = map[crm.ActivityID]crm.TouchRule{}
	return by, t.each(ctx, `SELECT a.id, `+byRule+` AS rule FROM activity a WHERE a.lead_id = ? AND rule IS NOT NULL`, []any{int64(lead)}, func(rows *sql.Rows) error {
		var act crm.ActivityID
		var rule int64
		err := rows.Scan(&act, &rule)
		by[act] = at[rule]
		return err
	})
}
