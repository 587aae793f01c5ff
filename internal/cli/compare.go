package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newCompare(a *app) *cobra.Command {
	var period, since, until string
	cmd := &cobra.Command{
		Use:   "compare A B",
		Short: "Is A really better than B?",
		Long: `Is A really better than B? Two groups of leads side by side, each figure with its 95 % interval
and its n, and how likely it is that A beats B.

A and B are each a SOURCE or SOURCE/CHANNEL, else a campaign, else a client, else a period
(2026-Q3), whichever is found first; source:NAME, campaign:NAME, client:NAME or period:NAME
settles it. variant:A, tag:WORD and fields.KEY:VALUE are the leads with that label. A period means the leads whose first touch is in it.

Every figure is of the group's leads, whenever they closed, as in report --cohort:
  win_rate          won / (won + lost + no answer)
  conversion        won / leads
  revenue_per_lead  won amounts / leads
  revenue_per_hour  (won amounts - fees - cost) / hours; cost and hours with those booked on
                    the group itself and on no lead
  days_to_win       median days from first touch to winning, of the deals won
  reply_rate        replied / contacted, without the unanswered ones that are too young; where
                    anybody was contacted
Rates have Wilson's interval, their difference Newcombe's (1998, method 10), and A beats B with
the exact probability of two Beta distributions with uniform priors. The other figures come from
a bootstrap over leads, lost and open ones too: 2,000 resamples from a fixed seed, percentile
intervals; A beats B in that share of them. Fewer days are better. All these are for a single look.

Evidence may be looked at every Monday: two equal groups reach 20 of it in at most 1 of 20
histories, however often one looks, and only 20 decides. For rates it is the e-value of two
proportions (Turner, Ly and Grünwald), of the nth closed lead of A against the nth of B; for
money per lead and per hour that of an asymptotic confidence sequence (Waudby-Smith and others).
Days to win have none, so no winner is named. Nor is one where leads belong to both.`,
		Example: `  leads compare Upwork/Invite Upwork/Search
  leads compare "campaign:SaaS Q1" Referral --since 2026-01-01
  leads compare 2026-Q3 2026-Q2 --json`,
		Args: exactly(2, "A and B"),
	}
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		within := reportInput{period: period, keep: keepFlags{since: since, until: until}}
		return a.compare(ctx, args[0], args[1], within)
	})
	f := cmd.Flags()
	f.StringVar(&period, "period", "", "only leads whose first touch is in this `period`: this-year, 2026-Q3, …")
	f.StringVar(&since, "since", "", "only leads whose first touch is on this `day` or later")
	f.StringVar(&until, "until", "", "only leads whose first touch is on this `day` or before")
	return cmd
}

func (a *app) compare(ctx context.Context, nameA, nameB string, within reportInput) error {
	q, period, err := a.readReport(reportInput{by: "source", period: within.period, keep: within.keep})
	if err != nil {
		return err
	}
	var answer *sheet.Sheet
	err = a.view(ctx, func(tx *store.Tx) error {
		if q.Period, err = a.readPeriod(ctx, tx, within, period); err != nil {
			return err
		}
		sideA, inA, err := a.side(ctx, tx, nameA, q)
		if err != nil {
			return err
		}
		sideB, inB, err := a.side(ctx, tx, nameB, q)
		if err != nil {
			return err
		}
		if sideA.Kind == sideB.Kind && sideA.Name == sideB.Name {
			return crm.Invalidf("both are the %s %s", sideA.Kind, sideA.Name)
		}
		answer, err = answers.Compare(ctx, tx, q, answers.Group{Side: sideA, Facts: inA}, answers.Group{Side: sideB, Facts: inB}, !a.machine())
		return err
	})
	if err != nil {
		return err
	}
	return a.print(answer)
}

// side finds the group that a name stands for, within the period of the question.
func (a *app) side(ctx context.Context, tx *store.Tx, name string, q report.Query) (*report.Side, store.FactQuery, error) {
	s, facts, err := a.findSide(ctx, tx, name)
	if err != nil {
		return nil, facts, err
	}
	if s.Kind != "period" {
		facts.Period = q.Period
	} else if !q.Period.Open() {
		return nil, facts, crm.Invalidf("%q is already a period: --period, --since and --until go with the other kinds", name)
	}
	return s, facts, nil
}

// findSide looks a name up: as a source or a channel of one, then as a
// campaign, a client and a period.
func (a *app) findSide(ctx context.Context, tx *store.Tx, text string) (s *report.Side, facts store.FactQuery, err error) {
	kinds := []string{"source", "campaign", "client", "period"}
	name := text
	if label, ok := labelOf(text); ok {
		return a.labelledSide(ctx, tx, label)
	}
	for _, kind := range kinds {
		if rest, ok := strings.CutPrefix(text, kind+":"); ok {
			kinds, name = []string{kind}, rest
			break
		}
	}
	if crm.CleanLine(name) == "" {
		return nil, facts, crm.Invalidf("%q names nothing to compare", text).WithHint("leads compare Upwork Referral")
	}
	var first error
	for _, kind := range kinds {
		s, facts, err = a.sideOf(ctx, tx, kind, name)
		if err == nil || crm.KindOf(err) != crm.NotFound && kind != "period" {
			return s, facts, err
		}
		if first == nil {
			first = err
		}
	}
	for _, kind := range kinds {
		if kind != "source" && kind != "campaign" {
			continue
		}
		if full, err := a.beginning(ctx, tx, kind, name); err != nil || full != "" {
			if err != nil {
				return nil, facts, err
			}
			return a.sideOf(ctx, tx, kind, full)
		}
	}
	if len(kinds) == 1 || strings.Contains(name, "/") && !strings.Contains(first.Error(), "source") {
		return nil, facts, first // a source without that channel
	}
	return nil, facts, a.unknownSide(ctx, tx, name, err)
}

// beginning is the source, channel or campaign of which only the beginning was typed;
// "" where nothing begins so.
func (a *app) beginning(ctx context.Context, tx *store.Tx, kind, name string) (string, error) {
	typed, err := crm.TouchNames{Campaign: name}, error(nil)
	if kind == "source" {
		if typed, err = crm.ParseTouch(name); err != nil {
			return "", err
		}
	}
	full, err := intake.Expand(ctx, tx, typed)
	if err != nil || full == typed {
		return "", err
	}
	if _, err := tx.ResolveTouch(ctx, full, store.Create{}); err != nil {
		return "", nil // it begins like a name, and goes on like none
	}
	a.note("%s is %s", name, full.String())
	return full.String(), nil
}

// labelOf reads variant:A, tag:T and fields.KEY:VALUE.
func labelOf(text string) (l store.Label, ok bool) {
	kind, value, ok := strings.Cut(text, ":")
	if by := crm.Dimension(strings.TrimSpace(kind)); ok && (by == crm.ByVariant || by == crm.ByTag || strings.HasPrefix(kind, "fields.") && len(kind) > len("fields.")) {
		return store.Label{By: by, Values: []string{crm.CleanLine(value)}}, true
	}
	return l, false
}

// labelledSide is the group of leads with a label; NotFound when there is none.
func (a *app) labelledSide(ctx context.Context, tx *store.Tx, label store.Label) (*report.Side, store.FactQuery, error) {
	facts := store.FactQuery{Keep: store.Keep{Labels: []store.Label{label}}}
	leads, err := tx.Brief(ctx, store.LeadFilter{Keep: facts.Keep, Limit: 1})
	if err == nil && len(leads) == 0 {
		err = crm.Errorf(crm.NotFound, "no lead has the %s %q", string(label.By), label.Values[0]).WithHint("leads report --by %s", string(label.By))
	}
	return &report.Side{Kind: string(label.By), Name: label.Values[0]}, facts, err
}

// sideOf looks a name up as one kind of group.
func (a *app) sideOf(ctx context.Context, tx *store.Tx, kind, name string) (*report.Side, store.FactQuery, error) {
	if kind == "period" {
		period, err := a.readPeriod(ctx, tx, reportInput{period: name}, crm.Period{})
		return &report.Side{Name: crm.CleanLine(name), Kind: kind}, store.FactQuery{Period: period}, err
	}
	keep := map[string]keepFlags{"source": {source: name}, "campaign": {campaign: name}, "client": {client: name}}[kind]
	touch, client, err := keep.touch(ctx, nil, tx) // a word may be a campaign or a client as well
	if err != nil {
		return nil, store.FactQuery{}, err
	}
	facts := store.FactQuery{Keep: store.KeepTouch(touch)}
	if client != 0 {
		facts.Keep.Clients = []crm.ClientID{client}
	}
	s := &report.Side{Kind: kind}
	noun, id := store.SourceNoun, int64(touch.Source)
	switch kind {
	case "campaign":
		noun, id = store.CampaignNoun, int64(touch.Campaign)
	case "client":
		noun, id = store.ClientNoun, int64(client)
	}
	if s.Name, err = tx.NameOf(ctx, noun, id); err != nil || touch.Channel == 0 || kind != "source" {
		return s, facts, err
	}
	channel, err := tx.NameOf(ctx, store.ChannelNoun, int64(touch.Channel))
	s.Kind, s.Name = "channel", s.Name+"/"+channel
	return s, facts, err
}

// unknownSide says that a name is none of the four, and which are near. What
// begins like a year was meant as a period.
func (a *app) unknownSide(ctx context.Context, tx *store.Tx, name string, asPeriod error) error {
	if len(name) >= 4 && strings.Trim(name[:4], "0123456789") == "" {
		return asPeriod
	}
	sources, err := tx.Sources(ctx)
	if err != nil {
		return err
	}
	campaigns, err := tx.Campaigns(ctx)
	if err != nil {
		return err
	}
	var known []string
	for _, s := range sources {
		known = append(known, s.Name)
	}
	for _, c := range campaigns {
		known = append(known, c.Name)
	}
	e := crm.Errorf(crm.NotFound, "there is no source, campaign, client or period %q", name)
	if near := crm.Nearest(name, known); len(near) > 0 {
		return e.WithHint("did you mean %s?", strings.Join(near, ", "))
	}
	return e.WithHint("leads source list, leads campaign list and leads client list show what there is")
}
