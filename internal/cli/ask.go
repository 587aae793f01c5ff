package cli

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/answers"
	"leads/internal/crm"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newAsk(a *app) *cobra.Command {
	var in reportInput
	cmd := &cobra.Command{
		Use:   "ask [QUESTION]",
		Short: "Your questions, a sentence each: what is sure, what nobody can say yet",
		Long: `Your questions, a sentence each, with how sure the answer is and the command behind it.
Without a QUESTION, all of them:

  best       Which source converts best?
  hour       What does an hour bring, source by source?
  channels   Are invitations worth more than searched offers?
  campaign   Which campaign brought most revenue? (this quarter unless --period says otherwise)
  referrers  Who refers?
  new        How many leads are new because of a campaign?
  stop       Where is effort wasted?
  more       Where is effort worth more?
  price      Am I too cheap?

An answer names one source only where it is the best with 95 %; else it names those that may
be, and says that nobody can say yet. What an hour brings counts the hours of lost leads, too.
Effort is wasted on a channel that is worth its hours with less than 10 %, and worth more on
one with over 90 %: against your hourly-cost (leads config set hourly-cost 40), else against
the median of your channels.`,
		Example: `  leads ask
  leads ask best --period this-year
  leads ask hour --by channel --json`,
		Args: between(0, math.MaxInt, "QUESTIONs"),
	}
	cmd.RunE = a.run(func(ctx context.Context, args []string) error { return a.ask(ctx, args, in) })
	f := cmd.Flags()
	f.StringVar(&in.period, "period", "", "this-year, 2026-Q3, 2026-11, … (default the whole file)")
	f.StringVar(&in.keep.since, "since", "", "from this `day` on")
	f.StringVar(&in.keep.until, "until", "", "up to this `day`")
	f.StringVar(&in.by, "by", "source", "best and hour: source or channel (`dimension`)")
	return cmd
}

func (a *app) ask(ctx context.Context, args []string, in reportInput) error {
	q := answers.AskQuery{ByChannel: in.by == "channel", QuarterDays: []string{"--period", "this-quarter"}}
	if in.by != "source" && in.by != "channel" {
		return crm.Invalidf("a question goes by source or channel, not by %s", in.by).OneOf(in.by, []string{"source", "channel"})
	}
	for _, word := range args {
		id := strings.ToLower(crm.CleanLine(word))
		if !slices.Contains(answers.Questions(), id) {
			return crm.Invalidf("there is no question %q", word).OneOf(id, answers.Questions())
		}
		q.Questions = append(q.Questions, id)
	}
	in.by = "source"
	_, period, err := a.readReport(in)
	if err != nil {
		return err
	}
	for flag, value := range map[string]string{"--period": in.period, "--since": string(period.From), "--until": string(period.To)} {
		if value != "" {
			q.Days = append(q.Days, flag, value)
		}
	}
	if len(q.Days) == 4 && q.Days[0] == "--until" { // a map has no order
		q.Days = append(q.Days[2:], q.Days[:2]...)
	}
	var answer *sheet.Sheet
	err = a.view(ctx, func(tx *store.Tx) error {
		if q.Period, err = a.readPeriod(ctx, tx, in, period); err != nil {
			return err
		}
		if q.Quarter, err = a.readPeriod(ctx, tx, reportInput{period: "this-quarter"}, crm.Period{}); err != nil {
			return err
		}
		answer, err = answers.Ask(ctx, tx, q)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(answer)
}

func newAdvise(a *app) *cobra.Command {
	var in reportInput
	hours := "10"
	cmd := &cobra.Command{
		Use:   "advise",
		Short: "Where the next hours go",
		Long: `Where the next hours go. First what no hour buys: invitations, inbound messages, referrals, to
be answered first. Then the outbound channels, each with what an hour there brings, net, in the
middle and in 8 of 10 cases, how likely it is the best, and its part of the next hours. The
parts follow the chance of being the best, so that what is little known is still tried
(Thompson's rule). Leads per hour, the share won and the value of a deal are each drawn towards
the other channels of the source and towards all, as strongly as your channels are alike.

With fewer than 20 decided outbound leads it says what is missing instead of guessing. Equal
files give equal advice: random draws have a fixed seed.`,
		Example: `  leads advise
  leads advise --hours 6 --period this-year --json`,
		Args: noArguments,
	}
	cmd.RunE = a.run(func(ctx context.Context, _ []string) error { return a.advise(ctx, hours, in) })
	f := cmd.Flags()
	f.StringVar(&hours, "hours", hours, "how many `hours` to divide, in half hours")
	f.StringVar(&in.period, "period", "", "learn from this period alone: this-year, 2026-Q3, … (default the whole file)")
	f.StringVar(&in.keep.since, "since", "", "learn from this `day` on")
	f.StringVar(&in.keep.until, "until", "", "learn up to this `day`")
	return cmd
}

func (a *app) advise(ctx context.Context, hours string, in reportInput) error {
	n, err := strconv.ParseFloat(strings.Replace(strings.TrimSuffix(hours, "h"), ",", ".", 1), 64)
	if err != nil || !(n > 0) || n > 1000 || n*2 != math.Trunc(n*2) {
		return crm.Invalidf("--hours %s is not a number of half hours up to 1000", hours).WithHint("leads advise --hours 10")
	}
	in.by = "source"
	_, period, err := a.readReport(in)
	if err != nil {
		return err
	}
	var answer *sheet.Sheet
	err = a.view(ctx, func(tx *store.Tx) error {
		if period, err = a.readPeriod(ctx, tx, in, period); err != nil {
			return err
		}
		answer, err = answers.Advise(ctx, tx, answers.AdviseQuery{Halves: int(n * 2), Period: period})
		return err
	})
	if err != nil {
		return err
	}
	return a.print(answer)
}
