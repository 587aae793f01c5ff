package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/scoring"
	"leads/internal/sheet"
	"leads/internal/store"
)

// keepFlags are the filters that list and report share.
type keepFlags struct {
	source, channel, campaign, client string
	since, until                      string
	tags, variants, fields            []string
}

func (k *keepFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.VarP(several{&k.source}, "source", "s", "only this `SOURCE[/CHANNEL]`")
	f.Var(several{&k.channel}, "channel", "only this `[SOURCE/]CHANNEL`")
	f.Var(several{&k.campaign}, "campaign", "only this campaign")
	f.Var(several{&k.client}, "client", "only this client")
	f.StringSliceVar(&k.tags, "tag", nil, "only leads with this tag")
	f.StringSliceVar(&k.variants, "variant", nil, "only leads that got this version of a message or proposal")
	f.StringArrayVar(&k.fields, "field", nil, "only leads with this own field, such as industry=SaaS (`KEY=VALUE`)")
	f.StringVar(&k.since, "since", "", "from this `day` on, inclusive")
	f.StringVar(&k.until, "until", "", "up to this `day`, inclusive")
}

// several is a flag that is given again, or with commas, for one or the other.
type several struct{ to *string }

func (v several) String() string {
	if v.to == nil {
		return ""
	}
	return *v.to
}

func (v several) Type() string { return "string" }

func (v several) Set(text string) error {
	if *v.to != "" {
		text = *v.to + "," + text
	}
	*v.to = text
	return nil
}

// resolve finds what the names mean that are to be kept.
func (k keepFlags) resolve(ctx context.Context, a *app, tx *store.Tx) (keep store.Keep, err error) {
	touch, client, err := k.touch(ctx, a, tx)
	if err != nil && strings.Contains(k.source+k.channel+k.campaign+k.client, ",") {
		keep, err = k.resolveSeveral(ctx, a, tx)
	} else {
		keep = store.KeepTouch(touch)
		if client != 0 {
			keep.Clients = []crm.ClientID{client}
		}
	}
	if err != nil {
		return keep, err
	}
	keep.Labels, err = k.labels()
	return keep, err
}

// labels are the labels to keep, several values of one kind being alternatives.
func (k keepFlags) labels() (list []store.Label, err error) {
	if len(k.tags) > 0 {
		list = append(list, store.Label{By: crm.ByTag, Values: k.tags})
	}
	if len(k.variants) > 0 {
		list = append(list, store.Label{By: crm.ByVariant, Values: k.variants})
	}
	for _, text := range k.fields {
		key, value, ok := strings.Cut(text, "=")
		if !ok || crm.CleanLine(key) == "" {
			return nil, crm.Invalidf("%q does not say what the field holds", text).WithHint("write it as NAME=VALUE, for example industry=SaaS")
		}
		by, err := crm.ParseDimension("fields." + key)
		if err != nil {
			return nil, err
		}
		if at := slices.IndexFunc(list, func(l store.Label) bool { return l.By == by }); at >= 0 {
			list[at].Values = append(list[at].Values, crm.CleanLine(value))
		} else {
			list = append(list, store.Label{By: by, Values: []string{crm.CleanLine(value)}})
		}
	}
	return list, nil
}

// resolveSeveral is resolve for a flag with several names: what has one of them is
// kept. A name with a comma in it is one name where there is such a one.
func (k keepFlags) resolveSeveral(ctx context.Context, a *app, tx *store.Tx) (keep store.Keep, err error) {
	each := func(text string, one func(string) keepFlags, add func(crm.Touch, crm.ClientID)) {
		names := strings.Split(text, ",")
		if touch, client, whole := one(text).touch(ctx, a, tx); whole == nil && text != "" {
			add(touch, client)
			return
		}
		for _, name := range names {
			if name = strings.TrimSpace(name); name == "" || err != nil {
				continue
			}
			var touch crm.Touch
			var client crm.ClientID
			if touch, client, err = one(name).touch(ctx, a, tx); err == nil {
				add(touch, client)
			}
		}
	}
	place := func(t crm.Touch, _ crm.ClientID) {
		more := store.KeepTouch(t)
		keep.Sources, keep.Channels = append(keep.Sources, more.Sources...), append(keep.Channels, more.Channels...)
		keep.Campaigns = append(keep.Campaigns, more.Campaigns...)
	}
	if k.channel == "" {
		each(k.source, func(s string) keepFlags { return keepFlags{source: s} }, place)
	} else {
		for _, home := range strings.Split(k.source, ",") {
			each(k.channel, func(s string) keepFlags { return keepFlags{source: strings.TrimSpace(home), channel: s} }, place)
		}
	}
	each(k.campaign, func(s string) keepFlags { return keepFlags{campaign: s} }, place)
	each(k.client, func(s string) keepFlags { return keepFlags{client: s} },
		func(_ crm.Touch, c crm.ClientID) { keep.Clients = append(keep.Clients, c) })
	return keep, err
}

// touch finds the ids of the names to keep. With a, the beginning of a name will do.
func (k keepFlags) touch(ctx context.Context, a *app, tx *store.Tx) (touch crm.Touch, client crm.ClientID, err error) {
	names, err := crm.ParseTouch(k.source)
	if err != nil {
		return touch, 0, err
	}
	if k.channel != "" {
		var home string
		if home, names.Channel = crm.SplitChannel(k.channel); home != "" && names.Source == "" {
			names.Source = home
		} else if home != "" && crm.Key(home) != crm.Key(names.Source) {
			return touch, 0, crm.Invalidf("--%s %q and --source %q contradict each other", "channel", k.channel, k.source)
		}
		if names.Source == "" {
			if names.Source, err = tx.SourceOfChannel(ctx, names.Channel); err != nil {
				return touch, 0, err
			}
		}
	}
	if k.campaign != "" {
		names.Campaign = k.campaign
	}
	if a != nil {
		if names, err = a.expand(ctx, tx, names); err != nil {
			return touch, 0, err
		}
	}
	if touch, err = tx.ResolveTouch(ctx, names, store.Create{}); err != nil {
		return touch, 0, err
	}
	home, err := tx.ResolveTouch(ctx, crm.TouchNames{Source: names.Source}, store.Create{})
	if err != nil {
		return touch, 0, err
	}
	touch.Source = home.Source // a channel may have come with a source that was merged into this one
	client, err = tx.ResolveClient(ctx, k.client, store.Create{})
	return touch, client, err
}

// between reads --since and --until.
func (a *app) between(since, until string) (from, to crm.Date, err error) {
	if since != "" {
		if from, err = a.date(since, crm.Back); err != nil {
			return "", "", err
		}
	}
	if until != "" {
		if to, err = a.date(until, crm.Back); err != nil {
			return "", "", err
		}
	}
	if from != "" && to != "" && from > to {
		return "", "", crm.Invalidf("--since %s is after --until %s", string(from), string(to))
	}
	return from, to, nil
}

func newLeadShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "show ID",
		Short:   "Show everything about one lead, with its timeline",
		Example: "  leads show 12",
		Args:    exactly(1, "ID"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			id, err := a.leadID(ctx, args[0])
			if err != nil {
				return err
			}
			return a.leadShow(ctx, id)
		}),
	}
}

func (a *app) leadShow(ctx context.Context, id crm.LeadID) error {
	var lead, then crm.Lead
	var stages []crm.StageChange
	var acts []crm.Activity
	var paid []crm.Payment
	var related relatives
	var ruled map[crm.ActivityID]crm.TouchRule
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		if lead, err = tx.Lead(ctx, id); err != nil {
			return err
		}
		if stages, err = tx.Stages(ctx, id); err != nil {
			return err
		}
		if acts, err = tx.Activities(ctx, store.ActivityFilter{Lead: id}); err != nil {
			return err
		}
		if lead.Score != nil {
			one := []crm.Lead{lead}
			if err := a.scores.Freshen(ctx, tx, one); err != nil {
				return err
			}
			lead = one[0]
			if b, err := scoring.Book(ctx, tx); err != nil {
				return err
			} else if action := b.Action(score.Level(lead.Level)); action != "" && lead.Open() {
				a.note("To do with a lead of level %s: %s", lead.Level, action)
			}
		}
		if ruled, err = tx.RuledTouches(ctx, id); err != nil {
			return err
		}
		if paid, err = tx.Payments(ctx, id); err != nil {
			return err
		}
		then = lead
		if lead.MergedInto != 0 { // what happened to it counts for the other one
			former, err := tx.Former(ctx, lead)
			if err != nil {
				return err
			}
			stages, acts, paid, then.Deal = former.Stages, former.Activities, former.Payments, former.Deal
		}
		related, err = relativesOf(ctx, tx, lead)
		return err
	})
	if err != nil {
		return err
	}
	if lead.MergedInto != 0 {
		a.note("lead %d is merged into lead %d, under which it counts: leads show %d", int64(id), int64(lead.MergedInto), int64(lead.MergedInto))
	}
	s := leadSheet(lead)
	related.tell(s)
	path := pathOf(lead, related.merged, acts, ruled)
	s.Columns = append(s.Columns,
		sheet.Column{Key: "merged_into", Title: say.T("merged into"), Type: sheet.ID},
		sheet.Column{Key: "payments", Title: say.T("payments"), Type: sheet.Nested, Detail: len(paid) == 0},
		sheet.Column{Key: "path", Title: say.T("path"), Type: sheet.Nested, Detail: len(path.Rows) < 2}, // one touch is on the timeline
		sheet.Column{Key: "timeline", Title: say.T("timeline"), Type: sheet.Nested})
	var merged any
	if lead.MergedInto != 0 {
		merged = int64(lead.MergedInto)
	}
	s.Rows[0] = append(s.Rows[0], merged, paymentsSheet(paid), path, timeline(then, related.merged, stages, acts))
	return a.print(s)
}

// timeline puts first touch, those of merged leads, steps, activities and
// closing in order.
func timeline(l crm.Lead, merged []crm.Lead, stages []crm.StageChange, acts []crm.Activity) *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("Timeline"), Names: 2, Columns: []sheet.Column{
		{Key: "on", Title: say.T("day"), Type: sheet.Date},
		{Key: "what", Title: say.T("what"), Type: sheet.Word},
		{Key: "via", Title: say.T("via")},
		{Key: "minutes", Title: say.T("minutes"), Type: sheet.Count},
		{Key: "cost", Title: say.T("cost"), Type: sheet.Money},
		{Key: "note", Title: say.T("note"), Whole: true},
	}}
	s.Add(string(l.FirstTouchOn), "first touch", known(l.First.String()), nil, nil, nil)
	for _, m := range merged {
		s.Add(string(m.FirstTouchOn), say.T("touch as lead %d", int64(m.ID)), known(m.First.String()), nil, nil, m.Title)
	}
	for _, st := range stages {
		s.Add(string(st.On), say.T("stage %s", say.T(string(st.Stage))), nil, nil, nil, nil)
	}
	for _, act := range acts {
		var minutes any
		if act.Minutes != nil {
			minutes = *act.Minutes
		}
		s.Add(string(act.On), act.Kind, known(act.Via.String()), minutes, amount(act.Cost), known(act.Note))
	}
	if !l.Open() {
		s.Add(string(l.Deal.ClosedOn), string(l.Deal.Outcome), nil, nil, nil, known(l.Deal.Reason))
	}
	slices.SortStableFunc(s.Rows, func(x, y []any) int { return strings.Compare(x[0].(string), y[0].(string)) })
	return s
}
