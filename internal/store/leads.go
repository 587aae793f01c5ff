package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
)

// LeadFilter chooses leads; the zero filter keeps all that are not merged into another.
type LeadFilter struct {
	ID           crm.LeadID
	IDs          []crm.LeadID // one of these
	Keep         Keep
	Referrers    []crm.ClientID // came by any of these, and by those merged into them
	Open         bool
	Stages       []crm.Stage   // open, at one of these
	Outcomes     []crm.Outcome // ended in one of these ways
	Since, Until crm.Date      // first touch, inclusive
	Search       string        // anywhere in title, client, contact, e-mail, URL, external id, note
	AtLeast      *int64        // kept with so many points or more
	AsOf         crm.Date      // with AtLeast: also those scored for a later day than this, and
	Entered      int64         // those with so many points that were scored before a day came for which work had been entered
	Below        *int64        // kept with fewer points, or not scored
	Merged       bool          // also leads merged into another
	Sort         string        // a key of LeadOrders; "" is newest first touch first
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
	"value":     {"l.value_minor IS NULL, l.value_minor, l.id", "l.value_minor DESC, l.id DESC"},
	"follow-up": {"l.follow_up_on IS NULL, l.follow_up_on, l.id", "l.follow_up_on DESC, l.id DESC"},
	"updated":   {"l.updated_at, l.id", "l.updated_at DESC, l.id DESC"},
}

const stageOrder = `instr('new contacted discussion proposal interview negotiation', l.stage)`

// briefSelect is leadSelect for a list on a line each: a third of its price.
const briefSelect = `SELECT l.id, l.title, coalesce(cr.name, c.name, ''), l.touch_id, l.first_touch_on, l.stage,
	l.value_minor, l.value_currency, coalesce(l.follow_up_on, ''), coalesce(d.outcome, '')` + briefFrom

func scanBrief(rows *sql.Rows, l *crm.Lead) error {
	var value sql.NullInt64
	var currency crm.Currency
	var touch int64
	err := rows.Scan(&l.ID, &l.Title, &l.Client, &touch, &l.FirstTouchOn, &l.Stage, &value, &currency,
		&l.FollowUpOn, &l.Deal.Outcome)
	l.Touch = touchOf(touch)
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
	query, args, err := f.query(ctx, t, selection)
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
	return list, t.NameTouches(ctx, list)
}

// NameTouches fills in the names of sources and channels, those that reports
// count under. Both lists are short: joining them costs more.
func (t *Tx) NameTouches(ctx context.Context, list []crm.Lead) error {
	if len(list) == 0 {
		return nil
	}
	sources, channels := map[crm.SourceID]string{}, map[crm.ChannelID]string{}
	err := t.each(ctx, `SELECT n.id, 0, coalesce(r.name, n.name) FROM source n LEFT JOIN source r ON r.id = n.merged_into
		UNION ALL SELECT 0, n.id, coalesce(r.name, n.name) FROM channel n LEFT JOIN channel r ON r.id = n.merged_into`, nil, func(rows *sql.Rows) error {
		var source crm.SourceID
		var channel crm.ChannelID
		var name string
		err := rows.Scan(&source, &channel, &name)
		if channel != 0 {
			channels[channel] = name
		} else {
			sources[source] = name
		}
		return err
	})
	for i := range list {
		list[i].First.Source, list[i].First.Channel = sources[list[i].Touch.Source], channels[list[i].Touch.Channel]
	}
	return err
}

// countedNames names everything in a list as what it counts under.
func countedNames[ID ~int64](ctx context.Context, t *Tx, table string) (map[ID]string, error) {
	found := map[ID]string{}
	err := t.each(ctx, `SELECT n.id, coalesce(r.name, n.name) FROM `+table+` n LEFT JOIN `+table+` r ON r.id = n.merged_into`, nil,
		func(rows *sql.Rows) error {
			var id ID
			var name string
			err := rows.Scan(&id, &name)
			found[id] = name
			return err
		})
	return found, err
}

// Narrows reports whether the filter may leave out a lead that is not merged into another.
func (f LeadFilter) Narrows() bool {
	own, all := f.conditions(), LeadFilter{Merged: f.Merged}.conditions()
	return f.Keep.ByTouch() || len(f.Keep.Clients)+len(f.Keep.Labels) > 0 || own.where() != all.where()
}

// query adds conditions, order and limit to a selection.
func (f LeadFilter) query(ctx context.Context, t *Tx, selection string) (string, []any, error) {
	c := f.conditions()
	if err := t.keptLeads(ctx, &c, f.Keep); err != nil {
		return "", nil, err
	}
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
	return selection + c.where() + " ORDER BY " + order + limitTo(limit), c.args, nil
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
	query, args, err := f.query(ctx, t, leadSelect)
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

// conditions are those that are set, so that each can use its index; those of Keep are added by [Tx.keptLeads].
func (f LeadFilter) conditions() (c conditions) {
	c.add(f.ID != 0, `l.id = ?`, int64(f.ID))
	c.add(len(f.IDs) > 0, `l.id IN (`+list(f.IDs)+`)`)
	c.add(!f.Merged, `l.merged_into IS NULL`)
	c.add(len(f.Referrers) > 0, keptClients("referrer_id", f.Referrers))
	c.add(f.Open, `d.lead_id IS NULL`)
	c.add(len(f.Stages) > 0, `l.stage IN (`+quotedList(f.Stages)+`) AND d.lead_id IS NULL`)
	c.add(len(f.Outcomes) > 0, `d.outcome IN (`+quotedList(f.Outcomes)+`)`)
	c.add(f.Since != "", `l.first_touch_on >= ?`, string(f.Since))
	c.add(f.Until != "", `l.first_touch_on <= ?`, string(f.Until))
	if f.AtLeast != nil {
		scored := `SELECT id FROM score WHERE points >= ?`
		if f.AsOf != "" {
			scored += ` OR on_day > '` + string(f.AsOf) + `' OR points >= ` + strconv.FormatInt(f.Entered, 10) + ` AND on_day < '` + string(f.AsOf) + `'
				AND NOT EXISTS (SELECT 1 FROM deal d WHERE d.lead_id = score.id) AND EXISTS (SELECT 1 FROM activity a WHERE a.lead_id = score.id AND a.on_day > score.on_day)`
		}
		c.add(true, `l.id IN (`+scored+`)`, *f.AtLeast)
	}
	if f.Below != nil {
		c.add(true, `l.id NOT IN (SELECT id FROM score WHERE points >= ?)`, *f.Below)
	}
	c.add(f.After != 0, `l.id > ?`, int64(f.After))
	if f.Search != "" {
		like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(f.Search) + "%"
		columns := []string{"l.title", "c.name", "l.contact", "l.email", "l.url", "l.external_id", "l.note"}
		c.add(true, `(`+strings.Join(columns, ` LIKE ? ESCAPE '\' OR `)+` LIKE ? ESCAPE '\')`, slices.Repeat([]any{like}, len(columns))...)
	}
	return c
}

// quotedList writes texts for IN.
func quotedList[S ~string](list []S) string {
	quoted := make([]string, len(list))
	for i, w := range list {
		quoted[i] = quotedText(string(w))
	}
	return strings.Join(quoted, ", ")
}

// MergedInto lists the leads that are merged into one, by id.
func (t *Tx) MergedInto(ctx context.Context, id crm.LeadID) (list []crm.LeadID, err error) {
	err = t.each(ctx, `SELECT id FROM lead WHERE merged_into = ? ORDER BY id`, []any{int64(id)}, func(rows *sql.Rows) error {
		var other crm.LeadID
		err := rows.Scan(&other)
		list = append(list, other)
		return err
	})
	return list, err
}
