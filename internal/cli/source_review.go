package cli

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/crm"
	"leads/internal/form"
	"leads/internal/render"
	"leads/internal/report"
	"leads/internal/store"
)

func newSourceReview(a *app) *cobra.Command {
	fix := false
	cmd := &cobra.Command{
		Use:   "review",
		Short: "What is unused, doubled or misused among sources, channels and campaigns",
		Long: `What is unused, doubled or misused: sources and channels unused for 90 days, near-equal names,
a channel used as two (some leads wrote to you first, others you wrote to), campaigns used as
sources and channels, sources of which no lead was ever closed, leads without a source or with
one that says nothing (Other, Misc), campaigns with one lead only, without dates, for longer than
a quarter or two quarters without a pause, and leads that came after the end of theirs. --fix goes
through them and asks what to do with each; every answer is one step of leads undo.`,
		Example: "  leads source review\n  leads source review --fix",
		Args:    noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			if fix {
				return a.fixSources(ctx)
			}
			var list []report.Finding
			err := a.view(ctx, func(tx *store.Tx) (err error) {
				list, err = answers.Findings(ctx, tx, a.today)
				return err
			})
			if err != nil {
				return err
			}
			return a.print(report.SourceReview(list))
		}),
	}
	cmd.Flags().BoolVar(&fix, "fix", false, "go through the findings and ask what to do with each")
	return cmd
}

// remedies are what can be done about each kind of finding. About the others
// the program can do nothing: a first touch is locked, and leads are closed one by one.
func remedies(f report.Finding) []form.Remedy {
	switch f.Kind {
	case report.Unused, report.CampaignAsSource:
		return []form.Remedy{form.Archive}
	case report.NearEqual:
		if f.Other != "" {
			return []form.Remedy{form.MergeInto, form.MergeFrom}
		}
	case report.UndatedCampaign, report.ExpiredCampaign:
		return []form.Remedy{form.SetDates, form.Archive}
	}
	return nil
}

// fixSources asks what to do about each finding. Each answer is written at once
// and is one step of undo.
func (a *app) fixSources(ctx context.Context) (err error) {
	if !a.interactive() {
		return crm.Invalidf("--fix needs a terminal").
			WithHint("leads source review, then leads source archive, leads source merge or leads campaign set")
	}
	var list []report.Finding
	err = a.view(ctx, func(tx *store.Tx) (err error) {
		list, err = answers.Findings(ctx, tx, a.today)
		return err
	})
	if err != nil {
		return err
	}
	type entry struct{ about, name string }
	settled := map[entry]bool{} // names that an earlier answer has taken out of the list
	changed := 0
	for n, f := range list {
		offered, this, other := remedies(f), entry{f.About, f.Source}, entry{f.About, f.Other}
		if settled[this] || settled[other] || len(offered) == 0 {
			continue
		}
		fmt.Fprintln(a.Stderr, render.Safe(a.say("%d of %d, %s: %s", n+1, len(list), f.Kind, f.Detail)))
		remedy, err := a.asker().Finding(ctx, render.Safe(f.Source), render.Safe(f.Other), offered...)
		if err != nil {
			return formError(err)
		}
		if remedy == form.StopHere {
			break
		}
		if remedy == form.Leave {
			continue
		}
		if err := a.remedy(ctx, f, remedy); err != nil {
			return err
		}
		changed++
		settled[this] = settled[this] || remedy == form.Archive || remedy == form.MergeInto
		if remedy == form.MergeFrom {
			settled[other] = true
		}
	}
	if changed == 0 {
		return a.answer(a.say("nothing was changed"), "0")
	}
	return a.answer(a.say("changed: %d (each is one leads undo)", changed), strconv.Itoa(changed))
}

// remedy does what a person has answered about one finding.
func (a *app) remedy(ctx context.Context, f report.Finding, r form.Remedy) error {
	if r == form.SetDates {
		return a.askDates(ctx, f.Source)
	}
	list := noun{noun: store.Noun(f.About)}
	return a.update(ctx, func(tx *store.Tx) error {
		it, err := a.find(ctx, tx, list, &f.Source)
		if err != nil {
			return err
		}
		if r == form.Archive {
			return tx.Archive(ctx, list.noun, it.ID, a.today)
		}
		other, err := a.find(ctx, tx, list, &f.Other)
		if err != nil {
			return err
		}
		if r == form.MergeFrom {
			it, other = other, it
		}
		return tx.Merge(ctx, list.noun, it, other)
	})
}

// askDates asks when a campaign begins and ends, and keeps it.
func (a *app) askDates(ctx context.Context, name string) error {
	var start, end string
	var id crm.CampaignID
	err := a.view(ctx, func(tx *store.Tx) error {
		found, err := tx.Find(ctx, store.CampaignNoun, 0, name)
		if err != nil {
			return err
		}
		id = crm.CampaignID(found.ID)
		campaigns, err := tx.Campaigns(ctx)
		for _, c := range campaigns {
			if c.ID == id {
				start, end = string(c.Start), string(c.End)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	check := func(text string) error {
		if text == "" {
			return nil
		}
		_, err := crm.ParseDate(text, a.today, crm.Ahead)
		return err
	}
	if err := a.asker().Dates(ctx, &start, &end, check); err != nil {
		return formError(err)
	}
	return a.update(ctx, func(tx *store.Tx) error { return a.setCampaign(ctx, tx, id, campaignInput{start: start, end: end}) })
}
