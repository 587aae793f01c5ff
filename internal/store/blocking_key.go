package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
)

// blockingKey is one hashed form of one lead.
type blockingKey struct {
	key  int64
	lead int64
}

// addBlockingKeys keeps them for the end of the update, when they go in sorted: many
// times cheaper than one by one.
func (t *Tx) addBlockingKeys(id int64, keys []uint64) {
	for _, k := range keys {
		t.blocking = append(t.blocking, blockingKey{int64(k), id})
	}
}

// Flush writes the blocking keys so that LeadsByKey finds them; the end of an update does it too.
func (t *Tx) Flush(ctx context.Context) error {
	ctx, err := calm(ctx)
	if err != nil {
		return err
	}
	slices.SortFunc(t.blocking, func(a, b blockingKey) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.lead, b.lead)) })
	for some := range slices.Chunk(t.blocking, 500) {
		values := make([]driver.NamedValue, 0, 2*len(some))
		for _, p := range some {
			values = append(values, driver.NamedValue{Value: p.key}, driver.NamedValue{Value: p.lead})
		}
		if err := t.direct(ctx, `INSERT OR IGNORE INTO lead_key (key, lead_id) VALUES (?, ?)`+strings.Repeat(", (?, ?)", len(some)-1), values); err != nil {
			return err
		}
	}
	t.blocking = t.blocking[:0]
	return nil
}

// AddKeys adds more forms of a lead, after an edit. Old ones stay: a blocking key is a hint.
func (t *Tx) AddKeys(id crm.LeadID, keys []uint64) { t.addBlockingKeys(int64(id), keys) }

// tooCommon is how many leads may share a blocking key before it says nothing.
const tooCommon = 200

// LeadsByKey finds the leads that share any of the blocking keys, by id; a lead
// merged into another is given as that other. Blocking keys that more than 200
// leads share are passed over.
func (t *Tx) LeadsByKey(ctx context.Context, keys []uint64) (ids []crm.LeadID, err error) {
	for _, key := range keys {
		var found []crm.LeadID
		err := t.each(ctx, `SELECT coalesce(l.merged_into, l.id) FROM lead_key k JOIN lead l ON l.id = k.lead_id
			WHERE k.key = ?`+limitTo(tooCommon+1), []any{int64(key)}, func(rows *sql.Rows) error {
			var id crm.LeadID
			err := rows.Scan(&id)
			found = append(found, id)
			return err
		})
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

// Glance reads of the leads under a blocking key what an activity has to know of its
// lead, as LeadsByKey finds them: number, first day, closing. The external id is
// that of the record under the blocking key, which may be merged into the lead.
func (t *Tx) Glance(ctx context.Context, key uint64) (list []crm.Lead, err error) {
	err = t.each(ctx, `SELECT l.id, m.external_id, l.first_touch_on, coalesce(d.outcome, ''), coalesce(d.closed_on, '')
		FROM lead_key k JOIN lead m ON m.id = k.lead_id JOIN lead l ON l.id = coalesce(m.merged_into, m.id)
		LEFT JOIN deal d ON d.lead_id = l.id WHERE k.key = ?`+limitTo(tooCommon+1), []any{int64(key)}, func(rows *sql.Rows) error {
		var l crm.Lead
		err := rows.Scan(&l.ID, &l.ExternalID, &l.FirstTouchOn, &l.Deal.Outcome, &l.Deal.ClosedOn)
		if !slices.ContainsFunc(list, func(o crm.Lead) bool { return o.ID == l.ID && o.ExternalID == l.ExternalID }) {
			list = append(list, l)
		}
		return err
	})
	if len(list) > tooCommon {
		list = nil
	}
	return list, err
}

// Holders lists up to most leads under one blocking key, latest first, merged ones
// and those deleted since included.
func (t *Tx) Holders(ctx context.Context, key uint64, most int) (found []int64, err error) {
	var list string // a row each would cost more than finding them
	_, err = t.one(ctx, `SELECT coalesce(group_concat(lead_id), '') FROM (SELECT lead_id FROM lead_key WHERE key = ? ORDER BY lead_id DESC`+limitTo(most)+`)`,
		[]any{int64(key)}, &list)
	if err != nil || list == "" {
		return nil, err
	}
	for text := range strings.SplitSeq(list, ",") {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, err
		}
		found = append(found, id)
	}
	return found, nil
}

// EachKey hands over every blocking key of the file, for an import that checks many rows.
func (t *Tx) EachKey(ctx context.Context, fn func(key uint64, id crm.LeadID)) error {
	return t.each(ctx, `SELECT key, lead_id FROM lead_key`, nil, func(rows *sql.Rows) error {
		var key, id int64
		err := rows.Scan(&key, &id)
		fn(uint64(key), crm.LeadID(id))
		return err
	})
}

// alikeSelect reads what distinguishes two leads, and little else: an add pays
// for planning it.
const alikeSelect = `SELECT l.id, l.title, coalesce(cr.name, c.name, ''), l.contact, l.email, l.phone, l.url, l.external_id, l.note,
	l.touch_id, l.first_touch_on,
	coalesce(l.merged_into, 0), coalesce(l.value_minor, 0), l.value_currency
	FROM lead l LEFT JOIN client c ON c.id = l.client_id LEFT JOIN client cr ON cr.id = c.merged_into WHERE `

func scanAlike(rows *sql.Rows) (l crm.Lead, err error) {
	var touch int64
	err = rows.Scan(&l.ID, &l.Title, &l.Client, &l.Contact, &l.Email, &l.Phone, &l.URL, &l.ExternalID, &l.Note,
		&touch, &l.FirstTouchOn, &l.MergedInto, &l.Value.Minor, &l.Value.Currency)
	l.Touch = touchOf(touch)
	return l, err
}

// Alike gives leads by id with what a comparison looks at: title, client,
// contact, e-mail, phone, URL, external id, note, first touch, value, and what they are merged into.
func (t *Tx) Alike(ctx context.Context, ids []crm.LeadID) (list []crm.Lead, err error) {
	const most = 3 // leads a statement: few forms of it, each planned once
	read := t.read
	if len(ids) > 0 && t.gathered.waits(intoLead, int64(slices.Max(ids))) {
		read = t.each
	}
	for some := range slices.Chunk(ids, most) {
		args := make([]any, len(some))
		for i, id := range some {
			args[i] = int64(id)
		}
		where := [most]string{`l.id = ?`, `l.id IN (?, ?)`, `l.id IN (?, ?, ?)`}[len(some)-1]
		err := read(ctx, alikeSelect+where, args, func(rows *sql.Rows) error {
			l, err := scanAlike(rows)
			list = append(list, l)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// EachAlike hands over every lead that is not merged, and the merged ones
// if asked for, by id, with what a comparison looks at.
func (t *Tx) EachAlike(ctx context.Context, merged bool, fn func(crm.Lead) error) error {
	if err := t.roomy(ctx); err != nil {
		return err
	}
	which := `l.merged_into IS NULL`
	if merged {
		which = `true`
	}
	return t.each(ctx, alikeSelect+which+` ORDER BY l.id`, nil, func(rows *sql.Rows) error {
		l, err := scanAlike(rows)
		if err != nil {
			return err
		}
		return fn(l)
	})
}
