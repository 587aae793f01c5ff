package cli

import (
	"context"
	"strings"

	"leads/internal/crm"
	"leads/internal/form"
	"leads/internal/store"
)

// askEdit shows what a lead has in a form, and takes what was changed there for
// flags: the names of those are what comes back, none where nothing was changed.
func (a *app) askEdit(ctx context.Context, id crm.LeadID, in *leadInput, clear *[]string) (map[string]bool, error) {
	var lead crm.Lead
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		lead, err = tx.Lead(ctx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	was := ""
	if lead.Value.Known() {
		was = lead.Value.Decimal() + " " + string(lead.Value.Currency)
	}
	day := a.optional(func(text string) error { _, err := a.date(text, crm.Ahead); return err })
	asked := []struct {
		flag, question, was string
		to                  *string
		check               func(string) error
	}{
		{"title", a.say("What is the opportunity?"), lead.Title, &in.title, a.telling(func(text string) error {
			return crm.Lead{Title: crm.CleanLine(text), FirstTouchOn: lead.FirstTouchOn}.Validate()
		})},
		{"client", a.say("Which client?"), lead.Client, &in.client, nil},
		{"contact", a.say("Which person?"), lead.Contact, &in.contact, nil},
		{"email", a.say("Which e-mail address?"), lead.Email, &in.email, a.optional(crm.CheckEmail)},
		{"phone", a.say("Which phone number?"), lead.Phone, &in.phone, nil},
		{"url", a.say("Which link?"), lead.URL, &in.url, a.optional(crm.CheckLink)},
		{"value", a.say("What may it be worth?"), was, &in.value, a.optional(func(text string) error { _, err := readMoney(text, "", "EUR"); return err })},
		{"follow-up", a.say("When to come back to it? (tomorrow, friday, 3d)"), string(lead.FollowUpOn), &in.followUp, day},
		{"note", a.say("Anything to note?"), lead.Note, &in.note, nil},
	}
	var fields []form.Field
	for _, f := range asked {
		fields = append(fields, form.Field{Question: f.question, Text: f.was, Check: f.check})
	}
	if strings.ContainsAny(lead.Note, "\n\r") { // more than the line of a form can hold
		fields = fields[:len(fields)-1]
	}
	if err := a.asker().Edit(ctx, fields); err != nil {
		return nil, formError(err)
	}
	changed := map[string]bool{}
	var flags []string
	for i, f := range fields {
		now, flag := strings.TrimSpace(f.Text), asked[i].flag
		switch {
		case now == strings.TrimSpace(asked[i].was):
		case now == "":
			*clear = append(*clear, flag)
			flags = append(flags, "--clear", flag)
			changed["clear"] = true
		default:
			*asked[i].to = now
			flags = append(flags, "--"+flag, now)
			changed[flag] = true
		}
	}
	if len(changed) == 0 {
		a.note("nothing was changed")
		return nil, nil
	}
	a.answered(flags)
	return changed, nil
}
