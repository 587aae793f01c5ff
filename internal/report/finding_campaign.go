package report

import (
	"cmp"
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
)

// initiative is a campaign that is in the lists, with its leads, oldest first, and
// those of what was merged into it.
type initiative struct {
	crm.Campaign
	uses  []crm.CampaignUse
	leads int64
}

// initiatives are the campaigns, in the order of their names.
func (v Vocabulary) initiatives() (list []initiative) {
	home := map[crm.CampaignID]crm.CampaignID{}
	uses := map[crm.CampaignID][]crm.CampaignUse{}
	for _, c := range v.Campaigns {
		if home[c.ID] = c.ID; c.MergedInto != 0 {
			home[c.ID] = c.MergedInto
		}
	}
	for _, u := range v.CampaignUses {
		uses[home[u.Campaign]] = append(uses[home[u.Campaign]], u)
	}
	for _, c := range v.Campaigns {
		if c.MergedInto != 0 || c.ArchivedOn != "" {
			continue
		}
		one := initiative{Campaign: c, uses: uses[c.ID]}
		slices.SortStableFunc(one.uses, func(a, b crm.CampaignUse) int { return cmp.Compare(a.On, b.On) })
		for _, u := range one.uses {
			one.leads += u.Leads
		}
		list = append(list, one)
	}
	return list
}

// settledAfter is how many days a campaign has to bring more than one lead.
const settledAfter = 14

// singles are campaigns that brought one lead, and had the time for more.
func singles(list []initiative, today crm.Date) (found []Finding) {
	for _, c := range list {
		if c.leads != 1 || c.uses[0].On.DaysUntil(today) < settledAfter && (c.End == "" || c.End >= today) {
			continue
		}
		found = append(found, Finding{About: AboutCampaign, Source: c.Name, Kind: Unused, Detail: say.T("the campaign %s has one lead only", c.Name)})
	}
	return found
}

// needless are campaigns that say what a channel says: all their leads came by one
// channel that has no others, or people came there by themselves.
func needless(list []initiative, places []usedChannel) (found []Finding) {
	for _, c := range list {
		byPlace := map[crm.ChannelID]int64{}
		for _, u := range c.uses {
			byPlace[u.Channel] += u.Leads
		}
		for _, p := range places {
			f := Finding{About: AboutCampaign, Source: c.Name, Kind: CampaignAsSource}
			switch n := byPlace[p.ID]; {
			case n == 0:
				continue
			case p.Direction == "in":
				f.Detail = say.T("%d leads of the campaign %s came by %s, where people come by themselves: the channel says it", n, c.Name, p.name())
			case n > 1 && n == c.leads && n == p.use.Leads:
				f.Detail = say.T("all %d leads of %s are of the campaign %s, and it has no others: the channel says the same", n, p.name(), c.Name)
			default:
				continue
			}
			found = append(found, f)
		}
	}
	return found
}

// Leads that come without a pause: none of more than a month, for two quarters.
const (
	pause       = 31
	twoQuarters = 182
)

// unbounded are campaigns without dates, for longer than a quarter, or that go on
// like a channel.
func unbounded(list []initiative) (found []Finding) {
	for _, c := range list {
		f := Finding{About: AboutCampaign, Source: c.Name, Kind: UndatedCampaign}
		from, to := c.longestRun()
		switch {
		case c.Start == "" && c.End == "":
			f.Detail = say.T("the campaign %s has neither a start nor an end", c.Name)
		case c.Start == "":
			f.Detail = say.T("the campaign %s has no start", c.Name)
		case c.End == "":
			f.Detail = say.T("the campaign %s has no end", c.Name)
		case c.Days() > crm.CampaignDays:
			f.Detail = say.T("the campaign %s lasts %d days, more than a quarter", c.Name, c.Days())
		}
		if !f.Detail.IsZero() {
			found = append(found, f)
		}
		if from != "" && from.DaysUntil(to) >= twoQuarters {
			f.Detail = say.T("the campaign %s brought leads without a pause from %s to %s: that is a channel", c.Name, say.Day(from), say.Day(to))
			found = append(found, f)
		}
	}
	return found
}

// longestRun is the longest time in which leads came without a pause; "" for none.
func (c initiative) longestRun() (from, to crm.Date) {
	start, last := crm.Date(""), crm.Date("")
	for _, u := range c.uses {
		if last == "" || last.DaysUntil(u.On) > pause {
			start = u.On
		}
		last = u.On
		if from == "" || start.DaysUntil(last) > from.DaysUntil(to) {
			from, to = start, last
		}
	}
	return from, to
}

// expired are campaigns that leads came to after their end. A campaign that is over
// is no finding.
func expired(list []initiative) (found []Finding) {
	for _, c := range list {
		late := int64(0)
		for _, u := range c.uses {
			if c.End != "" && u.On > c.End {
				late += u.Leads
			}
		}
		if late > 0 {
			found = append(found, Finding{About: AboutCampaign, Source: c.Name, Kind: ExpiredCampaign,
				Detail: say.T("%d leads came after the end of the campaign %s on %s", late, c.Name, say.Day(c.End))})
		}
	}
	return found
}
