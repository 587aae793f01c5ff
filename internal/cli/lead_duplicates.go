package cli

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newLeadDuplicates(a *app) *cobra.Command {
	var pairs bool
	least := string(dedup.Likely)
	cmd := &cobra.Command{
		Use:   "duplicates",
		Short: "Find leads that may be the same opportunity",
		Long: `Find leads that may be the same opportunity: the whole file is compared with itself, and
each pair says which fields agree. Nothing is changed.
--least certain shows only the surest, --least possible also other projects of one client.
--pairs names leads by their external id where they have one: id_a, id_b, grade, score.`,
		Example: "  leads duplicates\n  leads duplicates --pairs --format csv > pairs.csv",
		Args:    cobra.NoArgs,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			grade, err := dedup.ParseGrade(least)
			if err != nil {
				return err
			}
			return a.leadDuplicates(ctx, grade, pairs)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&least, "least", least, "the lowest `grade` to show: certain, likely or possible")
	f.BoolVar(&pairs, "pairs", false, "only pairs of external ids (else numbers), with grade and score")
	return cmd
}

// leadDuplicates compares the file with itself.
func (a *app) leadDuplicates(ctx context.Context, least dedup.Grade, short bool) error {
	s := pairSheet()
	if short {
		s = shortPairSheet()
	}
	err := a.view(ctx, func(tx *store.Tx) error {
		var scan dedup.Scan
		names := map[crm.LeadID]string{}
		err := tx.EachAlike(ctx, false, func(l crm.Lead) error {
			if short && l.ExternalID != "" {
				names[l.ID] = l.ExternalID
			}
			return scan.Add(l)
		})
		if err != nil {
			return err
		}
		name := func(id crm.LeadID) string {
			if ext := names[id]; ext != "" {
				return ext
			}
			return strconv.FormatInt(int64(id), 10)
		}
		var found []dedup.Pair
		scan.Pairs(least, func(p dedup.Pair) bool {
			found = append(found, p)
			return ctx.Err() == nil
		})
		slices.SortFunc(found, func(p, q dedup.Pair) int { return cmp.Or(cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B)) })
		for _, p := range found {
			if short {
				s.Add(name(p.A), name(p.B), string(p.Grade), p.Score)
			} else {
				s.Add(int64(p.A), int64(p.B), string(p.Grade), p.Score, p.Why)
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	return a.print(s)
}

func pairSheet() *sheet.Sheet {
	return &sheet.Sheet{Columns: []sheet.Column{
		{Key: "id_a", Title: say.T("id"), Type: sheet.ID},
		{Key: "id_b", Title: say.T("and"), Type: sheet.ID},
		{Key: "grade", Title: say.T("grade")},
		{Key: "score", Title: say.T("score"), Type: sheet.Number},
		{Key: "why", Title: say.T("same"), Type: sheet.List},
	}, Empty: say.T("No two leads look like one opportunity.")}
}

// shortPairSheet names leads as the place they came from does.
func shortPairSheet() *sheet.Sheet {
	return &sheet.Sheet{Columns: []sheet.Column{
		{Key: "id_a", Title: say.T("id")},
		{Key: "id_b", Title: say.T("and")},
		{Key: "grade", Title: say.T("grade")},
		{Key: "score", Title: say.T("score"), Type: sheet.Number},
	}, Empty: say.T("No two leads look like one opportunity.")}
}
