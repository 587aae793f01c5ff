package answers

import (
	"cmp"
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/store"
)

// sum is what a campaign or a referrer came to.
type sum struct {
	name string
	work
}

// campaigns sums each campaign of a period, by revenue; none is what had none.
func (a *asking) campaigns(ctx context.Context, period crm.Period) (list []*sum, none sum, err error) {
	n, err := readNames(ctx, a.tx)
	if err != nil {
		return nil, none, err
	}
	known, err := a.tx.Campaigns(ctx)
	if err != nil {
		return nil, none, err
	}
	into := map[crm.CampaignID]crm.CampaignID{}
	names := map[crm.CampaignID]string{}
	for _, c := range known {
		into[c.ID], names[c.ID] = cmp.Or(c.MergedInto, c.ID), c.Name
	}
	facts, err := a.tx.Facts(ctx, store.FactQuery{By: []crm.Dimension{crm.ByCampaign}, Period: period, Fees: true})
	if err != nil {
		return nil, none, err
	}
	sums := map[crm.CampaignID]*sum{0: &none}
	for i := range facts {
		f := &facts[i]
		id := into[f.Campaign]
		if sums[id] == nil {
			sums[id] = &sum{name: names[id]}
			list = append(list, sums[id])
		}
		w := &sums[id].work
		w.leads += f.Leads
		w.decided.K += f.Won
		w.revenue, w.minutes, w.cost = w.revenue+f.Revenue, w.minutes+f.Minutes, w.cost+f.Cost
		w.addFee(f, n)
	}
	slices.SortFunc(list, func(x, y *sum) int { return cmp.Or(cmp.Compare(y.revenue, x.revenue), cmp.Compare(x.name, y.name)) })
	return list, none, nil
}

// campaign is of this quarter where no period is named.
func (a *asking) campaign(ctx context.Context) (answer, error) {
	period, flags := a.Period, a.Days
	if period.Open() {
		period, flags = a.Quarter, a.QuarterDays
	}
	found := answer{period: period, see: append([]string{"report", "--by", "campaign"}, flags...)}
	list, none, err := a.campaigns(ctx, period)
	if err != nil {
		return found, err
	}
	if list = slices.DeleteFunc(list, func(s *sum) bool { return s.revenue <= 0 }); len(list) == 0 {
		found.text = say.T("no campaign brought revenue, %s; %s came without one", period.Text(), a.money(float64(none.revenue)))
		return found, nil
	}
	for _, s := range list {
		found.n += s.decided.K
		if s.revenue == list[0].revenue {
			found.candidates = append(found.candidates, s.name)
		}
	}
	first := list[0]
	var texts []say.Text
	texts = append(texts, say.T("%s, with %s (won: %d), %s; %s came without a campaign", first.name, a.money(float64(first.revenue)), first.decided.K,
		period.Text(), a.money(float64(none.revenue))))
	timed := slices.DeleteFunc(slices.Clone(list), func(s *sum) bool { return s.minutes <= 0 })
	if len(timed) > 0 {
		most := slices.MaxFunc(timed, func(x, y *sum) int { return cmp.Compare(x.perHour(), y.perHour()) })
		texts = append(texts, say.T("most per hour: %s, with %s net", most.name, a.money(most.perHour())))
	}
	found.text = sentences(texts)
	return found, nil
}

// netNew counts the leads that a campaign brought, and those that it touched later.
func (a *asking) netNew(ctx context.Context) (answer, error) {
	found := answer{period: a.Period, see: a.of("report", "--by", "campaign")}
	list, _, err := a.campaigns(ctx, a.Period)
	if err != nil {
		return found, err
	}
	_, influenced, err := a.tx.Influenced(ctx, store.FactQuery{By: []crm.Dimension{crm.ByCampaign}, Period: a.Period})
	if err != nil {
		return found, err
	}
	slices.SortStableFunc(list, func(x, y *sum) int { return cmp.Compare(y.leads, x.leads) })
	var each []say.Text
	for _, s := range list {
		if s.leads == 0 {
			continue
		}
		found.n += s.leads
		if s.leads == list[0].leads {
			found.candidates = append(found.candidates, s.name)
		}
		if len(each) < 4 {
			each = append(each, say.T("%s %d", s.name, s.leads))
		}
	}
	switch {
	case found.n == 0 && influenced == 0:
		found.text = say.T("none: no lead came by a campaign, and none was touched by one later")
	case found.n == 0:
		found.text = say.T("none; a campaign touched %d that already existed", influenced)
	case influenced == 0:
		found.text = say.T("%d (%s); none was touched by a campaign later", found.n, commas(each))
	default:
		found.text = say.T("%d (%s); a campaign touched %d more that already existed", found.n, commas(each), influenced)
	}
	return found, nil
}

// referrers are the clients who sent leads, by the revenue that came of them.
func (a *asking) referrers(ctx context.Context) (answer, error) {
	found := answer{period: a.Period, see: a.of("report", "--by", "referrer")}
	facts, err := a.tx.Facts(ctx, store.FactQuery{By: []crm.Dimension{crm.ByReferrer}, Period: a.Period})
	if err != nil {
		return found, err
	}
	sums := map[string]*sum{}
	for i := range facts {
		f := &facts[i]
		if f.Referrer == 0 {
			continue
		}
		name, err := a.tx.NameOf(ctx, store.ClientNoun, int64(f.Referrer))
		if err != nil {
			return found, err
		}
		if sums[name] == nil {
			sums[name] = &sum{name: name}
		}
		sums[name].leads += f.Leads
		sums[name].revenue += f.Revenue
	}
	var list []*sum
	for _, s := range sums {
		if s.leads > 0 || s.revenue > 0 {
			list = append(list, s)
			found.n += s.leads
		}
	}
	if len(list) == 0 {
		found.text = say.T("nobody yet: no lead names who sent it (leads add TITLE --referrer CLIENT)")
		return found, nil
	}
	slices.SortFunc(list, func(x, y *sum) int {
		return cmp.Or(cmp.Compare(y.revenue, x.revenue), cmp.Compare(y.leads, x.leads), cmp.Compare(x.name, y.name))
	})
	var each []say.Text
	for i, s := range list {
		if s.revenue == list[0].revenue && s.leads == list[0].leads {
			found.candidates = append(found.candidates, s.name)
		}
		if i < 3 {
			each = append(each, say.T("%s (leads: %d, revenue: %s)", s.name, s.leads, a.money(float64(s.revenue))))
		}
	}
	found.text = commas(each)
	if more := len(list) - 3; more > 0 {
		found.text = say.T("%s, and %d more", found.text, more)
	}
	return found, nil
}
