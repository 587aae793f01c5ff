package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/say"
	"leads/internal/store"
)

func newLeadEdit(a *app) *cobra.Command {
	var in leadInput
	var clear []string
	cmd := &cobra.Command{
		Use:   "edit ID",
		Short: "Change what is not locked",
		Long: `Change what is not locked; on a terminal without flags in a form. Source, channel, campaign and the day of the first touch are
locked for ever: log an activity --via another source instead.
--tag and --set add to what is there; --clear FIELD empties a field, --clear tag=WORD or
--clear set=KEY removes one.`,
		Example: `  leads edit 12 --value 3500 --set industry=SaaS
  leads edit 12 --clear follow-up`,
		Args: exactly(1, "ID"),
	}
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		id, err := a.leadID(ctx, args[0])
		if err != nil {
			return err
		}
		for _, name := range []string{"source", "channel", "campaign", "date"} {
			if cmd.Flags().Changed(name) {
				if err := a.view(ctx, func(tx *store.Tx) error { _, err := tx.Lead(ctx, id); return err }); err != nil {
					return err
				}
				return crm.Errorf(crm.Locked, "the %s of lead %d is its first touch, which is locked for ever", name, int64(id)).
					WithHint("log the new contact instead: leads log %d KIND --via SOURCE/CHANNEL", int64(id))
			}
		}
		given := func(name string) bool { return cmd.Flags().Changed(name) }
		changes := 0
		cmd.Flags().Visit(func(f *pflag.Flag) {
			if cmd.InheritedFlags().Lookup(f.Name) == nil {
				changes++
			}
		})
		if changes > 0 {
			return a.leadEdit(ctx, id, in, given, clear)
		}
		if !a.interactive() {
			return crm.Invalidf("there is nothing to change").WithHint("for example: leads edit %d --value 3500", int64(id))
		}
		changed, err := a.askEdit(ctx, id, &in, &clear)
		if err != nil || len(changed) == 0 {
			return err
		}
		return a.leadEdit(ctx, id, in, func(name string) bool { return changed[name] }, clear)
	})
	in.editFlags(cmd)
	f := cmd.Flags()
	f.StringVar(&in.title, "title", "", "another title")
	f.StringArrayVar(&clear, "clear", nil, "empty a `field` (repeatable)")
	for _, name := range []string{"source", "channel", "campaign", "date"} {
		f.String(name, "", "locked")
		f.Lookup(name).Hidden = true
	}
	return cmd
}

func (a *app) leadEdit(ctx context.Context, id crm.LeadID, in leadInput, given func(string) bool, clear []string) error {
	var edited crm.Lead
	err := a.update(ctx, func(tx *store.Tx) error {
		lead, err := tx.Lead(ctx, id)
		if err != nil {
			return err
		}
		if err := a.applyEdit(ctx, tx, &lead, in, given); err != nil {
			return err
		}
		for _, field := range clear {
			if err := clearField(&lead, field); err != nil {
				return err
			}
		}
		if err := lead.Validate(); err != nil {
			return err
		}
		if lead.ClientID, err = tx.ResolveClient(ctx, lead.Client, store.Create{Client: true}); err != nil {
			return err
		}
		if lead.ReferrerID, err = tx.ResolveClient(ctx, lead.Referrer, store.Create{Client: true}); err != nil {
			return err
		}
		lead.UpdatedAt = crm.InstantOf(a.now)
		if err := tx.EditLead(ctx, lead, intake.Keys(lead)); err != nil {
			return err
		}
		edited, err = tx.Lead(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	return a.sayLead(edited, a.say("Edited lead %d: %s", int64(edited.ID), edited.Title))
}

// applyEdit takes over the flags that were given.
func (a *app) applyEdit(ctx context.Context, tx *store.Tx, lead *crm.Lead, in leadInput, given func(string) bool) error {
	var typed crm.Lead
	if err := in.readInto(a, &typed); err != nil {
		return err
	}
	typed.Title = crm.CleanLine(in.title)
	for _, f := range []struct {
		flag     string
		from, to *string
	}{
		{"title", &typed.Title, &lead.Title}, {"client", &typed.Client, &lead.Client}, {"contact", &typed.Contact, &lead.Contact},
		{"email", &typed.Email, &lead.Email}, {"phone", &typed.Phone, &lead.Phone}, {"url", &typed.URL, &lead.URL},
		{"external-id", &typed.ExternalID, &lead.ExternalID}, {"referrer", &typed.Referrer, &lead.Referrer}, {"note", &typed.Note, &lead.Note},
		{"variant", &typed.Variant, &lead.Variant},
	} {
		if given(f.flag) {
			*f.to = *f.from
		}
	}
	if given("follow-up") {
		lead.FollowUpOn = typed.FollowUpOn
	}
	for _, tag := range typed.Tags {
		if !slices.Contains(lead.Tags, tag) {
			lead.Tags = append(lead.Tags, tag)
		}
	}
	if len(typed.Fields) > 0 {
		own := maps.Clone(lead.Fields)
		if own == nil {
			own = map[string]string{}
		}
		maps.Copy(own, typed.Fields)
		lead.Fields = own
	}
	if !given("value") && !given("currency") {
		return nil
	}
	base, err := tx.Base(ctx)
	if err != nil {
		return err
	}
	if !given("value") { // only the currency changes
		in.value = lead.Value.Decimal()
	} else if !given("currency") && lead.Value.Known() {
		base = lead.Value.Currency
	}
	lead.Value, err = readMoney(in.value, in.currency, base)
	return err
}

// clearField empties one field of a lead.
func clearField(lead *crm.Lead, field string) error {
	name, what, _ := strings.Cut(field, "=")
	switch name {
	case "client":
		lead.Client = ""
	case "contact":
		lead.Contact = ""
	case "email":
		lead.Email = ""
	case "phone":
		lead.Phone = ""
	case "url":
		lead.URL = ""
	case "external-id":
		lead.ExternalID = ""
	case "value":
		lead.Value = crm.Money{}
	case "note":
		lead.Note = ""
	case "follow-up":
		lead.FollowUpOn = ""
	case "referrer":
		lead.Referrer = ""
	case "tag":
		lead.Tags = slices.DeleteFunc(slices.Clone(lead.Tags), func(t string) bool { return what == "" || t == what })
	case "set":
		own := maps.Clone(lead.Fields)
		maps.DeleteFunc(own, func(k, _ string) bool { return what == "" || k == what })
		lead.Fields = own
	case "source", "channel", "campaign", "date":
		return crm.Errorf(crm.Locked, "the %s of lead %d is its first touch, which is locked for ever", name, int64(lead.ID)).
			WithHint("log the new contact instead: leads log %d KIND --via SOURCE/CHANNEL", int64(lead.ID))
	default:
		return crm.Invalidf("there is no field %q to clear", field).
			OneOf(field, []string{"client", "contact", "email", "phone", "url", "external-id", "value", "note", "follow-up", "referrer", "tag", "set"})
	}
	return nil
}

// sayLead tells what happened to a lead: a sentence for a person, the id for a
// script, the lead where a record was asked for.
func (a *app) sayLead(lead crm.Lead, sentence string) error {
	if a.structured() {
		return a.print(leadSheet(a.scores.Scored(lead)))
	}
	return a.answer(safe(sentence), fmt.Sprint(int64(lead.ID)))
}

func newLeadStage(a *app) *cobra.Command {
	var date string
	cmd := &cobra.Command{
		Use:     "stage ID STAGE",
		Short:   "Move a lead along: new, contacted, discussion, proposal, interview, negotiation",
		Example: "  leads stage 12 proposal --date yesterday",
		Args:    exactly(2, "ID and STAGE"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			id, err := a.leadID(ctx, args[0])
			if err != nil {
				return err
			}
			stage, err := crm.ParseStage(args[1])
			if err != nil {
				return closingHint(err, args[1], id)
			}
			on := a.today
			if date != "" {
				if on, err = a.date(date, crm.Back); err != nil {
					return err
				}
			}
			lead, err := a.change(ctx, id, func(tx *store.Tx, lead crm.Lead) error {
				if err := a.moveTo(ctx, tx, lead, crm.StageChange{Stage: stage, On: on}); err != nil {
					return err
				}
				a.warnDates(lead, on)
				return nil
			})
			if err != nil {
				return err
			}
			return a.sayLead(lead, a.say("Lead %d is at %s: %s", int64(lead.ID), say.T(string(lead.Stage)), lead.Title))
		}),
	}
	cmd.Flags().StringVar(&date, "date", "", "`day` on which it got there (default today)")
	return cmd
}

// closingHint points to the right command when an outcome was given as a stage.
func closingHint(err error, word string, id crm.LeadID) error {
	outcome, no := crm.ParseOutcome(word)
	if no != nil {
		return err
	}
	e := crm.Invalidf("%q is an outcome, not a stage", word)
	if outcome == crm.Won {
		return e.WithHint("leads win %d AMOUNT", int64(id))
	}
	return e.WithHint("leads lose %d --outcome %s", int64(id), string(outcome))
}

// moveTo moves an open lead to a stage; being there already is no step.
func (a *app) moveTo(ctx context.Context, tx *store.Tx, lead crm.Lead, to crm.StageChange) error {
	if !lead.Open() {
		return crm.Errorf(crm.Refused, "lead %d is closed (%s on %s)", int64(lead.ID), say.T(string(lead.Deal.Outcome)), say.Day(lead.Deal.ClosedOn)).
			WithHint("leads reopen %d", int64(lead.ID))
	}
	if lead.Stage == to.Stage {
		a.note("lead %d is already at %s", int64(lead.ID), say.T(string(to.Stage)))
		return nil
	}
	if err := tx.SetStage(ctx, lead.ID, to); err != nil {
		return err
	}
	return tx.Touched(ctx, lead.ID, crm.InstantOf(a.now))
}

func newLeadDelete(a *app) *cobra.Command {
	yes := false
	cmd := &cobra.Command{
		Use:     "delete ID",
		Short:   "Delete a lead with its activities (leads undo brings it back)",
		Example: "  leads lead delete 12 --yes",
		Args:    exactly(1, "ID"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			id, err := a.leadID(ctx, args[0])
			if err != nil {
				return err
			}
			return a.leadDelete(ctx, id, yes)
		}),
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

func (a *app) leadDelete(ctx context.Context, id crm.LeadID, yes bool) error {
	var lead crm.Lead
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		lead, err = tx.Lead(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	if err := a.sure(ctx, yes, a.say("Delete lead %d, %s, with its activities?", int64(id), lead.Title)); err != nil {
		return err
	}
	if err := a.update(ctx, func(tx *store.Tx) error { return tx.RemoveLead(ctx, id) }); err != nil {
		return err
	}
	return a.sayLead(lead, a.say("Deleted lead %d: %s (leads undo brings it back)", int64(id), lead.Title))
}

// sure asks a person before something grave; a script says --yes.
func (a *app) sure(ctx context.Context, yes bool, question string) error {
	if yes {
		return nil
	}
	if !a.interactive() {
		return crm.Invalidf("nothing was done without a yes").WithHint("add --yes")
	}
	answer, err := a.asker().Confirm(ctx, safe(question))
	if err != nil {
		return formError(err)
	}
	if !answer {
		return crm.Errorf(crm.Refused, "cancelled; nothing was written")
	}
	return nil
}
