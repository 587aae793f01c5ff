package answers

import (
	"cmp"
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/stats"
	"leads/internal/store"
)

// work is what one source or channel came to in a period: leads by first touch,
// deals by closing day, hours and cost by the day of the activity, as in a report.
type work struct {
	name, source string
	channel      crm.ChannelID
	direction    crm.Direction
	leads, open  int64
	decided      stats.Count // won, of those won, lost or never answered
	revenue      int64       // minor units of the base currency, as cost
	fees         []crm.FeePart
	feeFixed     int64
	minutes      int64
	cost         int64
	deals        []float64 // what each won deal left after its fee, in minor units
}

// net is revenue − fees − cost.
func (w *work) net() int64 { return w.revenue - crm.FeeOf(w.fees) - w.feeFixed - w.cost }

// perHour is net / hours, in minor units; hours must be known.
func (w *work) perHour() float64 { return float64(w.net()) * 60 / float64(w.minutes) }

func (w *work) add(o *work) {
	w.leads, w.open = w.leads+o.leads, w.open+o.open
	w.decided.K, w.decided.N = w.decided.K+o.decided.K, w.decided.N+o.decided.N
	w.revenue, w.minutes, w.cost = w.revenue+o.revenue, w.minutes+o.minutes, w.cost+o.cost
	w.fees, w.deals, w.feeFixed = append(w.fees, o.fees...), append(w.deals, o.deals...), w.feeFixed+o.feeFixed
}

// addFee adds what was taken of a sum of revenue: by the contract or payment that
// says so, else by the fee of the source on its day.
func (w *work) addFee(f *crm.Fact, n names) {
	w.feeFixed += f.FeeFixed
	switch fees := n.source[f.FeeSource].Fees; {
	case f.Revenue == 0:
	case f.FeeKnown:
		w.fees = append(w.fees, crm.FeePart{Minor: f.Revenue, PPM: f.FeePPM})
	case len(fees) > 0:
		w.fees = append(w.fees, crm.FeePart{Minor: f.Revenue, PPM: crm.FeeOn(fees, f.FeeDay)})
	}
}

// stat is the work as stats takes it.
func (w *work) stat() stats.Work {
	return stats.Work{Parent: w.source, Hours: float64(w.minutes) / 60, Leads: w.leads, Decided: w.decided, Values: w.deals, Cost: float64(w.cost)}
}

// names are the sources and channels of a file, each by the one that it counts
// under.
type names struct {
	source  map[crm.SourceID]crm.Source
	channel map[crm.ChannelID]crm.Channel
}

func readNames(ctx context.Context, tx *store.Tx) (n names, err error) {
	n = names{map[crm.SourceID]crm.Source{}, map[crm.ChannelID]crm.Channel{}}
	sources, err := tx.Sources(ctx)
	if err != nil {
		return n, err
	}
	channels, err := tx.Channels(ctx)
	if err != nil {
		return n, err
	}
	for _, s := range sources {
		n.source[s.ID] = s
	}
	for _, s := range sources {
		if s.MergedInto != 0 {
			n.source[s.ID] = n.source[s.MergedInto]
		}
	}
	for _, c := range channels {
		n.channel[c.ID] = c
	}
	for _, c := range channels {
		if c.MergedInto != 0 {
			n.channel[c.ID] = n.channel[c.MergedInto]
		}
	}
	return n, nil
}

// readWorks sums every channel of a period, by name. Leads without a source, and
// what was spent without one, are in none.
func readWorks(ctx context.Context, tx *store.Tx, period crm.Period) ([]*work, error) {
	n, err := readNames(ctx, tx)
	if err != nil {
		return nil, err
	}
	facts, err := tx.Facts(ctx, store.FactQuery{By: []crm.Dimension{crm.BySource, crm.ByChannel}, Period: period, Fees: true})
	if err != nil {
		return nil, err
	}
	works := map[string]*work{}
	at := func(source crm.SourceID, channel crm.ChannelID) *work {
		s, known := n.source[source]
		if !known {
			return nil
		}
		c := n.channel[channel]
		w := &work{name: s.Name, source: s.Name, channel: c.ID, direction: c.Direction}
		if c.ID != 0 {
			w.name += "/" + c.Name
		}
		if works[w.name] == nil {
			works[w.name] = w
		}
		return works[w.name]
	}
	for i := range facts {
		f := &facts[i]
		w := at(f.Source, f.Channel)
		if w == nil {
			continue
		}
		w.leads, w.open = w.leads+f.Leads, w.open+f.Leads-f.Closed
		w.decided.K += f.Won
		w.decided.N += f.Won + f.Lost + f.NoResponse
		w.revenue, w.minutes, w.cost = w.revenue+f.Revenue, w.minutes+f.Minutes, w.cost+f.Cost
		w.addFee(f, n)
	}
	won, err := tx.Leads(ctx, store.LeadFilter{Outcomes: []crm.Outcome{crm.Won}, Sort: "id"})
	if err != nil {
		return nil, err
	}
	for i := range won {
		d := &won[i].Deal
		if w := at(won[i].Touch.Source, won[i].Touch.Channel); w != nil && d.Base.Known() && period.Contains(d.ClosedOn) {
			fee := float64(crm.FeeOn(n.source[won[i].Touch.Source].Fees, d.ClosedOn)) / 1e6
			if d.Fee.Known && d.Amount.Minor != 0 {
				fee = float64(d.Fee.Of(d.Amount)) / float64(d.Amount.Minor)
			}
			w.deals = append(w.deals, float64(d.Base.Minor)*(1-fee))
		}
	}
	var list []*work
	for _, w := range works {
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b *work) int { return cmp.Compare(a.name, b.name) })
	return list, nil
}

// bySource adds up the channels of each source.
func bySource(channels []*work) (list []*work) {
	for _, c := range channels {
		at := slices.IndexFunc(list, func(w *work) bool { return w.source == c.source })
		if at < 0 {
			at, list = len(list), append(list, &work{name: c.source, source: c.source})
		}
		list[at].add(c)
	}
	return list
}
