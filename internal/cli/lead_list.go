package cli

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/score"
	"leads/internal/scoring"
	"leads/internal/sheet"
	"leads/internal/store"
)

// listInput are the flags of list.
type listInput struct {
	keep                         keepFlags
	stages, outcomes             []string
	level, search, where, period string
	sort, columns                string
	open, reverse                bool
	limit                        int
}

func newLeadList(a *app) *cobra.Command {
	in := listInput{limit: -1}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List leads, newest first",
		Long: `List leads, newest first. A filter that is given several values, with commas or repeated, keeps
what has any of them; several filters keep what has all of them. --where takes a condition as
score rules do (leads help scoring), --columns the keys of a lead in JSON.`,
		Example: `  leads list --open
  leads list --source Upwork/Invite --since 2026-11-01 --json
  leads list --where 'value >= 2000 and fields.industry == "SaaS"' --columns id,title,value --sort -value -n 10`,
		Args: noArguments,
	}
	cmd.RunE = a.run(func(ctx context.Context, _ []string) error {
		if in.limit < 0 && cmd.Flags().Changed("limit") {
			return crm.Invalidf("--limit %d is negative", in.limit)
		}
		return a.leadList(ctx, in)
	})
	in.keep.add(cmd)
	f := cmd.Flags()
	f.BoolVar(&in.open, "open", false, "only open leads")
	f.StringSliceVar(&in.stages, "stage", nil, "only open leads at this stage")
	f.StringSliceVar(&in.outcomes, "outcome", nil, "only leads with this outcome: won, lost, no-response, not-a-fit")
	f.StringVar(&in.level, "level", "", "only leads at this level now: lead, mql or sql")
	f.StringVar(&in.search, "search", "", "only leads with this `text` anywhere")
	f.StringVar(&in.where, "where", "", "only leads for which this `condition` is true, such as 'value >= 2000'")
	f.StringVar(&in.period, "period", "", "only leads whose first touch is in this `period`: this-year, 2026-Q3, …")
	f.StringVar(&in.sort, "sort", "", "`order`: "+strings.Join(sortedKeys(store.LeadOrders), ", ")+"; with - in front the other way round (default newest first)")
	f.BoolVar(&in.reverse, "reverse", false, "the other way round")
	f.StringVar(&in.columns, "columns", "", "`columns` to show, by their keys, separated by commas")
	limitFlag(f, &in.limit, "at most `N` leads (default 50 on a terminal, else all; 0 is all)")
	return cmd
}

// limitFlag is --limit, which each list has; its default depends on who reads, and the
// usage says it in words.
func limitFlag(f *pflag.FlagSet, limit *int, usage string) {
	f.IntVarP(limit, "limit", "n", -1, usage)
	f.Lookup("limit").DefValue = "0"
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(m)), func(k string) bool { return k == "" })
}

// readWords reads several words of one kind.
func readWords[W any](list []string, read func(string) (W, error)) (words []W, err error) {
	for _, text := range list {
		w, err := read(text)
		if err != nil {
			return nil, err
		}
		words = append(words, w)
	}
	return words, nil
}

// filter reads what needs no file.
func (in listInput) filter(a *app) (f store.LeadFilter, err error) {
	f = store.LeadFilter{Open: in.open, Search: in.search, Reverse: in.reverse, Limit: in.limit}
	if f.Stages, err = readWords(in.stages, crm.ParseStage); err != nil {
		return f, err
	}
	if f.Outcomes, err = readWords(in.outcomes, crm.ParseOutcome); err != nil {
		return f, err
	}
	sort, down := strings.CutPrefix(in.sort, "-")
	if f.Sort = sort; down {
		f.Reverse = !f.Reverse
	}
	if _, ok := store.LeadOrders[f.Sort]; !ok {
		return f, crm.Invalidf("there is no order %q", f.Sort).OneOf(f.Sort, sortedKeys(store.LeadOrders))
	}
	if in.period != "" && (in.keep.since != "" || in.keep.until != "") {
		return f, crm.Invalidf("--period and --since or --until contradict each other")
	}
	f.Since, f.Until, err = a.between(in.keep.since, in.keep.until)
	if f.Limit == -1 {
		if f.Limit = 0; a.format == "table" {
			f.Limit = 50
		}
	}
	return f, err
}

// listPlan is a list as it was asked for, read and checked before the file is opened.
type listPlan struct {
	filter    store.LeadFilter
	level     score.Level      // "": any
	condition *score.Condition // nil: none
	columns   []string         // of a lead in JSON; none: those that a line shows
	shown     int              // how many leads at most; 0 is all
}

// plan reads the flags of list.
func (in listInput) plan(a *app) (p listPlan, err error) {
	if p.filter, err = in.filter(a); err != nil {
		return p, err
	}
	if p.shown = p.filter.Limit; p.shown > 0 {
		p.filter.Limit++ // one more tells whether there are more, and counting them all would not be quick
	}
	if in.level != "" {
		if p.level, err = score.ParseLevel(in.level); err != nil {
			return p, err
		}
	}
	if in.where != "" {
		condition, err := score.Compile(in.where)
		if err != nil {
			return p, err
		}
		p.condition = &condition
	}
	p.columns = splitList(in.columns)
	for _, key := range p.columns {
		if leadsSheet(nil).Column(key) < 0 {
			return p, crm.Invalidf("there is no column %q to show", key).OneOf(key, leadKeys())
		}
	}
	return p, nil
}

func (a *app) leadList(ctx context.Context, in listInput) error {
	p, err := in.plan(a)
	if err != nil {
		return err
	}
	var list []crm.Lead
	action := "" // what to do with a lead of the level
	err = a.view(ctx, func(tx *store.Tx) error {
		if in.period != "" {
			period, err := a.readPeriod(ctx, tx, reportInput{period: in.period}, crm.Period{})
			if err != nil {
				return err
			}
			p.filter.Since, p.filter.Until = period.From, period.To
		}
		if p.filter.Keep, err = in.keep.resolve(ctx, a, tx); err != nil {
			return err
		}
		late := false
		if p.level != "" {
			b, err := scoring.Book(ctx, tx)
			if err != nil {
				return err
			}
			action = b.Action(p.level)
			if late, err = a.scores.LevelFilter(b.On(a.today), p.level, &p.filter); err != nil {
				return err
			}
		}
		list, err = a.listed(ctx, tx, p, late)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(a.listSheet(p, list, action))
}

// listSheet shows the leads of a list, and what to know about them.
func (a *app) listSheet(p listPlan, list []crm.Lead, action string) *sheet.Sheet {
	more := p.shown > 0 && len(list) > p.shown
	if more {
		list = list[:p.shown]
	}
	answer := briefSheet(list)
	if a.wholeLeads(p) {
		answer = leadsSheet(list)
	}
	if p.level != "" || p.condition != nil || p.filter.Narrows() {
		answer.Empty = say.T("No lead matches. To see all of them: leads list")
	}
	if action != "" {
		answer.Notes = append(answer.Notes, say.T("To do with a lead of level %s: %s", string(p.level), action))
	}
	if more {
		answer.Notes = append(answer.Notes, say.T("the first %d leads are shown; --limit 0 shows all", p.shown))
	}
	if len(p.columns) > 0 {
		answer = pickColumns(answer, p.columns)
	}
	return answer
}

// wholeLeads reports whether a list may show anything of a lead, not just what fits
// into a line.
func (a *app) wholeLeads(p listPlan) bool { return a.structured() || len(p.columns) > 0 }

// listed reads the leads of a list: whole, or with what a line of it shows. A late
// level is one that only computing the scores tells.
func (a *app) listed(ctx context.Context, tx *store.Tx, p listPlan, late bool) (list []crm.Lead, err error) {
	f, condition := p.filter, p.condition
	switch {
	case condition != nil && late:
		own := f
		own.Limit = 0
		if list, err = a.scores.LeadsOfLevel(ctx, tx, p.level, own); err != nil || len(list) == 0 {
			return nil, err
		}
		for _, l := range list {
			f.IDs = append(f.IDs, l.ID)
		}
		f.AtLeast, f.Below = nil, nil
		return a.scores.Where(ctx, tx, *condition, f)
	case condition != nil:
		return a.scores.Where(ctx, tx, *condition, f)
	case late:
		return a.scores.LeadsOfLevel(ctx, tx, p.level, f)
	case !a.wholeLeads(p):
		return tx.Brief(ctx, f)
	}
	if list, err = tx.Leads(ctx, f); err != nil {
		return nil, err
	}
	return list, a.scores.Freshen(ctx, tx, list)
}
