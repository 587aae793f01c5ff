package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/crm"
	"leads/internal/render"
	"leads/internal/report"
	"leads/internal/sheet"
	"leads/internal/store"
)

// reportInput is a report as its flags give it.
type reportInput struct {
	keep                            keepFlags
	attr                            modelFlags
	by, period, sort, against, save string
	cohort, why, chart, final       bool
	money, columns                  string
	bands                           string
	replies                         bool
}

func newReport(a *app) *cobra.Command {
	in := reportInput{}
	cmd := &cobra.Command{
		Use:   "report [NAME]",
		Short: "The numbers: by source, channel, campaign, client, week, …",
		Long: `The numbers, by one or more dimensions. Leads count by their first touch, deals by their
closing day, hours and cost by the day of the activity; with --cohort every figure is of the
leads whose first touch is in the period. A rate comes with its 95 % interval and its n.
Revenue is the price of the deals won, on the closing day; with --money paid it is what came of
them, on the day it came. A fee is that of the payment, else of the contract, else of the source.
By campaign, "leads" are those that it brought, its first touches; "influenced" are those that
it touched later (leads log ID KIND --via SOURCE/CHANNEL/CAMPAIGN). What was spent on a source
without a channel or a campaign is under (none), and a note says how much it is.

Dimensions: source, channel, campaign, client, referrer, stage, outcome, reason, level, week,
month, quarter, year; kind (of the first outbound activity), weekday (of the first touch),
value-band, tag, partner, sector, variant, direction (of the first activity), country and
fields.KEY; several with commas. NAME is a report kept with --save.`,
		Example: `  leads report --by source
  leads report --by source,channel --period this-quarter --compare-to previous
  leads report --by campaign --period 2026-Q3 --why
  leads report --by month --money paid --columns revenue,fees,net,unpaid
  leads report --by source --model linear --lookback 90d`,
		Args:        between(0, 1, "the NAME of a saved report"),
		Annotations: map[string]string{drawable: "yes"},
	}
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		if len(args) == 1 {
			if err := a.recall(ctx, cmd, args[0]); err != nil {
				return err
			}
		}
		if err := a.report(ctx, in); err != nil || in.save == "" {
			return err
		}
		return a.saveReport(ctx, cmd, in.save) // only what worked is kept
	})
	f := cmd.Flags()
	f.StringVar(&in.by, "by", "source", "`dimensions`, separated by commas")
	f.StringVar(&in.period, "period", "", "this-week, last-month, 2026, 2026-Q3, 2026-11, 2026-W47, … (default the whole file)")
	in.keep.add(cmd)
	f.StringVar(&in.attr.model, "model", "", "share each deal among its touches by this `model`: leads help models")
	in.attr.add(cmd)
	f.StringVar(&in.sort, "sort", "", "`column` to sort by, with - in front the other way round (default revenue)")
	f.BoolVar(&in.final, "final", false, "also what the rates will be once the open leads are closed")
	f.BoolVar(&in.cohort, "cohort", false, "follow the leads of the period, whenever they closed")
	f.StringVar(&in.against, "compare-to", "", "previous: the period before, too")
	f.BoolVar(&in.chart, "chart", false, "on a terminal: bars of the column it is sorted by, and the leads of each of the last 12 weeks")
	f.BoolVar(&in.why, "why", false, "list the leads behind the figures, with a model the credits of each, and what the columns mean")
	f.StringVar(&in.money, "money", "won", "`basis` of revenue: won (the price, on the closing day) or paid (what came, on its day)")
	f.BoolVar(&in.replies, "replies", false, "who was contacted, who answered, and what an answer and a win cost")
	f.StringVar(&in.bands, "bands", "", "with --by value-band: the `bounds`, such as 500,1000,5000 (default your own quartiles)")
	f.StringVar(&in.columns, "columns", "", "`columns` to show, by their keys, separated by commas; JSON has all of them")
	f.StringVar(&in.save, "save", "", "keep these flags under a `name`")
	cmd.AddCommand(newReportList(a), newReportRemove(a))
	return cmd
}

// report asks for the sums and prints the sheet.
func (a *app) report(ctx context.Context, in reportInput) error {
	q, period, err := a.readReport(in)
	if err != nil {
		return err
	}
	if in.attr.set() && slices.ContainsFunc(q.By, func(d crm.Dimension) bool { return d == crm.ByTag || d == crm.ByValueBand }) {
		return crm.Invalidf("a model does not share out by tag or value band").WithHint("leads report --by tag")
	}
	if in.attr.set() && in.final {
		return crm.Invalidf("--final and --model contradict each other: a model shares out what was won")
	}
	asked := answers.ReportQuestion{Notes: a.format == render.JSON || !a.flags.quiet && !a.machine(),
		Chart: in.chart && (a.format == render.HTML || a.format == render.Table && a.StdoutTTY), Bars: a.format == render.Table,
		Previous: in.against != "", Why: in.why}
	var answer *sheet.Sheet
	err = a.view(ctx, func(tx *store.Tx) error {
		if asked.Facts, err = a.readFacts(ctx, tx, in, &q, period); err != nil {
			return err
		}
		if in.against != "" && asked.Facts.Period.Previous().Open() {
			return crm.Invalidf("--compare-to previous needs a period with two ends").WithHint("for example: --period this-month")
		}
		asked.Query = q
		if in.attr.set() {
			asked.Shared = func(ctx context.Context, tx *store.Tx, q report.Query, facts store.FactQuery) (*sheet.Sheet, error) {
				flags := in.attr
				flags.why = in.why && facts.Period == asked.Facts.Period // not of the one before
				return a.creditReport(ctx, tx, flags, q, facts)
			}
		}
		answer, err = answers.Report(ctx, tx, asked)
		return err
	})
	if err != nil {
		return err
	}
	a.choose(answer, in.shownColumns())
	return a.printReport(answer)
}

// shownColumns are the columns that were asked for; none for the usual ones.
func (in reportInput) shownColumns() []string {
	if in.columns == "" && in.replies {
		return report.ReplyKeys
	}
	return splitList(in.columns)
}

// needsReplies reports whether the answer holds figures about replies.
func (a *app) needsReplies(in reportInput) bool {
	return in.replies || a.structured() || slices.ContainsFunc(append(splitList(in.columns), strings.TrimPrefix(in.sort, "-")), func(key string) bool {
		return slices.Contains(report.ReplyKeys, key) && key != "leads" && key != "won"
	})
}

// printReport prints a report and, for people, what belongs to it.
func (a *app) printReport(s *sheet.Sheet) error {
	if err := a.print(s); err != nil || a.machine() || a.format == render.HTML { // a page holds it already
		return err
	}
	for _, extra := range s.Extra {
		if inner, ok := extra.Value.(*sheet.Sheet); ok && inner != nil {
			if _, err := a.Stdout.Write([]byte("\n")); err != nil {
				return err
			}
			if err := a.print(inner); err != nil {
				return err
			}
		}
	}
	return nil
}

// readReport reads what needs no file.
func (a *app) readReport(in reportInput) (q report.Query, period crm.Period, err error) {
	for _, word := range splitList(in.by) {
		dim, err := crm.ParseDimension(word)
		if err != nil {
			return q, period, err
		}
		if slices.Contains(q.By, dim) {
			return q, period, crm.Invalidf("--by names %s twice", string(dim))
		}
		q.By = append(q.By, dim)
	}
	if len(q.By) == 0 {
		return q, period, crm.Invalidf("--by needs a dimension").WithHint("for example: --by source")
	}
	q.Cohort, q.Final, q.Today, q.Replies = in.cohort, in.final, a.today, true
	q.Sort = in.sort
	if key := strings.TrimPrefix(in.sort, "-"); key != "" && !slices.Contains(report.Sortable(q), key) {
		return q, period, crm.Invalidf("there is no column %q to sort by", key).
			OneOf(key, report.Sortable(q))
	}
	for _, key := range splitList(in.columns) {
		if !slices.Contains(report.Sortable(q), key) {
			return q, period, crm.Invalidf("there is no column %q to show", key).OneOf(key, report.Sortable(q))
		}
	}
	switch in.money {
	case "", "won":
	case "paid":
		q.Paid = true
	default:
		return q, period, crm.Invalidf("--money must be won or paid, not %q", in.money).Near(in.money, "won", "paid")
	}
	if in.against != "" && in.against != "previous" {
		return q, period, crm.Invalidf("--compare-to knows only previous, not %q", in.against).WithHint("--compare-to previous")
	}
	if in.period != "" && (in.keep.since != "" || in.keep.until != "") {
		return q, period, crm.Invalidf("--period and --since or --until contradict each other")
	}
	period.From, period.To, err = a.between(in.keep.since, in.keep.until)
	return q, period, err
}

// readPeriod reads --period, which may follow the week-start of the file.
func (a *app) readPeriod(ctx context.Context, tx *store.Tx, in reportInput, period crm.Period) (crm.Period, error) {
	if in.period == "" {
		return period, nil
	}
	return answers.Period(ctx, tx, in.period, a.today)
}

// readFacts finds what the flags of a report name in the file: the days, whose
// touch counts, which touches and client to keep.
func (a *app) readFacts(ctx context.Context, tx *store.Tx, in reportInput, q *report.Query, period crm.Period) (facts store.FactQuery, err error) {
	if period, err = a.readPeriod(ctx, tx, in, period); err != nil {
		return facts, err
	}
	facts = store.FactQuery{By: q.By, Period: period, Cohort: q.Cohort, Paid: q.Paid,
		Replies: a.needsReplies(in), Today: a.today}
	if facts.Origin, err = in.attr.origin(); err != nil {
		return facts, err
	}
	if facts.Keep, err = in.keep.resolve(ctx, a, tx); err != nil {
		return facts, err
	}
	if err := setBands(ctx, tx, &facts, in.bands); err != nil {
		return facts, err
	}
	return facts, answers.Prepare(ctx, tx, q, facts)
}

// setBands finds the value bands where a question is by them.
func setBands(ctx context.Context, tx *store.Tx, facts *store.FactQuery, bounds string) (err error) {
	if slices.Contains(facts.By, crm.ByValueBand) {
		facts.Bands, err = answers.Bands(ctx, tx, bounds)
	} else if bounds != "" {
		err = crm.Invalidf("--bands goes with --by value-band")
	}
	return err
}
