package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"leads/internal/crm"
)

// AddLead adds a lead whose touch and client are resolved, and the postings
// under which it may be met again.
func (t *Tx) AddLead(ctx context.Context, l crm.Lead, keys []uint64) (crm.LeadID, error) {
	tags, fields, err := packOwn(l)
	if err != nil {
		return 0, err
	}
	minor, currency := unpack(l.Value)
	id, err := t.exec(ctx, `INSERT INTO lead (id, title, client_id, contact, email, phone, url, external_id,
		source_id, channel_id, campaign_id, first_touch_on, stage, value_minor, value_currency, referrer_id,
		follow_up_on, tags, fields, note, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		null(l.ID), l.Title, null(l.ClientID), l.Contact, l.Email, l.Phone, l.URL, l.ExternalID,
		null(l.Touch.Source), null(l.Touch.Channel), null(l.Touch.Campaign), string(l.FirstTouchOn), string(crm.New), minor, currency,
		null(l.ReferrerID), null(l.FollowUpOn), tags, fields, l.Note, string(l.CreatedAt), string(l.UpdatedAt))
	if err != nil {
		return 0, err
	}
	t.post(id, keys)
	if l.ID != 0 {
		if err := t.markDirty(ctx, "lead", id); err != nil {
			return 0, err
		}
	}
	if l.Stage != "" && l.Stage != crm.New {
		err = t.SetStage(ctx, crm.LeadID(id), crm.StageChange{Stage: l.Stage, On: l.FirstTouchOn})
	}
	return crm.LeadID(id), err
}

// packOwn writes tags and own fields as JSON.
func packOwn(l crm.Lead) (tags, fields string, err error) {
	tags, fields = "[]", "{}"
	if len(l.Tags) > 0 {
		b, err := json.Marshal(l.Tags)
		if err != nil {
			return "", "", err
		}
		tags = string(b)
	}
	if len(l.Fields) > 0 {
		b, err := json.Marshal(l.Fields) // keys sorted
		if err != nil {
			return "", "", err
		}
		fields = string(b)
	}
	return tags, fields, nil
}

// unpack gives money as its two columns.
func unpack(m crm.Money) (minor any, currency string) {
	if !m.Known() {
		return nil, ""
	}
	return m.Minor, string(m.Currency)
}

// posting is one hashed form of one lead.
type posting struct {
	key  int64
	lead int64
}

// post keeps postings for the end of the update, when they go in sorted: many
// times cheaper than one by one.
func (t *Tx) post(id int64, keys []uint64) {
	for _, k := range keys {
		t.postings = append(t.postings, posting{int64(k), id})
	}
}

// Flush writes the postings so that LeadsByKey finds them; the end of an update does it too.
func (t *Tx) Flush(ctx context.Context) error {
	const batch = 100
	slices.SortFunc(t.postings, func(a, b posting) int {
		switch {
		case a.key < b.key:
			return -1
		case a.key > b.key:
			return 1
		}
		return int(a.lead - b.lead)
	})
	args := make([]any, 0, 2*batch)
	for chunk := range slices.Chunk(t.postings, batch) {
		args = args[:0]
		for _, p := range chunk {
			args = append(args, p.key, p.lead)
		}
		query := `INSERT OR IGNORE INTO lead_key (key, lead_id) VALUES (?, ?)` + strings.Repeat(", (?, ?)", len(chunk)-1)
		if _, err := t.exec(ctx, query, args...); err != nil {
			return err
		}
	}
	t.postings = nil
	return nil
}

// AddKeys posts more forms of a lead, after an edit. Old ones stay: a posting is a hint.
func (t *Tx) AddKeys(id crm.LeadID, keys []uint64) { t.post(int64(id), keys) }

// tooCommon is how many leads may share a posting before it says nothing.
const tooCommon = 200

// LeadsByKey finds the leads that share any of the postings, by id; a lead
// merged into another is given as that other. Postings that more than 200
// leads share are passed over.
func (t *Tx) LeadsByKey(ctx context.Context, keys []uint64) (ids []crm.LeadID, err error) {
	for _, k := range keys {
		found, err := t.holders(ctx, k, tooCommon+1)
		if err != nil {
			return nil, err
		}
		if len(found) <= tooCommon {
			ids = append(ids, found...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// LatestByKey finds the latest few leads for each posting, however common.
func (t *Tx) LatestByKey(ctx context.Context, keys []uint64, few int) (ids []crm.LeadID, err error) {
	for _, k := range keys {
		found, err := t.holders(ctx, k, few)
		if err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// holders lists up to most leads under one posting, latest first.
func (t *Tx) holders(ctx context.Context, key uint64, most int) (found []crm.LeadID, err error) {
	err = t.each(ctx, `SELECT coalesce(l.merged_into, l.id) FROM lead_key k JOIN lead l ON l.id = k.lead_id
		WHERE k.key = ? ORDER BY k.lead_id DESC`+limitTo(most), []any{int64(key)}, func(rows *sql.Rows) error {
		var id crm.LeadID
		err := rows.Scan(&id)
		found = append(found, id)
		return err
	})
	return found, err
}

// EachKey hands over every posting of the file, for an import that checks many rows.
func (t *Tx) EachKey(ctx context.Context, fn func(key uint64, id crm.LeadID)) error {
	return t.each(ctx, `SELECT key, lead_id FROM lead_key`, nil, func(rows *sql.Rows) error {
		var key, id int64
		err := rows.Scan(&key, &id)
		fn(uint64(key), crm.LeadID(id))
		return err
	})
}

// leadSelect goes with scanLead. Names are those that reports count under: of
// a merged source, the one that took it over.
const leadSelect = `SELECT l.id, l.title, coalesce(cr.name, c.name, ''), l.contact, l.email, l.phone, l.url, l.external_id,
	coalesce(sr.name, s.name, ''), coalesce(hr.name, h.name, ''), coalesce(gr.name, g.name, ''), l.first_touch_on, l.stage,
	l.value_minor, l.value_currency, coalesce(rr.name, r.name, ''), coalesce(l.follow_up_on, ''), l.tags, l.fields, l.note,
	coalesce(l.source_id, 0), coalesce(l.channel_id, 0), coalesce(l.campaign_id, 0), coalesce(l.client_id, 0), coalesce(l.referrer_id, 0),
	coalesce(l.merged_into, 0), l.created_at, l.updated_at,
	coalesce(d.outcome, ''), coalesce(d.closed_on, ''), d.amount_minor, coalesce(d.currency, ''), coalesce(d.rate, ''), d.base_minor, coalesce(d.reason, ''), coalesce(d.lead_id = l.id, 0),
	(SELECT sum(a.minutes) FROM activity a WHERE a.lead_id = l.id OR a.lead_id IN (SELECT m.id FROM lead m WHERE m.merged_into = l.id)),
	(SELECT sum(a.cost_base) FROM activity a WHERE a.lead_id = l.id OR a.lead_id IN (SELECT m.id FROM lead m WHERE m.merged_into = l.id))` + leadFrom

const leadFrom = briefFrom + sourceFrom + `
	LEFT JOIN channel h ON h.id = l.channel_id LEFT JOIN channel hr ON hr.id = h.merged_into
	LEFT JOIN campaign g ON g.id = l.campaign_id LEFT JOIN campaign gr ON gr.id = g.merged_into
	LEFT JOIN client r ON r.id = l.referrer_id LEFT JOIN client rr ON rr.id = r.merged_into`

// briefFrom joins what every list shows.
const briefFrom = `
	FROM lead l
	LEFT JOIN client c ON c.id = l.client_id LEFT JOIN client cr ON cr.id = c.merged_into
	LEFT JOIN deal d ON d.lead_id = ` + dealOwner

const sourceFrom = `
	LEFT JOIN source s ON s.id = l.source_id LEFT JOIN source sr ON sr.id = s.merged_into`

// dealOwner is the lead whose deal a lead l shows: its own, else the first of
// those merged into it.
const dealOwner = `coalesce((SELECT e.lead_id FROM deal e WHERE e.lead_id = l.id),
	(SELECT e.lead_id FROM lead m JOIN deal e ON e.lead_id = m.id WHERE m.merged_into = l.id ORDER BY e.closed_on, e.lead_id LIMIT 1))`

func scanLead(rows *sql.Rows, base crm.Currency) (l crm.Lead, err error) {
	var value, amount, inBase, minutes, cost sql.NullInt64
	var valueCurrency, amountCurrency crm.Currency
	var tags, fields string
	err = rows.Scan(&l.ID, &l.Title, &l.Client, &l.Contact, &l.Email, &l.Phone, &l.URL, &l.ExternalID,
		&l.First.Source, &l.First.Channel, &l.First.Campaign, &l.FirstTouchOn, &l.Stage,
		&value, &valueCurrency, &l.Referrer, &l.FollowUpOn, &tags, &fields, &l.Note,
		&l.Touch.Source, &l.Touch.Channel, &l.Touch.Campaign, &l.ClientID, &l.ReferrerID,
		&l.MergedInto, &l.CreatedAt, &l.UpdatedAt,
		&l.Deal.Outcome, &l.Deal.ClosedOn, &amount, &amountCurrency, &l.Deal.Rate, &inBase, &l.Deal.Reason, &l.DealOwn,
		&minutes, &cost)
	if err != nil {
		return l, err
	}
	if value.Valid {
		l.Value = crm.Money{Minor: value.Int64, Currency: valueCurrency}
	}
	if amount.Valid {
		l.Deal.Amount = crm.Money{Minor: amount.Int64, Currency: amountCurrency}
		l.Deal.Base = crm.Money{Minor: inBase.Int64, Currency: base}
	}
	if minutes.Valid {
		l.Minutes = &minutes.Int64
	}
	if cost.Valid {
		l.Cost = crm.Money{Minor: cost.Int64, Currency: base}
	}
	if tags != "[]" {
		if err := json.Unmarshal([]byte(tags), &l.Tags); err != nil {
			return l, fmt.Errorf("tags of lead %d: %w", l.ID, err)
		}
	}
	if fields != "{}" {
		if err := json.Unmarshal([]byte(fields), &l.Fields); err != nil {
			return l, fmt.Errorf("own fields of lead %d: %w", l.ID, err)
		}
	}
	return l, nil
}

// Lead gives one lead; NotFound when there is none.
func (t *Tx) Lead(ctx context.Context, id crm.LeadID) (crm.Lead, error) {
	list, err := t.Leads(ctx, LeadFilter{ID: id, Merged: true})
	if err == nil && len(list) == 0 {
		return crm.Lead{}, crm.Errorf(crm.NotFound, "there is no lead %d", int64(id)).WithHint("list them with: leads list")
	}
	if err != nil {
		return crm.Lead{}, err
	}
	return list[0], nil
}

// LeadFilter chooses leads; the zero filter keeps all that stand on their own.
type LeadFilter struct {
	ID           crm.LeadID
	Source       crm.SourceID // also what was merged into it
	Channel      crm.ChannelID
	Campaign     crm.CampaignID
	Client       crm.ClientID
	Open         bool
	Stage        crm.Stage
	Outcome      crm.Outcome
	Since, Until crm.Date // first touch, inclusive
	Tag          string
	Search       string // anywhere in title, client, contact, e-mail, URL, external id, note
	Merged       bool   // also leads merged into another
	Sort         string // a key of LeadOrders; "" is newest first touch first
	Reverse      bool
	After        crm.LeadID // with Sort "id": only ids above, for paging
	Limit        int        // 0 is all
}

// LeadOrders are the orders of a list of leads, each a total one.
var LeadOrders = map[string][2]string{ // ascending, descending
	"":          {"l.first_touch_on DESC, l.id DESC", "l.first_touch_on, l.id"},
	"date":      {"l.first_touch_on, l.id", "l.first_touch_on DESC, l.id DESC"},
	"id":        {"l.id", "l.id DESC"},
	"title":     {"l.title COLLATE NOCASE, l.id", "l.title COLLATE NOCASE DESC, l.id DESC"},
	"client":    {"coalesce(cr.name, c.name, '') COLLATE NOCASE, l.id", "coalesce(cr.name, c.name, '') COLLATE NOCASE DESC, l.id DESC"},
	"source":    {"coalesce(sr.name, s.name, '') COLLATE NOCASE, l.id", "coalesce(sr.name, s.name, '') COLLATE NOCASE DESC, l.id DESC"},
	"stage":     {stageOrder + ", l.id", stageOrder + " DESC, l.id DESC"},
	"value":     {"l.value_minor, l.id", "l.value_minor DESC, l.id DESC"},
	"follow-up": {"l.follow_up_on IS NULL, l.follow_up_on, l.id", "l.follow_up_on DESC, l.id DESC"},
	"updated":   {"l.updated_at, l.id", "l.updated_at DESC, l.id DESC"},
}

const stageOrder = `instr('new contacted discussion proposal interview negotiation', l.stage)`

// briefSelect is leadSelect for a list on a line each: a third of its price.
const briefSelect = `SELECT l.id, l.title, coalesce(cr.name, c.name, ''), coalesce(l.source_id, 0), coalesce(l.channel_id, 0),
	l.first_touch_on, l.stage, l.value_minor, l.value_currency, coalesce(l.follow_up_on, ''), coalesce(d.outcome, '')` + briefFrom

func scanBrief(rows *sql.Rows, l *crm.Lead) error {
	var value sql.NullInt64
	var currency crm.Currency
	err := rows.Scan(&l.ID, &l.Title, &l.Client, &l.Touch.Source, &l.Touch.Channel, &l.FirstTouchOn, &l.Stage, &value, &currency,
		&l.FollowUpOn, &l.Deal.Outcome)
	if value.Valid {
		l.Value = crm.Money{Minor: value.Int64, Currency: currency}
	}
	return err
}

// Brief lists the leads that a filter keeps with what one line shows: number,
// title, client, source, channel, day, stage, outcome, value, follow-up.
func (t *Tx) Brief(ctx context.Context, f LeadFilter) (list []crm.Lead, err error) {
	if f.Limit == 0 && f.ID == 0 {
		if err := t.roomy(ctx); err != nil {
			return nil, err
		}
	}
	selection := briefSelect
	if f.Sort == "source" {
		selection += sourceFrom
	}
	query, args, err := f.query(selection)
	if err != nil {
		return nil, err
	}
	list = make([]crm.Lead, 0, min(f.Limit, 1000))
	err = t.each(ctx, query, args, func(rows *sql.Rows) error {
		list = append(list, crm.Lead{})
		return scanBrief(rows, &list[len(list)-1])
	})
	if err != nil {
		return nil, err
	}
	return list, t.nameTouches(ctx, list)
}

// nameTouches fills in the names of sources and channels, those that reports
// count under. Both lists are short: joining them costs more.
func (t *Tx) nameTouches(ctx context.Context, list []crm.Lead) error {
	names := func(table string) (map[int64]string, error) {
		found := map[int64]string{}
		err := t.each(ctx, `SELECT n.id, coalesce(r.name, n.name) FROM `+table+` n LEFT JOIN `+table+` r ON r.id = n.merged_into`, nil,
			func(rows *sql.Rows) error {
				var id int64
				var name string
				err := rows.Scan(&id, &name)
				found[id] = name
				return err
			})
		return found, err
	}
	sources, err := names("source")
	if err != nil {
		return err
	}
	channels, err := names("channel")
	for i := range list {
		list[i].First.Source, list[i].First.Channel = sources[int64(list[i].Touch.Source)], channels[int64(list[i].Touch.Channel)]
	}
	return err
}

// query adds conditions, order and limit to a selection.
func (f LeadFilter) query(selection string) (string, []any, error) {
	where, args := f.where()
	orders, ok := LeadOrders[f.Sort]
	if !ok {
		return "", nil, fmt.Errorf("no order %q", f.Sort)
	}
	order := orders[0]
	if f.Reverse {
		order = orders[1]
	}
	limit := f.Limit
	if limit == 0 {
		limit = -1
	}
	return selection + where + " ORDER BY " + order + limitTo(limit), args, nil
}

// Leads lists the leads that a filter keeps.
func (t *Tx) Leads(ctx context.Context, f LeadFilter) (list []crm.Lead, err error) {
	if f.Limit == 0 && f.ID == 0 {
		if err := t.roomy(ctx); err != nil {
			return nil, err
		}
	}
	base, err := t.Base(ctx)
	if err != nil {
		return nil, err
	}
	query, args, err := f.query(leadSelect)
	if err != nil {
		return nil, err
	}
	err = t.each(ctx, query, args, func(rows *sql.Rows) error {
		l, err := scanLead(rows, base)
		list = append(list, l)
		return err
	})
	return list, err
}

// where builds the conditions that are set, so that each can use its index.
func (f LeadFilter) where() (string, []any) {
	var conditions []string
	var args []any
	add := func(ask bool, condition string, values ...any) {
		if ask {
			conditions = append(conditions, condition)
			args = append(args, values...)
		}
	}
	add(f.ID != 0, `l.id = ?`, int64(f.ID))
	add(!f.Merged, `l.merged_into IS NULL`)
	add(f.Source != 0, `l.source_id IN (SELECT id FROM source WHERE id = ? OR merged_into = ?)`, int64(f.Source), int64(f.Source))
	add(f.Channel != 0, `l.channel_id IN (`+sameChannel+`)`, int64(f.Channel), int64(f.Channel))
	add(f.Campaign != 0, `l.campaign_id IN (SELECT id FROM campaign WHERE id = ? OR merged_into = ?)`, int64(f.Campaign), int64(f.Campaign))
	add(f.Client != 0, `l.client_id IN (SELECT id FROM client WHERE id = ? OR merged_into = ?)`, int64(f.Client), int64(f.Client))
	add(f.Open, `d.lead_id IS NULL`)
	add(f.Stage != "", `l.stage = ? AND d.lead_id IS NULL`, string(f.Stage))
	add(f.Outcome != "", `d.outcome = ?`, string(f.Outcome))
	add(f.Since != "", `l.first_touch_on >= ?`, string(f.Since))
	add(f.Until != "", `l.first_touch_on <= ?`, string(f.Until))
	add(f.Tag != "", `EXISTS (SELECT 1 FROM json_each(l.tags) WHERE value = ?)`, f.Tag)
	add(f.After != 0, `l.id > ?`, int64(f.After))
	if f.Search != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(f.Search) + "%"
		columns := []string{"l.title", "c.name", "l.contact", "l.email", "l.url", "l.external_id", "l.note"}
		conditions = append(conditions, `(`+strings.Join(columns, ` LIKE ? ESCAPE '\' OR `)+` LIKE ? ESCAPE '\')`)
		for range columns {
			args = append(args, like)
		}
	}
	if len(conditions) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conditions, " AND "), args
}

// EditLead writes what is not locked. The first touch in l is ignored.
func (t *Tx) EditLead(ctx context.Context, l crm.Lead, keys []uint64) error {
	tags, fields, err := packOwn(l)
	if err != nil {
		return err
	}
	minor, currency := unpack(l.Value)
	_, err = t.exec(ctx, `UPDATE lead SET title = ?, client_id = ?, contact = ?, email = ?, phone = ?, url = ?, external_id = ?,
		value_minor = ?, value_currency = ?, referrer_id = ?, follow_up_on = ?, tags = ?, fields = ?, note = ?, updated_at = ? WHERE id = ?`,
		l.Title, null(l.ClientID), l.Contact, l.Email, l.Phone, l.URL, l.ExternalID, minor, currency, null(l.ReferrerID),
		null(l.FollowUpOn), tags, fields, l.Note, string(l.UpdatedAt), int64(l.ID))
	t.post(int64(l.ID), keys)
	return err
}

// RemoveLead deletes a lead with its activities, stages and deal.
func (t *Tx) RemoveLead(ctx context.Context, id crm.LeadID) error {
	var merged int64
	if _, err := t.one(ctx, `SELECT count(*) FROM lead WHERE merged_into = ?`, []any{int64(id)}, &merged); err != nil {
		return err
	}
	if merged > 0 {
		return crm.Errorf(crm.Refused, "%d other leads are merged into lead %d", merged, int64(id)).WithHint("leads undo takes a merge back")
	}
	return t.unlock(ctx, "delete", func() error {
		for _, table := range []string{"activity", "deal", "stage_change"} { // before their lead: the kept sums look it up
			if _, err := t.exec(ctx, `DELETE FROM `+table+` WHERE lead_id = ?`, int64(id)); err != nil {
				return err
			}
		}
		_, err := t.exec(ctx, `DELETE FROM lead WHERE id = ?`, int64(id))
		return err
	})
}

// SetStage enters a step of a lead's history; the lead then stands at the
// latest step by date.
func (t *Tx) SetStage(ctx context.Context, id crm.LeadID, s crm.StageChange) error {
	if _, err := t.exec(ctx, `INSERT INTO stage_change (lead_id, stage, on_day) VALUES (?, ?, ?)`,
		int64(id), string(s.Stage), string(s.On)); err != nil {
		return err
	}
	_, err := t.exec(ctx, `UPDATE lead SET stage = (SELECT stage FROM stage_change WHERE lead_id = ?1 ORDER BY on_day DESC, id DESC LIMIT 1)
		WHERE id = ?1`, int64(id))
	return err
}

// Touched marks a lead as updated.
func (t *Tx) Touched(ctx context.Context, id crm.LeadID, at crm.Instant) error {
	_, err := t.exec(ctx, `UPDATE lead SET updated_at = ? WHERE id = ? AND updated_at < ?`, string(at), int64(id), string(at))
	return err
}

// SetFollowUp sets when to come back to a lead.
func (t *Tx) SetFollowUp(ctx context.Context, id crm.LeadID, on crm.Date) error {
	_, err := t.exec(ctx, `UPDATE lead SET follow_up_on = ? WHERE id = ?`, null(on), int64(id))
	return err
}

// Stages lists a lead's steps after 'new', oldest first.
func (t *Tx) Stages(ctx context.Context, id crm.LeadID) (list []crm.StageChange, err error) {
	err = t.each(ctx, `SELECT stage, on_day FROM stage_change WHERE lead_id = ? ORDER BY on_day, id`, []any{int64(id)},
		func(rows *sql.Rows) error {
			var s crm.StageChange
			err := rows.Scan(&s.Stage, &s.On)
			list = append(list, s)
			return err
		})
	return list, err
}

// LastLead is the highest id of a lead; 0 when there is none.
func (t *Tx) LastLead(ctx context.Context) (id crm.LeadID, err error) {
	_, err = t.one(ctx, `SELECT coalesce(max(id), 0) FROM lead`, nil, &id)
	return id, err
}

// AllStages lists every lead's steps after 'new', oldest first.
func (t *Tx) AllStages(ctx context.Context) (all map[crm.LeadID][]crm.StageChange, err error) {
	all = map[crm.LeadID][]crm.StageChange{}
	err = t.each(ctx, `SELECT lead_id, stage, on_day FROM stage_change ORDER BY lead_id, on_day, id`, nil, func(rows *sql.Rows) error {
		var id crm.LeadID
		var s crm.StageChange
		err := rows.Scan(&id, &s.Stage, &s.On)
		all[id] = append(all[id], s)
		return err
	})
	return all, err
}

// PointLead merges a lead into another: a pointer, no row is rewritten. What
// pointed to the first then points to the second, too. The schema lets only the
// earlier first touch survive.
func (t *Tx) PointLead(ctx context.Context, id, into crm.LeadID) error {
	for _, which := range []string{"merged_into", "id"} { // those that point to it first: pointers are one step long
		if _, err := t.exec(ctx, `UPDATE lead SET merged_into = ? WHERE `+which+` = ?`, int64(into), int64(id)); err != nil {
			return err
		}
	}
	return nil
}
