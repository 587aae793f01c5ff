package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/intake"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newLeadDuplicates(a *app) *cobra.Command {
	var pairs, review, not, repeat bool
	limit := -1
	least := string(dedup.Likely)
	cmd := &cobra.Command{
		Use:   "duplicates",
		Short: "Find leads that may be the same opportunity",
		Long: `Find leads that may be the same opportunity: the whole file is compared with itself. On a
terminal they come in groups, elsewhere as pairs; each says which fields agree. Nothing is
changed, unless you --review them: merge, call them different, or leave them for later.
--not ID ID says that two leads are different, --repeat ID ID that the later one is a new order
of the same client; neither is shown again. leads undo takes it back. --repeat alone finds what
may be such orders: like an earlier one of the same client, more than four months later.`,
		Example: `  leads duplicates
  leads duplicates --review
  leads duplicates --not 12 14
  leads duplicates --pairs --format csv > pairs.csv`,
		Args: func(cmd *cobra.Command, args []string) error {
			if not || repeat && len(args) > 0 {
				return exactly(2, "ID and ID")(cmd, args)
			}
			return noArguments(cmd, args)
		},
	}
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		if not && repeat {
			return crm.Invalidf("--not and --repeat contradict each other")
		}
		if limit < 0 && cmd.Flags().Changed("limit") {
			return crm.Invalidf("--limit %d is negative", limit)
		}
		grade, err := dedup.ParseGrade(least)
		switch {
		case err != nil:
			return err
		case not:
			return a.sayPair(ctx, args, crm.Different)
		case repeat && len(args) > 0:
			return a.sayPair(ctx, args, crm.Repeat)
		case repeat:
			grade = dedup.Possible
		}
		file := intake.Scan{Repeats: repeat}
		if review {
			return a.reviewDuplicates(ctx, &file, grade)
		}
		return a.leadDuplicates(ctx, &file, grade, pairs, limit)
	})
	f := cmd.Flags()
	f.StringVar(&least, "least", least, "the lowest `grade` to show: certain, likely, or possible (also other work of one client)")
	f.BoolVar(&pairs, "pairs", false, "pairs by external id where there is one, else by number: id_a, id_b, grade, score")
	f.BoolVar(&review, "review", false, "decide on each, on a terminal: merge, different, repeat or later")
	f.BoolVar(&not, "not", false, "say that the leads ID and ID are different opportunities")
	f.BoolVar(&repeat, "repeat", false, "say that the later of the leads ID and ID is a new order of the same client; without them, find such orders")
	limitFlag(f, &limit, "at most `N` groups (default 50 on a terminal, else all; 0 is all)")
	return cmd
}

// sayPair keeps what a person says about two leads.
func (a *app) sayPair(ctx context.Context, args []string, kind crm.PairKind) error {
	var pair [2]crm.Lead
	err := a.update(ctx, func(tx *store.Tx) error {
		for i, text := range args {
			id, err := a.leadID(ctx, text)
			if err != nil {
				return err
			}
			if pair[i], err = a.survivor(ctx, tx, id); err != nil {
				return err
			}
		}
		if pair[0].ID == pair[1].ID {
			return crm.Invalidf("leads %s and %s are one lead", args[0], args[1]).WithHint("leads show %d", int64(pair[0].ID))
		}
		return tx.SetPair(ctx, crm.Pair{A: pair[0].ID, B: pair[1].ID, Kind: kind})
	})
	if err != nil {
		return err
	}
	first, second := pair[0], pair[1]
	if intake.Later(first, second) {
		first, second = second, first
	}
	text := a.say("Leads %d and %d are different opportunities", int64(first.ID), int64(second.ID))
	if kind == crm.Repeat {
		text = a.say("Lead %d is a repeat of lead %d: %s", int64(second.ID), int64(first.ID), first.Title)
	}
	return a.sayLead(second, text)
}

// leadDuplicates compares the file with itself.
func (a *app) leadDuplicates(ctx context.Context, file *intake.Scan, least dedup.Grade, named bool, limit int) error {
	if err := a.view(ctx, func(tx *store.Tx) error { return file.Read(ctx, tx, named) }); err != nil {
		return err
	}
	found, err := file.Pairs(ctx, least)
	if err != nil {
		return err
	}
	switch {
	case named:
		return a.print(namedPairs(found, file.Names))
	case a.machine():
		return a.print(pairSheet(found))
	}
	var answer *sheet.Sheet
	err = a.view(ctx, func(tx *store.Tx) (err error) {
		answer, err = a.groupSheet(ctx, tx, found, limit)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(answer)
}

// groupSheet shows pairs as groups, the surest first.
func (a *app) groupSheet(ctx context.Context, tx *store.Tx, found []dedup.Pair, limit int) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Names: 2, Columns: []sheet.Column{
		{Key: "group", Title: say.T("group"), Type: sheet.ID},
		{Key: "id", Title: say.T("id"), Type: sheet.ID},
		{Key: "title", Title: say.T("title")},
		{Key: "client", Title: say.T("client")},
		{Key: "source", Title: say.T("source")},
		{Key: "first_touch_on", Title: say.T("first touch"), Type: sheet.Date},
		{Key: "grade", Title: say.T("grade"), Type: sheet.Word},
		{Key: "why", Title: say.T("because"), Whole: true},
	}, Empty: noDuplicates()}
	sets := intake.Together(found)
	if limit < 0 {
		limit = 50
	}
	if limit > 0 && len(sets) > limit {
		s.Notes = append(s.Notes, say.T("%d of %d groups are shown; --limit 0 shows all", limit, len(sets)))
		sets = sets[:limit]
	}
	for n, set := range sets {
		g, err := intake.ReadGroup(ctx, tx, set)
		if err != nil {
			return nil, err
		}
		for i, l := range g.Leads {
			var number, grade, why any
			if i == 0 {
				number = int64(n + 1)
			} else {
				p := g.Pairs[l.ID]
				grade, why = string(p.Grade), a.catalogue.Say(say.T("same %s as %d", intake.Agreement(p.Match), int64(p.A+p.B-l.ID)))
			}
			s.Add(number, int64(l.ID), l.Title, known(l.Client), known(l.First.Source), string(l.FirstTouchOn), grade, why)
		}
	}
	if len(sets) > 0 {
		s.Notes = append(s.Notes, say.T("decide on them: leads duplicates --review"))
	}
	return s, nil
}

func pairSheet(found []dedup.Pair) *sheet.Sheet {
	s := &sheet.Sheet{Columns: []sheet.Column{
		{Key: "id_a", Title: say.T("id"), Type: sheet.ID},
		{Key: "id_b", Title: say.T("and"), Type: sheet.ID},
		{Key: "grade", Title: say.T("grade"), Type: sheet.Word},
		{Key: "score", Title: say.T("score"), Type: sheet.Number},
		{Key: "why", Title: say.T("same"), Type: sheet.List},
	}, Empty: noDuplicates()}
	for _, p := range found {
		s.Add(int64(p.A), int64(p.B), string(p.Grade), p.Score, p.Why)
	}
	return s
}

// namedPairs names leads as the place they came from does.
func namedPairs(found []dedup.Pair, names map[crm.LeadID]string) *sheet.Sheet {
	s := &sheet.Sheet{Columns: []sheet.Column{
		{Key: "id_a", Title: say.T("id")},
		{Key: "id_b", Title: say.T("and")},
		{Key: "grade", Title: say.T("grade"), Type: sheet.Word},
		{Key: "score", Title: say.T("score"), Type: sheet.Number},
	}, Empty: noDuplicates()}
	name := func(id crm.LeadID) string {
		if ext := names[id]; ext != "" {
			return ext
		}
		return strconv.FormatInt(int64(id), 10)
	}
	for _, p := range found {
		s.Add(name(p.A), name(p.B), string(p.Grade), p.Score)
	}
	return s
}

func noDuplicates() say.Text { return say.T("No two leads look like one opportunity.") }
