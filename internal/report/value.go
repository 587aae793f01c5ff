package report

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

// Value is what clients have brought by months since their first touch, net of
// fees, by how they came. Fill it with Add, the orders of one client after the
// other, each client's in the order of their first touches.
type Value struct {
	Query
	At        []int // months since the first touch, ascending
	Referrals bool  // with what the clients brought whom a client sent
	Today     crm.Date
	Unnamed   int64 // leads without a client: left out

	clients []buyer
	at      map[crm.ClientID]int
}

// buyer is one client.
type buyer struct {
	group    crm.Group
	first    crm.Date
	referrer crm.ClientID
	deals    []sale
}

// sale is what one deal brought, in minor units.
type sale struct {
	on  crm.Date
	net float64
}

// Add enters an order. Errors are those of an impossible fee converted.
func (v *Value) Add(o crm.Order) error {
	if v.at == nil {
		v.at = map[crm.ClientID]int{}
	}
	n, known := v.at[o.Client]
	if !known {
		n = len(v.clients)
		v.at[o.Client] = n
		v.clients = append(v.clients, buyer{first: o.FirstTouchOn, referrer: o.Referrer,
			group: crm.Group{Source: o.Touch.Source, Channel: o.Touch.Channel, Campaign: o.Touch.Campaign, Client: o.Client, Referrer: o.Referrer}})
	}
	if o.Deal.Outcome != crm.Won || !o.Deal.Base.Known() {
		return nil
	}
	taken, err := o.Deal.TakenOfDeal()
	if err != nil {
		return err
	}
	if !taken.Known {
		taken.PPM = crm.FeeOn(v.Names.Fees[o.Touch.Source], o.Deal.ClosedOn)
	}
	net := float64(o.Deal.Base.Minor)
	if taken.Fixed {
		net -= float64(taken.Minor)
	} else {
		net -= net * float64(taken.PPM) / 1e6
	}
	v.clients[n].deals = append(v.clients[n].deals, sale{o.Deal.ClosedOn, net})
	return nil
}

// DaysOfMonths is a number of months as the days of an age.
func DaysOfMonths(months int) float64 { return math.Round(float64(months) * 365.2425 / 12) }

// unit is what a client brought by age, with that of those whom it sent.
func (v *Value) unit(n int, sent map[crm.ClientID][]int) stats.Unit {
	first := v.clients[n].first
	u := stats.Unit{Observed: float64(max(0, first.DaysUntil(v.Today)))}
	seen := map[int]bool{n: true}
	for queue := []int{n}; len(queue) > 0; queue = queue[1:] {
		for _, d := range v.clients[queue[0]].deals {
			u.Events = append(u.Events, stats.Event{Age: float64(max(0, first.DaysUntil(d.on))), Value: d.net})
		}
		for _, other := range sent[v.clients[queue[0]].group.Client] {
			if !seen[other] { // a circle of referrals ends where it began
				seen[other] = true
				queue = append(queue, other)
			}
		}
	}
	return u
}

// worthOf is one row: a group of clients and their means.
type worthOf struct {
	name    string
	clients int
	means   []stats.CumulativeMean
}

func (v *Value) rows() []worthOf {
	sent := map[crm.ClientID][]int{}
	if v.Referrals {
		for n, c := range v.clients {
			if c.referrer != 0 && c.referrer != c.group.Client {
				sent[c.referrer] = append(sent[c.referrer], n)
			}
		}
	}
	units := map[string][]stats.Unit{}
	for n := range v.clients {
		name := v.named(v.By[0], &v.clients[n].group)
		units[name] = append(units[name], v.unit(n, sent))
	}
	ages := make([]float64, len(v.At))
	for i, months := range v.At {
		ages[i] = DaysOfMonths(months)
	}
	rows := make([]worthOf, 0, len(units))
	for name, list := range units {
		rows = append(rows, worthOf{name, len(list), stats.MeanCumulative(list, ages)})
	}
	slices.SortFunc(rows, func(a, b worthOf) int {
		for i := range slices.Backward(ages) { // by the greatest age; what is not known there comes last
			if (a.means[i].N > 0) != (b.means[i].N > 0) {
				return cmp.Compare(b.means[i].N, a.means[i].N)
			}
			if c := cmp.Compare(b.means[i].Value, a.means[i].Value); c != 0 {
				return c
			}
		}
		return cmp.Or(cmp.Compare(b.clients, a.clients), strings.Compare(a.name, b.name))
	})
	return rows
}

// fewClients is the number of clients below which a mean says little.
const fewClients = 10

// Sheet is the answer: a row a group with its ages inside when it is nested,
// else a row for each age of each group.
func (v *Value) Sheet(nested bool) *sheet.Sheet {
	dim := v.By[0]
	s := &sheet.Sheet{Title: say.T("What a client is worth by months since the first touch, by %s: net of fees, per client on average (%s)", say.T(string(dim)), string(v.Base)),
		Shape: sheet.Envelope, Head: []sheet.Field{{Key: "by", Value: string(dim)}, {Key: "currency", Value: string(v.Base)}, {Key: "referrals", Type: sheet.Bool, Value: v.Referrals}},
		Empty: say.T("No lead has a client yet: leads edit ID --client NAME")}
	ages := []sheet.Column{{Key: "months", Title: say.T("months"), Type: sheet.Count}, {Key: "value", Title: say.T("value"), Type: sheet.Money},
		{Key: "low", Title: say.T("from"), Type: sheet.Money}, {Key: "high", Title: say.T("to"), Type: sheet.Money}, {Key: "n", Title: say.T("observed"), Type: sheet.Count}}
	s.Columns = []sheet.Column{{Key: string(dim), Title: say.T(string(dim))}, {Key: "clients", Title: say.T("clients"), Type: sheet.Count}}
	if nested {
		s.Columns = append(s.Columns, sheet.Column{Key: "at", Type: sheet.Nested})
	} else {
		s.Columns = append(s.Columns, ages...)
	}
	few := false
	for _, r := range v.rows() {
		inner := &sheet.Sheet{Columns: ages}
		for i, m := range r.means {
			few = few || m.N < fewClients
			cells := append([]any{int64(v.At[i])}, v.mean(m)...)
			if inner.Add(cells...); !nested {
				s.Add(append([]any{r.name, int64(r.clients)}, cells...)...)
			}
		}
		if nested {
			s.Add(r.name, int64(r.clients), inner)
		}
	}
	if len(s.Rows) > 0 {
		s.Notes = v.notes(few)
	}
	return s
}

// mean are value, low, high and n.
func (v *Value) mean(m stats.CumulativeMean) []any {
	cells := []any{nil, nil, nil, int64(m.N)}
	if m.N > 0 {
		cells[0] = v.amount(int64(math.Round(m.Value)))
	}
	if low, high, ok := m.Interval(); ok {
		cells[1], cells[2] = v.amount(int64(math.Round(low))), v.amount(int64(math.Round(high)))
	}
	return cells
}

func (v *Value) notes(few bool) []say.Text {
	notes := []say.Text{say.T("every client with a lead counts, also one that never bought; a recent client counts as long as it is known (Nelson's mean cumulative function, 95 %%); observed: clients known that long")}
	if few {
		notes = append(notes, say.T("fewer than %d clients are known that long in some rows: too few to rely on", fewClients))
	}
	if v.Referrals {
		notes = append(notes, say.T("with what referred clients brought, and those they referred in turn: they count again in rows of their own, so rows do not add up"))
	}
	if v.Unnamed > 0 {
		notes = append(notes, say.T("%d leads have no client and are left out", v.Unnamed))
	}
	return notes
}
