package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"leads/internal/crm"
)

// FirstAnswers gives the day on which each lead was first answered: the first
// inbound activity, or the first stage from discussion on. Work on a lead that is
// merged counts for its survivor.
func (t *Tx) FirstAnswers(ctx context.Context) (map[crm.LeadID]crm.Date, error) {
	first := map[crm.LeadID]crm.Date{}
	return first, t.each(ctx, `SELECT coalesce(l.merged_into, l.id), min(x.on_day) FROM (
			SELECT lead_id, on_day FROM activity WHERE direction = 'in' AND lead_id IS NOT NULL
			UNION ALL SELECT lead_id, on_day FROM stage_change WHERE stage NOT IN ('new', 'contacted')) x
		JOIN lead l ON l.id = x.lead_id GROUP BY 1`, nil, func(rows *sql.Rows) error {
		var id crm.LeadID
		var day crm.Date
		err := rows.Scan(&id, &day)
		first[id] = day
		return err
	})
}

// StageDay is a stage from a day on.
type StageDay struct {
	Stage crm.Stage
	On    crm.Date
}

// StageDays lists the stages that each decided lead went through, oldest first.
func (t *Tx) StageDays(ctx context.Context) (map[crm.LeadID][]StageDay, error) {
	days := map[crm.LeadID][]StageDay{}
	return days, t.each(ctx, `SELECT s.lead_id, s.stage, s.on_day FROM stage_change s JOIN deal d ON d.lead_id = s.lead_id ORDER BY s.lead_id, s.on_day, s.id`, nil,
		func(rows *sql.Rows) error {
			var id crm.LeadID
			var s StageDay
			err := rows.Scan(&id, &s.Stage, &s.On)
			days[id] = append(days[id], s)
			return err
		})
}

// Edit is what a lead was before one of its edits, of what can be edited.
type Edit struct {
	At    crm.Instant
	Late  bool                            // it came after the command that closed the lead
	Was   crm.Lead                        // contact, e-mail, phone, URL, title, note, follow-up, value, tags, own fields; …
	Loose struct{ Client, Referrer bool } // … and whether it had none of these
}

// editColumns are the columns of a lead that Edits reads.
var editColumns = []string{"title", "client_id", "contact", "email", "phone", "url", "external_id", "value_minor", "value_currency", "referrer_id", "follow_up_on",
	"tags", "fields", "note"}

// Edits tells, by the journal, what decided leads were before each edit, latest
// first. What was undone counts for nothing, and what the journal has dropped is
// not known.
func (t *Tx) Edits(ctx context.Context) (map[crm.LeadID][]Edit, error) {
	columns, err := t.columns(ctx, "lead")
	if err != nil {
		return nil, err
	}
	cells := ""
	for _, name := range editColumns {
		cells += fmt.Sprintf(", r.value ->> '$.v[%d]'", slices.Index(columns, name))
	}
	edits := map[crm.LeadID][]Edit{}
	return edits, t.each(ctx, `SELECT d.lead_id, j.at, j.at > d.created_at OR j.at = d.created_at AND EXISTS (
			SELECT 1 FROM journal k, json_each(CASE WHEN k.changes = '' THEN '[]' ELSE k.changes END) e, json_each(e.value, '$.new') n
			WHERE k.id < j.id AND NOT k.undone AND e.value ->> '$.t' = 'deal' AND d.id BETWEEN n.value ->> '$[0]' AND n.value ->> '$[1]')`+cells+`
		FROM journal j, json_each(CASE WHEN j.changes LIKE '%"t":"lead","was"%' OR j.changes LIKE '%"t":"lead","new"%' THEN j.changes ELSE '[]' END) c,
			json_each(c.value, '$.was') r JOIN deal d ON d.lead_id = r.value ->> '$.id'
		WHERE NOT j.undone AND c.value ->> '$.t' = 'lead' ORDER BY j.id DESC`, nil, func(rows *sql.Rows) error {
		var id crm.LeadID
		var e Edit
		var client, value, currency, referrer, followUp any
		var tags, fields string
		l := &e.Was
		if err := rows.Scan(&id, &e.At, &e.Late, &l.Title, &client, &l.Contact, &l.Email, &l.Phone, &l.URL, &l.ExternalID, &value, &currency, &referrer, &followUp,
			&tags, &fields, &l.Note); err != nil {
			return err
		}
		if word, some := currency.(string); some {
			l.Value = known(value, word)
		}
		if day, some := followUp.(string); some {
			l.FollowUpOn = crm.Date(day)
		}
		e.Loose.Client, e.Loose.Referrer = client == nil, referrer == nil
		err := unpackOwn(l, tags, fields)
		edits[id] = append(edits[id], e)
		return err
	})
}
