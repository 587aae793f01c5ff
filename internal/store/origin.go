package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// Origin says which first touch a lead counts for in a report, where it is not
// its own: that of the client's earliest lead, or of the lead that started the
// chain of referrals, or both. An origin is always earlier than the lead.
type Origin struct {
	Client bool // repeat business counts for the touch that brought the client
	Root   bool // a referred lead counts for the touch that brought whoever began the chain
}

// originQuery is what the temporary table lead_origin was made for.
type originQuery struct {
	Origin
	cohort bool
}

// own reports whether every lead counts for its own first touch.
func (o Origin) own() bool { return !o.Client && !o.Root }

// origins fills the temporary table lead_origin: every lead as it counts, with what
// it counts for. By closing day a lead keeps its own first day; in a cohort it
// belongs to the day of its origin. What is there already is not made again.
func (t *Tx) origins(ctx context.Context, o Origin, cohort bool) error {
	if t.originsOf == (originQuery{o, cohort}) {
		return nil
	}
	t.originsOf = originQuery{}
	day := "l.first_touch_on"
	if cohort {
		day = "f.first_touch_on"
	}
	for _, text := range []string{
		`DROP TABLE IF EXISTS temp.lead_origin`, `DROP TABLE IF EXISTS temp.came`,
		`CREATE TEMP TABLE came (client_id INTEGER PRIMARY KEY, lead_id INTEGER, day TEXT, referrer_id INTEGER)`,
		`INSERT OR IGNORE INTO came SELECT coalesce(c.merged_into, c.id), l.id, l.first_touch_on, coalesce(r.merged_into, r.id)
			FROM lead l JOIN client c ON c.id = l.client_id LEFT JOIN client r ON r.id = l.referrer_id
			WHERE l.merged_into IS NULL ORDER BY l.first_touch_on, l.id`,
		`CREATE TEMP TABLE lead_origin (id INTEGER PRIMARY KEY, origin_id INTEGER, touch_id INTEGER,
			first_touch_on TEXT, origin_on TEXT, client_id INTEGER, referrer_id INTEGER, stage TEXT, merged_into INTEGER)`,
		`INSERT INTO lead_origin
			WITH RECURSIVE up (lead_id, at, day, referrer_id, steps) AS (` + firstOrigin[o.Client] + climb[o.Root] + `),
			top AS (SELECT lead_id, at, referrer_id, max(steps) AS steps FROM up GROUP BY lead_id)
			SELECT l.id, f.id, f.touch_id, ` + day + `, f.first_touch_on, l.client_id,
				` + originReferrer[o.Root] + `, l.stage, l.merged_into
			FROM lead l LEFT JOIN top ON top.lead_id = l.id JOIN lead f ON f.id = coalesce(top.at, l.id)`,
	} {
		if _, err := t.exec(ctx, text); err != nil {
			return err
		}
	}
	t.originsOf = originQuery{o, cohort}
	return nil
}

// firstOrigin is where the climb begins: at the lead itself or at its client's
// earliest one.
var firstOrigin = map[bool]string{
	false: `SELECT l.id, l.id, l.first_touch_on, coalesce(r.merged_into, r.id), 0
		FROM lead l LEFT JOIN client r ON r.id = l.referrer_id WHERE l.merged_into IS NULL`,
	true: `SELECT l.id, c.lead_id, c.day, c.referrer_id, 0
		FROM lead l JOIN client n ON n.id = l.client_id JOIN came c ON c.client_id = coalesce(n.merged_into, n.id) WHERE l.merged_into IS NULL
		UNION ALL SELECT l.id, l.id, l.first_touch_on, coalesce(r.merged_into, r.id), 0
		FROM lead l LEFT JOIN client r ON r.id = l.referrer_id WHERE l.merged_into IS NULL AND l.client_id IS NULL`,
}

// climb goes from a lead to the earliest lead of the client who referred it,
// only to earlier ones, so that it ends.
var climb = map[bool]string{
	true: ` UNION ALL SELECT up.lead_id, c.lead_id, c.day, c.referrer_id, up.steps + 1
		FROM up JOIN came c ON c.client_id = up.referrer_id WHERE (c.day, c.lead_id) < (up.day, up.at)`,
}

// originReferrer is who referred a lead: with its chain, whoever began it.
var originReferrer = map[bool]string{
	false: `l.referrer_id`,
	true:  `coalesce(top.referrer_id, CASE WHEN top.steps > 0 THEN f.client_id END)`,
}

// Origins gives what leads count for where it is not their own first touch.
// Only after a report that asked for it, in the same transaction.
func (t *Tx) Origins(ctx context.Context) (touches map[crm.LeadID]crm.Lead, err error) {
	touches = map[crm.LeadID]crm.Lead{}
	err = t.each(ctx, `SELECT id, touch_id, coalesce(referrer_id, 0), first_touch_on FROM lead_origin`, nil, func(rows *sql.Rows) error {
		var l crm.Lead
		var touch int64
		err := rows.Scan(&l.ID, &touch, &l.ReferrerID, &l.FirstTouchOn)
		l.Touch = touchOf(touch)
		touches[l.ID] = l
		return err
	})
	return touches, err
}
