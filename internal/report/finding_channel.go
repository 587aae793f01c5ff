package report

import (
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
)

// usedChannel is a channel that is in the lists, with its uses and those of what was merged
// into it.
type usedChannel struct {
	crm.Channel
	use crm.ChannelUse
}

func (p usedChannel) name() string { return p.SourceName + "/" + p.Name }

// places are the channels of sources, in the order of their names.
func (v Vocabulary) places(sources []crm.Source) (list []usedChannel) {
	uses := map[crm.ChannelID]crm.ChannelUse{}
	for _, c := range v.Channels {
		home := c.ID
		if c.MergedInto != 0 {
			home = c.MergedInto
		}
		own, sum := v.ChannelUses[c.ID], uses[home]
		uses[home] = crm.ChannelUse{Use: crm.Use{Leads: sum.Leads + own.Leads, LastOn: max(sum.LastOn, own.LastOn)}, In: sum.In + own.In, Out: sum.Out + own.Out}
	}
	for _, c := range v.Channels {
		known := slices.ContainsFunc(sources, func(s crm.Source) bool { return s.ID == c.Source })
		if known && c.MergedInto == 0 && c.ArchivedOn == "" {
			list = append(list, usedChannel{c, uses[c.ID]})
		}
	}
	return list
}

// tried is from how many leads of a source on each of its channels has had its chance.
const tried = 5

// unusedChannels are those that nobody uses inside a source that is used. Where no lead
// has a channel at all, the source is used without, and that is fine.
func unusedChannels(places []usedChannel, uses map[crm.SourceID]crm.Use, today crm.Date) (list []Finding) {
	siblings := map[crm.SourceID]bool{}
	for _, p := range places {
		siblings[p.Source] = siblings[p.Source] || p.use.LastOn != ""
	}
	for _, p := range places {
		whole := uses[p.Source].LastOn
		if whole == "" || whole.DaysUntil(today) > UnusedAfter {
			continue // the source is the finding
		}
		f := Finding{About: AboutChannel, Source: p.name(), Kind: Unused}
		switch last := p.use.LastOn; {
		case last == "" && siblings[p.Source] && uses[p.Source].Leads >= tried:
			f.Detail = say.T("it has never been used")
		case last != "" && last.DaysUntil(today) > UnusedAfter:
			f.Detail = say.T("it was last used on %s, %d days ago", say.Day(last), last.DaysUntil(today))
		default:
			continue
		}
		list = append(list, f)
	}
	return list
}

// nearEqualChannels names, of each pair inside one source, the one with fewer leads, or
// else the younger.
func nearEqualChannels(places []usedChannel, alike func(a, b string) bool) (list []Finding) {
	for i, a := range places {
		for _, b := range places[i+1:] {
			if a.Source != b.Source || !alike(a.Name, b.Name) {
				continue
			}
			few, many := a, b
			if few.use.Leads > many.use.Leads || few.use.Leads == many.use.Leads && few.ID < many.ID {
				few, many = many, few
			}
			list = append(list, Finding{About: AboutChannel, Source: few.name(), Other: many.name(), Kind: NearEqual,
				Detail: say.T("%s (leads: %d) looks like %s (leads: %d)", few.name(), few.use.Leads, many.name(), many.use.Leads)})
		}
	}
	return list
}

// channelsAsSources are sources that are named like a channel of another, with or
// without its source: "LinkedIn Inbound".
func channelsAsSources(sources []crm.Source, uses map[crm.SourceID]crm.Use, places []usedChannel) (list []Finding) {
	for _, s := range sources {
		for _, p := range places {
			if key := crm.Key(s.Name); p.Source != s.ID && (key == crm.Key(p.name()) || key == crm.Key(p.Name) && p.use.Leads > 0) {
				list = append(list, Finding{About: AboutSource, Source: s.Name, Kind: NearEqual,
					Detail: say.T("%s (leads: %d) looks like the channel %s (leads: %d)", s.Name, uses[s.ID].Leads, p.name(), p.use.Leads)})
				break
			}
		}
	}
	return list
}

// Two ways are in use from so many leads of each on, and such a share.
const (
	wayLeads = 3
	wayShare = 5 // a fifth
)

// twoWays are channels that are really two: on some of their leads somebody wrote to
// us first, on others we did.
func twoWays(places []usedChannel) (list []Finding) {
	for _, p := range places {
		if less := min(p.use.In, p.use.Out); less >= wayLeads && less*wayShare >= p.use.In+p.use.Out {
			list = append(list, Finding{About: AboutChannel, Source: p.name(), Kind: NearEqual,
				Detail: say.T("it is two channels in one: %d of its leads began with them, %d with you", p.use.In, p.use.Out)})
		}
	}
	return list
}

// campaignsAsChannels are channels that are named like an initiative.
func campaignsAsChannels(places []usedChannel, campaigns []crm.Campaign) (list []Finding) {
	for _, p := range places {
		f := Finding{About: AboutChannel, Source: p.name(), Kind: CampaignAsSource}
		same := slices.IndexFunc(campaigns, func(c crm.Campaign) bool { return crm.Key(c.Name) == crm.Key(p.Name) })
		switch word := crm.InitiativeWord(p.Name); {
		case same >= 0:
			f.Detail = say.T("there is a campaign of that name: %s", campaigns[same].Name)
		case word != "":
			f.Detail = say.T("%q is the name of an initiative, not of a place: a channel says how, a campaign says which", word)
		default:
			continue
		}
		list = append(list, f)
	}
	return list
}

// placeholders are sources whose name says nothing: they are as good as none.
func placeholders(sources []crm.Source, uses, all map[crm.SourceID]crm.Use) (list []Finding) {
	var leads int64
	for _, use := range all {
		leads += use.Leads
	}
	for _, s := range sources {
		if n := uses[s.ID].Leads; n > 0 && crm.IsPlaceholder(s.Name) {
			list = append(list, Finding{About: AboutSource, Source: s.Name, Kind: NoneShare,
				Detail: say.T("%s says as little as no source: %d of %d leads (%s %%)", s.Name, n, leads, oneDecimal(100*float64(n)/float64(leads)))})
		}
	}
	return list
}
