package store

import (
	"context"
	"database/sql"
	"math"

	"leads/internal/crm"
)

// pageOf is how many leads are in memory at a time when all are gone through.
var pageOf = 2000

// Pages hands over all leads in the order of their numbers, as [Tx.Leads] gives
// them, in lists that are valid until the next: those that are not merged, or
// merged ones, too. What Leads looks up for each lead is read for many at once.
func (t *Tx) Pages(ctx context.Context, merged bool, each func([]crm.Lead) error) error {
	if err := t.roomy(ctx); err != nil {
		return err
	}
	p := pages{Tx: t, query: pageSelect + ` AND l.merged_into IS NULL`, survivors: map[crm.LeadID]bool{}}
	if merged {
		p.query = pageSelect
	}
	p.query += ` ORDER BY l.id` + limitTo(pageOf)
	var err error
	if p.base, err = t.Base(ctx); err != nil {
		return err
	}
	for table, names := range map[string]*map[int64]string{"source": &p.sources, "channel": &p.channels, "campaign": &p.campaigns, "client": &p.clients} {
		if *names, err = countedNames[int64](ctx, t, table); err != nil {
			return err
		}
	}
	err = t.each(ctx, `SELECT DISTINCT merged_into FROM lead WHERE merged_into IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var id crm.LeadID
		err := rows.Scan(&id)
		p.survivors[id] = true
		return err
	})
	for after := crm.LeadID(math.MinInt64); err == nil; after = p.list[len(p.list)-1].ID {
		if err = p.read(ctx, after); err != nil || len(p.list) == 0 {
			return err
		}
		err = each(p.list)
	}
	return err
}

// pages are all leads on their way.
type pages struct {
	*Tx
	query                                 string
	base                                  crm.Currency
	sources, channels, campaigns, clients map[int64]string
	survivors                             map[crm.LeadID]bool // leads into which others are merged
	list                                  []crm.Lead
}

const pageSelect = `SELECT l.id, l.title, l.client_id, l.contact, l.email, l.phone, l.url, l.external_id,
	l.touch_id, l.first_touch_on, l.stage, l.value_minor, l.value_currency, l.referrer_id,
	l.follow_up_on, l.tags, l.fields, l.note, l.variant, l.merged_into, l.created_at, l.updated_at FROM lead l WHERE l.id > ?`

// read reads the leads that follow a number.
func (p *pages) read(ctx context.Context, after crm.LeadID) error {
	clear(p.list)
	p.list = p.list[:0]
	var client, referrer, into, value, followUp any
	var touch int64
	var on, stage, currency, tags, fields, created, updated string
	err := p.each(ctx, p.query, []any{int64(after)}, func(rows *sql.Rows) error {
		p.list = append(p.list, crm.Lead{})
		l := &p.list[len(p.list)-1]
		if err := rows.Scan((*int64)(&l.ID), &l.Title, &client, &l.Contact, &l.Email, &l.Phone, &l.URL, &l.ExternalID,
			&touch, &on, &stage, &value, &currency, &referrer,
			&followUp, &tags, &fields, &l.Note, &l.Variant, &into, &created, &updated); err != nil {
			return err
		}
		l.FirstTouchOn, l.Stage, l.CreatedAt, l.UpdatedAt = crm.Date(on), crm.Stage(stage), crm.Instant(created), crm.Instant(updated)
		l.Touch = touchOf(touch)
		l.First = crm.TouchNames{Source: p.sources[int64(l.Touch.Source)], Channel: p.channels[int64(l.Touch.Channel)], Campaign: p.campaigns[int64(l.Touch.Campaign)]}
		l.ClientID, l.Client = crm.ClientID(number(client)), p.clients[number(client)]
		l.ReferrerID, l.Referrer = crm.ClientID(number(referrer)), p.clients[number(referrer)]
		l.MergedInto = crm.LeadID(number(into))
		if day, known := followUp.(string); known {
			l.FollowUpOn = crm.Date(day)
		}
		l.Value = known(value, currency)
		return unpackOwn(l, tags, fields)
	})
	if err != nil || len(p.list) == 0 {
		return err
	}
	for _, step := range []func(context.Context) error{p.scores, p.deals, p.sums, p.merged} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// number is a whole number, 0 for none.
func number(v any) int64 {
	n, _ := v.(int64)
	return n
}

func known(minor any, currency string) (m crm.Money) {
	if n, known := minor.(int64); known {
		m = crm.Money{Minor: n, Currency: crm.Currency(currency)}
	}
	return m
}

// beside reads rows about the leads at hand, in the order of their numbers. The
// query begins with the lead's and says between which two.
func (p *pages) beside(ctx context.Context, query string, row func(*crm.Lead) error, dest ...any) error {
	at, id := 0, int64(0)
	dest = append([]any{&id}, dest...)
	return p.each(ctx, query, []any{int64(p.list[0].ID), int64(p.list[len(p.list)-1].ID)}, func(rows *sql.Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		for int64(p.list[at].ID) < id { // the last is not below any
			at++
		}
		if int64(p.list[at].ID) > id { // merged into another, and not asked for
			return nil
		}
		return row(&p.list[at])
	})
}

func (p *pages) scores(ctx context.Context) error {
	var points int64
	var on string
	var mql, sqlOn any
	return p.beside(ctx, `SELECT id, points, on_day, mql_on, sql_on FROM score WHERE id BETWEEN ? AND ? ORDER BY id`, func(l *crm.Lead) error {
		n := points
		l.Score, l.ScoredOn = &n, crm.Date(on)
		if day, known := mql.(string); known {
			l.MQLOn = crm.Date(day)
		}
		if day, known := sqlOn.(string); known {
			l.SQLOn = crm.Date(day)
		}
		return nil
	}, &points, &on, &mql, &sqlOn)
}

func (p *pages) deals(ctx context.Context) error {
	var outcome, on, currency, rate, reason string
	var minor, base any
	var ppm, fixed sql.NullInt64
	return p.beside(ctx, `SELECT lead_id, outcome, closed_on, amount_minor, currency, rate, base_minor, reason, fee_ppm, fee_minor FROM deal
		WHERE lead_id BETWEEN ? AND ? ORDER BY lead_id`, func(l *crm.Lead) error {
		l.DealOwn = true
		l.Deal = crm.Deal{Outcome: crm.Outcome(outcome), ClosedOn: crm.Date(on), Amount: known(minor, currency), Rate: crm.Rate(rate), Reason: crm.Reason(reason),
			Fee: ownFee(ppm, fixed, crm.Currency(currency))}
		if l.Deal.Amount.Known() {
			l.Deal.Base = known(base, string(p.base))
		}
		return nil
	}, &outcome, &on, &minor, &currency, &rate, &base, &reason, &ppm, &fixed)
}

// sums adds up minutes and cost.
func (p *pages) sums(ctx context.Context) error {
	var minutes, cost any
	return p.beside(ctx, `SELECT lead_id, sum(minutes), sum(cost_base) FROM activity WHERE lead_id BETWEEN ? AND ? GROUP BY lead_id ORDER BY lead_id`,
		func(l *crm.Lead) error {
			if n, known := minutes.(int64); known {
				l.Minutes = &n
			}
			l.Cost = known(cost, string(p.base))
			return nil
		}, &minutes, &cost)
}

// merged reads those leads again that others are merged into: what they say is of all of them.
func (p *pages) merged(ctx context.Context) error {
	for i := range p.list {
		if !p.survivors[p.list[i].ID] {
			continue
		}
		one, err := p.Leads(ctx, LeadFilter{ID: p.list[i].ID, Merged: true})
		if err != nil {
			return err
		}
		p.list[i] = one[0]
	}
	return nil
}
