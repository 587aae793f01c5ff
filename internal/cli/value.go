package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/crm"
	"leads/internal/render"
	"leads/internal/report"
	"leads/internal/store"
)

func newValue(a *app) *cobra.Command {
	by, at, referrals := "", "", false
	cmd := &cobra.Command{
		Use:   "value",
		Short: "What a client is worth, by how the client came",
		Long: `What a client has brought on average by so many months after the first touch, repeats
included and fees taken off, by the source, channel, campaign or referrer of the client's
first lead. A deal counts on its closing day. Every client with a lead counts, also one that
never bought. A recent client counts as long as it is known, and no longer: the mean is
Nelson's mean cumulative function, with its 95 % range and the number of clients known that long.
With --referrals a client is also worth what the clients it referred brought.`,
		Example: "  leads value --by source\n  leads value --by channel --at 6m,12m,36m --referrals",
		Args:    noArguments,
		RunE: a.run(func(ctx context.Context, _ []string) error {
			v := report.Value{Today: a.today, Referrals: referrals}
			dim, err := crm.ParseDimension(by)
			if err != nil {
				return err
			}
			if !dim.OfTouch() && dim != crm.ByReferrer {
				return crm.Invalidf("the value of clients goes by source, channel, campaign or referrer, not by %s", by).WithHint("leads value --by source")
			}
			v.By = []crm.Dimension{dim}
			if v.At, err = readMonths(at); err != nil {
				return err
			}
			return a.value(ctx, &v)
		}),
	}
	cmd.Flags().StringVar(&by, "by", "source", "`dimension`: source, channel, campaign or referrer")
	cmd.Flags().StringVar(&at, "at", "3m,6m,12m,24m", "`months` since the first touch, separated by commas")
	cmd.Flags().BoolVar(&referrals, "referrals", false, "also count what the clients brought that a client referred")
	return cmd
}

// readMonths reads 3m,6m,1y as numbers of months, ascending.
func readMonths(text string) (list []int, err error) {
	const most = 1200
	for _, word := range splitList(text) {
		number, times := strings.ToLower(word), 1
		if rest, ok := strings.CutSuffix(number, "y"); ok {
			number, times = rest, 12
		} else {
			number = strings.TrimSuffix(number, "m")
		}
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n*times > most {
			return nil, crm.Invalidf("%q is not a number of months", word).WithHint("for example: --at 3m,12m")
		}
		list = append(list, n*times)
	}
	if len(list) == 0 {
		return nil, crm.Invalidf("--at needs a number of months").WithHint("for example: --at 3m,12m")
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

func (a *app) value(ctx context.Context, v *report.Value) error {
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		if v.Base, err = tx.Base(ctx); err != nil {
			return err
		}
		if v.Names, err = answers.Names(ctx, tx, v.By); err != nil {
			return err
		}
		return answers.Value(ctx, tx, v)
	})
	if err != nil {
		return err
	}
	return a.print(v.Sheet(a.format == render.JSON))
}
