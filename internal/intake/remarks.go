package intake

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/store"
)

// NameRemarks is what speaks against a source, channel or campaign as it is now: a
// name of the other kind, dates that are missing or too far apart. From is the day
// on which a campaign began that does not say it.
func NameRemarks(ctx context.Context, tx *store.Tx, noun store.Noun, id int64, from crm.Date) (list []say.Text, err error) {
	switch noun {
	case store.SourceNoun, store.ChannelNoun:
		return placeRemarks(ctx, tx, noun, id, from)
	case store.CampaignNoun:
		campaigns, err := tx.Campaigns(ctx)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(campaigns, func(c crm.Campaign) bool { return int64(c.ID) == id })
		if at < 0 {
			return nil, nil
		}
		return campaignRemarks(ctx, tx, campaigns[at], from)
	}
	return nil, nil
}

// campaignRemarks is NameRemarks of a campaign.
func campaignRemarks(ctx context.Context, tx *store.Tx, c crm.Campaign, from crm.Date) (list []say.Text, err error) {
	bound := c.Dated(from)
	set := say.Shell("leads", "campaign", "set", c.Name, "--start", string(bound.Start), "--end", string(bound.End))
	switch days := c.Days(); {
	case days == 0:
		list = append(list, say.T("the campaign %s has no start or no end, and a campaign is bound in time: %s", c.Name, set))
	case days > crm.CampaignDays:
		list = append(list, say.T("the campaign %s lasts %d days; what goes on for more than a quarter is a channel: %s", c.Name, days, set))
	}
	sources, err := tx.Sources(ctx)
	if err != nil {
		return nil, err
	}
	rename := say.Shell("leads", "campaign", "rename", c.Name, "NAME")
	for _, s := range sources {
		if s.MergedInto == 0 && crm.NearEqual(s.Name, c.Name) {
			return append(list, say.T("the campaign %s is named like the source %s: a source says where, a campaign says which initiative: %s", c.Name, s.Name, rename)), nil
		}
	}
	channels, err := tx.Channels(ctx)
	for _, ch := range channels {
		if ch.MergedInto == 0 && crm.Key(ch.Name) == crm.Key(c.Name) {
			return append(list, say.T("the campaign %s is named like the channel %s: a channel says how, a campaign says which initiative: %s",
				c.Name, ch.SourceName+"/"+ch.Name, rename)), nil
		}
	}
	return list, err
}

// placeRemarks is NameRemarks of a source or a channel.
func placeRemarks(ctx context.Context, tx *store.Tx, noun store.Noun, id int64, from crm.Date) ([]say.Text, error) {
	name, err := tx.NameOf(ctx, noun, id)
	if err != nil {
		return nil, err
	}
	campaigns, err := tx.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range campaigns {
		if c.MergedInto == 0 && crm.Key(c.Name) == crm.Key(name) {
			return []say.Text{say.T("the %s %s is named like the campaign %s: where a lead came from is its source and channel, the initiative its campaign: --source SOURCE/CHANNEL --campaign %s",
				say.T(string(noun)), name, c.Name, say.Shell(c.Name))}, nil
		}
	}
	if word := crm.InitiativeWord(name); word != "" {
		bound := crm.Campaign{}.Dated(from)
		return []say.Text{say.T("%q names an initiative, and a %s a place: %s", name, say.T(string(noun)),
			say.Shell("leads", "campaign", "add", name, "--start", string(bound.Start), "--end", string(bound.End)))}, nil
	}
	return nil, nil
}

// touchRemarks is what speaks against the first touches of leads that have just been
// added, each thing once; what was there before has been said before.
type touchRemarks struct {
	touches map[crm.Touch]*touched
	order   []crm.Touch
}

// touched are the leads of one touch: their days, and one of them.
type touched struct {
	lead        crm.LeadID
	first, last crm.Date
	days        map[crm.Date]int64
}

func (r *touchRemarks) add(l crm.Lead) {
	if l.Touch.Source == 0 && l.Touch.Campaign == 0 {
		return
	}
	if r.touches == nil {
		r.touches = map[crm.Touch]*touched{}
	}
	u := r.touches[l.Touch]
	if u == nil {
		u = &touched{lead: l.ID, first: l.FirstTouchOn, days: map[crm.Date]int64{}}
		r.touches[l.Touch], r.order = u, append(r.order, l.Touch)
	}
	u.first = min(u.first, l.FirstTouchOn)
	if l.Touch.Campaign != 0 && !l.TouchUnknown {
		u.last = max(u.last, l.FirstTouchOn)
		u.days[l.FirstTouchOn]++
	}
}

// list gives the remarks. Alone is for one lead that was added by itself: only what
// is new with it is said then.
func (r *touchRemarks) list(ctx context.Context, tx *store.Tx, alone bool) (list []say.Text, err error) {
	seen := map[store.Noun]map[int64]bool{store.SourceNoun: {}, store.ChannelNoun: {}, store.CampaignNoun: {}}
	for _, touch := range r.order {
		u := r.touches[touch]
		first := store.FirstOf{Source: true, Channel: true, Campaign: true, CampaignHere: true}
		if alone {
			if first, err = tx.FirstOf(ctx, touch, u.lead); err != nil {
				return nil, err
			}
		}
		for _, n := range []struct {
			noun store.Noun
			id   int64
			new  bool
		}{{store.SourceNoun, int64(touch.Source), first.Source}, {store.ChannelNoun, int64(touch.Channel), first.Channel}, {store.CampaignNoun, int64(touch.Campaign), first.Campaign}} {
			if n.id == 0 || !n.new || seen[n.noun][n.id] {
				continue
			}
			seen[n.noun][n.id] = true
			more, err := NameRemarks(ctx, tx, n.noun, n.id, u.first)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
		}
		if touch.Channel != 0 && touch.Campaign != 0 && first.CampaignHere {
			more, err := inboundRemark(ctx, tx, touch)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
		}
	}
	late, err := r.late(ctx, tx)
	return append(list, late...), err
}

// inboundRemark says that a campaign is of no use where people come by themselves.
func inboundRemark(ctx context.Context, tx *store.Tx, touch crm.Touch) ([]say.Text, error) {
	channels, err := tx.Channels(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range channels {
		if c.ID == touch.Channel && c.Direction == "in" {
			campaign, err := tx.NameOf(ctx, store.CampaignNoun, int64(touch.Campaign))
			return []say.Text{say.T("people come to %s by themselves: the channel alone says where they come from, without the campaign %s (leads undo, then add it without)",
				c.SourceName+"/"+c.Name, campaign)}, err
		}
	}
	return nil, nil
}

// late says of each campaign which of the leads came after its end.
func (r *touchRemarks) late(ctx context.Context, tx *store.Tx) (list []say.Text, err error) {
	campaigns, err := tx.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range campaigns {
		var n int64
		var last crm.Date
		var lead crm.LeadID
		for _, touch := range r.order {
			if u := r.touches[touch]; touch.Campaign == c.ID && c.End != "" && u.last > c.End {
				for day, leads := range u.days {
					if day > c.End {
						n += leads
					}
				}
				last, lead = max(last, u.last), u.lead
			}
		}
		if n == 0 {
			continue
		}
		way := say.T("%s", say.Shell("leads", "campaign", "set", c.Name, "--end", string(last)))
		if longer := (crm.Campaign{Start: c.Start, End: last}); longer.Days() > crm.CampaignDays {
			way = say.T("leads undo, then without the campaign")
		}
		if n == 1 && lead != 0 && len(r.order) == 1 {
			list = append(list, say.T("lead %d came on %s, after the end of the campaign %s on %s: %s", int64(lead), say.Day(last), c.Name, say.Day(c.End), way))
			continue
		}
		list = append(list, say.T("%d leads came after the end of the campaign %s on %s: %s", n, c.Name, say.Day(c.End), way))
	}
	return list, nil
}
