package cli

import (
	"context"
	"fmt"
	"strings"

	"leads/internal/answers"
	"leads/internal/crm"
	"leads/internal/score"
	"leads/internal/scoring"
)

// demoCampaigns are the campaigns of a demo: when each began and ended, in days before
// today, and the versions of the message that it tried.
var demoCampaigns = []struct {
	name, aim  string
	start, end int
	variants   []string
}{
	{"Spring outreach", "three new shops", 320, 240, []string{"short", "with a case"}},
	{"Autumn clinics", "two clinics", 85, 5, []string{"short", "with a price"}},
}

var demoIndustries = []string{"retail", "food", "SaaS", "health", "travel"}

// addCampaigns adds the campaigns, each with its planned test of variants.
func (p *play) addCampaigns(ctx context.Context) error {
	for _, c := range demoCampaigns {
		id, err := p.tx.AddCampaign(ctx, crm.Campaign{Name: c.name, Start: p.a.today.AddDays(-c.start), End: p.a.today.AddDays(-c.end), Aim: c.aim})
		if err != nil {
			return err
		}
		plan := crm.Experiment{Campaign: id, Variants: c.variants, Sends: 60, Rate: 250_000, Spread: 80_000, At: crm.InstantOf(p.a.now)}
		if _, err := answers.PlanExperiment(ctx, p.tx, plan); err != nil {
			return err
		}
		p.campaigns = append(p.campaigns, id)
	}
	return nil
}

// campaigned puts a lead into the campaign of its day, with the variant it got.
func (p *play) campaigned(lead *crm.Lead) {
	for i, c := range demoCampaigns {
		if days := lead.FirstTouchOn.DaysUntil(p.a.today); days <= c.start && days >= c.end {
			lead.Touch.Campaign, lead.Variant = p.campaigns[i], c.variants[p.chance.IntN(len(c.variants))]
		}
	}
}

// known is what the freelancer wrote down of a lead: own fields, tags, who sent it.
func (p *play) known(ctx context.Context, lead *crm.Lead, m manner, client int) (err error) {
	lead.Fields = map[string]string{"industry": demoIndustries[client%len(demoIndustries)]}
	if client%3 == 0 {
		lead.Fields["country"] = []string{"FR", "BE", "CH"}[client%9/3]
	}
	if p.chance.IntN(8) == 0 {
		lead.Tags = []string{"urgent"}
	}
	if m.source == 4 { // somebody sent it
		lead.Referrer = demoClients[(client+7)%len(demoClients)]
		lead.ReferrerID, err = p.client(ctx, lead.Referrer)
	}
	return err
}

// touches lets some leads come back by other ways before they answer, on the day of the
// answer at the latest.
func (p *play) touches(ctx context.Context, lead crm.Lead, m manner, answer crm.Date) error {
	for _, t := range []struct {
		every, by int
		kind      string
	}{{3, 3, "message"}, {5, 4, "message"}, {7, 6, "call"}} {
		by := manners[t.by]
		if p.chance.IntN(t.every) > 0 || by.source == m.source {
			continue
		}
		touch, err := p.touch(ctx, by)
		if err != nil {
			return err
		}
		if err := p.work(ctx, lead.ID, touch, t.kind, answer, 5+p.chance.IntN(20), 0); err != nil {
			return err
		}
	}
	return nil
}

// contacts adds people without a lead, from a list that came from elsewhere.
func (p *play) contacts(ctx context.Context) error {
	first, last := strings.Fields("Ana Bo Cleo Dario Elsa Finn Gala Hugo Ida Jon"), strings.Fields("Alder Brook Cedar Dale Elm")
	for i := range 40 {
		name := first[i%len(first)] + " " + last[i/len(first)]
		id, err := p.tx.AddClient(ctx, fmt.Sprintf("%s & Co %d", last[i/len(first)], i+1))
		if err != nil {
			return err
		}
		c, err := p.tx.Client(ctx, id)
		if err != nil {
			return err
		}
		c.Contact, c.Email, c.Origin = name, strings.ToLower(strings.ReplaceAll(name, " ", "."))+fmt.Sprintf("%d@example.com", i+1), "LinkedIn export"
		if err := p.tx.SetClient(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// settings are what a freelancer sets once: the cost of an hour, a goal, the rules of
// scores.
func (p *play) settings(ctx context.Context) error {
	if err := p.tx.SetSetting(ctx, "hourly-cost", "40"); err != nil {
		return err
	}
	if err := answers.SetGoal(ctx, p.tx, crm.Goal{Month: crm.Money{Minor: 600_000, Currency: "EUR"}, Hours: 12}); err != nil {
		return err
	}
	rules, err := score.ParseText(score.Starter)
	if err != nil {
		return err
	}
	was, err := scoring.Book(ctx, p.tx)
	if err != nil {
		return err
	}
	b, t := was, was.On(p.a.today)
	t.Replace(rules)
	b.Change(t, p.a.today)
	return p.a.scores.Change(ctx, p.tx, was, b)
}
