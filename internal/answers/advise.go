package answers

import (
	"cmp"
	"context"
	"math"
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
	"leads/internal/store"
)

// AdviseQuery says how many hours to divide, in halves, by what was learned
// in which period.
type AdviseQuery struct {
	Halves int
	Period crm.Period
}

// fewDecided is below how many decided leads of outbound channels no advice is given.
const fewDecided = 20

// Advise says where the next hours go: what no hour buys comes first, then a split
// over the channels on which hours are spent to find work. A channel gets its share
// in the order of how likely it is the best, so what is little known is tried, too
// (Thompson 1933, Biometrika 25:285).
func Advise(ctx context.Context, tx *store.Tx, q AdviseQuery) (*sheet.Sheet, error) {
	base, err := tx.Base(ctx)
	if err != nil {
		return nil, err
	}
	works, err := readWorks(ctx, tx, q.Period)
	if err != nil {
		return nil, err
	}
	inbound, outbound := parted(works)
	hours := float64(q.Halves) / 2
	s := &sheet.Sheet{Shape: sheet.Envelope, Title: say.T("Where the next %s hours go (%s)", crm.Tenths(hours), string(base)),
		Head: []sheet.Field{{Key: "hours", Type: sheet.Number, Value: hours}, {Key: "answer_first", Type: sheet.Nested, Value: answerFirst(inbound)}},
		Columns: []sheet.Column{{Key: "channel", Title: say.T("channel")}, {Key: "net_per_hour", Title: say.T("net per hour"), Type: sheet.Money},
			{Key: "low", Title: say.T("from"), Type: sheet.Money}, {Key: "high", Title: say.T("to"), Type: sheet.Money},
			{Key: "p_best", Title: say.T("best with"), Type: sheet.Percent}, {Key: "hours", Title: say.T("next hours"), Type: sheet.Hours},
			{Key: "share_so_far", Title: say.T("share so far"), Type: sheet.Percent}, {Key: "n", Title: say.T("decided"), Type: sheet.Count}},
		Empty: say.T("No advice yet.")}
	if len(inbound) > 0 {
		s.Notes = append(s.Notes, say.T("answer these first, no hours can buy them: %s", inboundNames(inbound)))
	}
	missing := lacking(outbound)
	if len(missing) > 0 {
		s.Notes = append(s.Notes, missing...)
		return s, nil
	}
	split(s, outbound, q.Halves, base)
	return s, nil
}

// parted separates channels on which work is found by spending hours from those by
// which it comes. A channel of unknown direction counts as outbound. What was
// spent on a source and on none of its channels is part of its outbound channel,
// where it has one alone.
func parted(works []*work) (inbound, outbound []*work) {
	for _, w := range works {
		switch {
		case w.leads == 0 && w.minutes == 0 && w.decided.N == 0:
		case w.direction == "in":
			inbound = append(inbound, w)
		case w.channel != 0:
			outbound = append(outbound, w)
		}
	}
	for _, w := range works {
		if w.channel != 0 || w.leads == 0 && w.minutes == 0 && w.decided.N == 0 {
			continue
		}
		own := func(list []*work) (own []*work) {
			for _, o := range list {
				if o.source == w.source {
					own = append(own, o)
				}
			}
			return own
		}
		out := own(outbound)
		switch {
		case len(out) == 1:
			both := *out[0]
			both.add(w)
			outbound[slices.Index(outbound, out[0])] = &both
		case len(out) == 0 && len(own(inbound)) > 0:
			inbound = append(inbound, w)
		default:
			outbound = append(outbound, w)
		}
	}
	slices.SortStableFunc(inbound, func(a, b *work) int { return cmp.Or(cmp.Compare(b.open, a.open), cmp.Compare(a.name, b.name)) })
	return inbound, outbound
}

func answerFirst(inbound []*work) *sheet.Sheet {
	s := &sheet.Sheet{Columns: []sheet.Column{{Key: "channel", Title: say.T("channel")}, {Key: "leads", Title: say.T("leads"), Type: sheet.Count},
		{Key: "open", Title: say.T("open"), Type: sheet.Count}, {Key: "won", Title: say.T("won"), Type: sheet.Count}, {Key: "n", Title: say.T("decided"), Type: sheet.Count}}}
	for _, w := range inbound {
		s.Add(w.name, w.leads, w.open, w.decided.K, w.decided.N)
	}
	return s
}

func inboundNames(inbound []*work) say.Text {
	var items []say.Text
	for i, w := range inbound {
		if i == 5 {
			items = append(items, say.T("%d more", len(inbound)-5))
			break
		}
		items = append(items, say.T("%s (%d open)", w.name, w.open))
	}
	return commas(items)
}

// lacking says what is missing before advice can be given.
func lacking(outbound []*work) (notes []say.Text) {
	var all work
	for _, w := range outbound {
		all.add(w)
	}
	if all.decided.N < fewDecided {
		notes = append(notes, say.T("no advice yet: %d outbound leads are won or lost, and it takes %d", all.decided.N, fewDecided))
	}
	if all.decided.N >= fewDecided && len(all.deals) == 0 {
		notes = append(notes, say.T("no advice yet: no outbound deal with an amount is won"))
	}
	if all.minutes == 0 {
		notes = append(notes, say.T("no advice yet: no hours are recorded on outbound channels (leads log ID KIND --spent 25m)"))
	}
	if len(outbound) == 0 {
		notes = append(notes, say.T("no channel is outbound: leads channel set SOURCE/CHANNEL --direction out"))
	}
	return notes
}

// split adds a row a channel, the most hours first.
func split(s *sheet.Sheet, outbound []*work, halves int, base crm.Currency) {
	input, spent := make([]stats.Work, len(outbound)), int64(0)
	for i, w := range outbound {
		input[i] = w.stat()
		spent += w.minutes
	}
	draws := stats.Worth(input, worthDraws, worthSeed)
	best := stats.Shares(draws)
	parts := stats.Apportion(halves, best)
	order := make([]int, len(outbound))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Or(cmp.Compare(parts[j], parts[i]), cmp.Compare(best[j], best[i])) })
	money := func(minor float64) sheet.Amount {
		return sheet.Amount{Decimal: crm.Money{Minor: int64(math.Round(minor)), Currency: base}.Decimal(), Currency: string(base)}
	}
	var untimed []say.Text
	for _, i := range order {
		w := outbound[i]
		q := stats.Quantiles(draws[i], 0.1, 0.5, 0.9)
		s.Add(w.name, money(q[1]), money(q[0]), money(q[2]), best[i], float64(parts[i])/2, float64(w.minutes)/float64(spent), w.decided.N)
		if w.minutes == 0 {
			untimed = append(untimed, say.T("%s", w.name))
		}
	}
	if len(untimed) > 0 {
		s.Notes = append(s.Notes, say.T("no hours are recorded on %s: what an hour brings there is estimated from the other channels", commas(untimed)))
	}
	s.Notes = append(s.Notes, say.T("net per hour is leads per hour × share won × value of a deal − cost, each drawn towards the other channels of the source and towards all, "+
		"the more so the less is known; from and to contain it in 8 of 10 cases"))
	first, second := order[0], order[0]
	if len(order) > 1 {
		second = order[1]
	}
	if first == second {
		s.Notes = append(s.Notes, say.T("this is association, not cause"))
		return
	}
	s.Notes = append(s.Notes, say.T("this is association, not cause: the same hours on %s and on %s, in alternate weeks, for similar work, would test it (leads compare says when it is decided)",
		outbound[first].name, outbound[second].name))
}
