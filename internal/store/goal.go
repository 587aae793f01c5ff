package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// WonAmounts lists the won deals with a known amount that closed in a period, in
// the base currency, by closing day.
func (t *Tx) WonAmounts(ctx context.Context, p crm.Period) (list []crm.WonDeal, err error) {
	err = t.each(ctx, `SELECT d.closed_on, d.base_minor, CASE WHEN d.closing_day_known AND l.first_touch_known AND d.closed_on >= l.first_touch_on
			THEN CAST(julianday(d.closed_on) - julianday(l.first_touch_on) AS INTEGER) END
		FROM deal d JOIN lead l ON l.id = d.lead_id
		WHERE d.outcome = 'won' AND d.base_minor IS NOT NULL AND l.merged_into IS NULL AND d.closed_on BETWEEN ? AND ? ORDER BY d.closed_on, d.id`,
		[]any{string(p.From), string(p.To)}, func(rows *sql.Rows) error {
			var d crm.WonDeal
			var days sql.NullInt64
			err := rows.Scan(&d.On, &d.Minor, &days)
			if days.Valid {
				d.Days = &days.Int64
			}
			list = append(list, d)
			return err
		})
	return list, err
}

// Decided counts how leads ended that the owner reached out to: those that were
// won, and those that were lost or never answered. Where no outbound activity is
// logged at all, every lead counts, and outbound is false. Minutes is the time
// logged on those leads.
func (t *Tx) Decided(ctx context.Context) (won, lost, leads, minutes int64, outbound bool, err error) {
	const contacted = `(SELECT lead_id FROM activity WHERE lead_id IS NOT NULL AND ` + isOutbound + `)`
	if _, err = t.one(ctx, `SELECT EXISTS (SELECT 1 FROM activity WHERE lead_id IS NOT NULL AND `+isOutbound+`)`, nil, &outbound); err != nil {
		return 0, 0, 0, 0, false, err
	}
	among := `(SELECT id FROM lead WHERE merged_into IS NULL)`
	if outbound {
		among = contacted
	}
	_, err = t.one(ctx, `SELECT (SELECT count(*) FROM deal WHERE outcome = 'won' AND lead_id IN `+among+`),
		(SELECT count(*) FROM deal WHERE outcome IN ('lost', 'no-response') AND lead_id IN `+among+`),
		(SELECT count(*) FROM lead WHERE id IN `+among+`),
		(SELECT coalesce(sum(minutes), 0) FROM activity WHERE lead_id IN `+among+`)`, nil, &won, &lost, &leads, &minutes)
	return won, lost, leads, minutes, outbound, err
}

// FirstDay is the earliest first touch of the file; "" when there is none.
func (t *Tx) FirstDay(ctx context.Context) (day crm.Date, err error) {
	_, err = t.one(ctx, `SELECT coalesce(min(first_touch_on), '') FROM lead WHERE merged_into IS NULL`, nil, &day)
	return day, err
}
