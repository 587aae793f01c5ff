package report

import (
	"cmp"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// Sums are the figures of a report, added up group by group. There may be
// millions of groups, so what most of them do not have is kept apart, and cells
// are made while they are written.
type Sums struct {
	Query
	names []naming
	pairs []map[uint64]int32 // of three dimensions and more, the number of two names together
	rest  []int32            // by that number: the numbers of the names after the first
	lines []line
	fees  []feeOf
	after []wonAfter
	total figures

	unfed int // lines at the end that show though they are empty
}

// line is what a group has. It is as long as what a processor fetches at a time.
type line struct {
	key                                                       uint64 // the number of its first name, and that of the rest
	leads, closed, won, lost, noResponse, notAFit, influenced int32
	after                                                     int32 // where its days to win begin, from 1 on; 0 for none
	revenue, minutes, cost                                    int64
}

// feeOf is revenue of a line to which a fee applies, in parts per million.
type feeOf struct {
	line       int32
	ppm, minor int64
}

// wonAfter counts deals of a line that were won after so many days.
type wonAfter struct {
	line        int32
	days, deals int64
}

// SumUp adds up facts. The names of the query have to be those of all of them.
func SumUp(q Query, facts crm.Facts) *Sums {
	s := &Sums{Query: q, pairs: make([]map[uint64]int32, max(len(q.By)-2, 0))}
	for i := range s.pairs {
		s.pairs[i] = map[uint64]int32{}
	}
	for _, d := range q.By {
		s.names = append(s.names, naming{dim: d, known: map[string]int32{}})
	}
	if facts.Apart {
		s.lines = make([]line, 0, facts.Most)
	}
	known := map[uint64]int32{} // by key, where a group may come again
	for f := range facts.All {
		key := s.key(&f.Group)
		n := int32(len(s.lines) - 1)
		if n < 0 || s.lines[n].key != key {
			again := false
			if n, again = known[key]; !again {
				n = int32(len(s.lines))
				s.lines = append(s.lines, line{key: key})
			}
			if !facts.Apart {
				known[key] = n
			}
		}
		s.add(n, f)
		s.total.add(f, &q.Names)
	}
	if facts.Apart && slices.ContainsFunc(s.names, naming.ambiguous) {
		s.unite()
	}
	slices.SortFunc(s.fees, func(a, b feeOf) int { return cmp.Compare(a.line, b.line) })
	slices.SortFunc(s.after, func(a, b wonAfter) int { return cmp.Compare(a.line, b.line) })
	for i, w := range s.after {
		if i == 0 || s.after[i-1].line != w.line {
			s.lines[w.line].after = int32(i + 1)
		}
	}
	return s
}

// add adds a fact to a line.
func (s *Sums) add(n int32, f *crm.Fact) {
	l := &s.lines[n]
	l.leads += int32(f.Leads)
	l.closed += int32(f.Closed)
	l.won += int32(f.Won)
	l.lost += int32(f.Lost)
	l.noResponse += int32(f.NoResponse)
	l.notAFit += int32(f.NotAFit)
	l.revenue += f.Revenue
	l.minutes += f.Minutes
	l.cost += f.Cost
	if f.Revenue != 0 && f.FeeSource != 0 {
		if ppm := crm.FeeOn(s.Names.Fees[f.FeeSource], f.FeeDay); ppm > 0 {
			s.fees = append(s.fees, feeOf{n, ppm, f.Revenue})
		}
	}
	if f.WonAfter != 0 {
		s.after = append(s.after, wonAfter{n, f.DaysToWin, f.WonAfter})
	}
}

// unite makes one line of those with the same names.
func (s *Sums) unite() {
	known, number := make(map[uint64]int32, len(s.lines)), make([]int32, len(s.lines))
	some := s.lines[:0]
	for i, l := range s.lines {
		n, again := known[l.key]
		if number[i] = n; !again {
			number[i], known[l.key] = int32(len(some)), int32(len(some))
			some = append(some, l)
			continue
		}
		o := &some[n]
		o.leads += l.leads
		o.closed += l.closed
		o.won += l.won
		o.lost += l.lost
		o.noResponse += l.noResponse
		o.notAFit += l.notAFit
		o.revenue += l.revenue
		o.minutes += l.minutes
		o.cost += l.cost
	}
	s.lines = some
	for i := range s.fees {
		s.fees[i].line = number[s.fees[i].line]
	}
	for i := range s.after {
		s.after[i].line = number[s.after[i].line]
	}
}

// Won counts the deals won of all groups.
func (s *Sums) Won() int64 { return s.total.Won }

// Minutes is the time spent on all groups.
func (s *Sums) Minutes() int64 { return s.total.Minutes }

// key says which names a group has.
func (s *Sums) key(g *crm.Group) uint64 {
	if len(s.names) == 0 {
		return 0
	}
	first := s.names[0].of(&s.Query, g)
	if len(s.names) == 1 {
		return uint64(first) << 32
	}
	rest := s.names[1].of(&s.Query, g)
	for i, pair := range s.pairs {
		both := uint64(rest)<<32 | uint64(s.names[i+2].of(&s.Query, g))
		number, known := pair[both]
		if !known {
			number = int32(len(pair))
			pair[both] = number
			if i == len(s.pairs)-1 {
				for n := range s.names[1:] {
					s.rest = append(s.rest, s.names[n+1].last)
				}
			}
		}
		rest = number
	}
	return uint64(first)<<32 | uint64(rest)
}

// name is the number of the name of a line by a dimension.
func (s *Sums) name(l *line, dim int) int32 {
	switch {
	case dim == 0:
		return int32(l.key >> 32)
	case len(s.names) == 2:
		return int32(uint32(l.key))
	}
	return s.rest[int(uint32(l.key))*(len(s.names)-1)+dim-1]
}

// called is what a line is called by a dimension.
func (s *Sums) called(l *line, dim int) string { return s.names[dim].names[s.name(l, dim)] }

// label is what a line is called by all of them.
func (s *Sums) label(l *line) string {
	list := make([]string, len(s.names))
	for i := range list {
		list[i] = s.called(l, i)
	}
	return strings.Join(list, "\x00")
}

// empty reports whether a line has nothing to show.
func (l *line) empty() bool {
	return l.leads|l.closed|l.won|l.lost|l.noResponse|l.notAFit|l.influenced == 0 && l.revenue|l.minutes|l.cost == 0
}

// load fills in the figures of a line.
func (s *Sums) load(number int32, l *line, f *figures) {
	f.Leads, f.Closed, f.Won, f.Lost = int64(l.leads), int64(l.closed), int64(l.won), int64(l.lost)
	f.NoResponse, f.NotAFit, f.Influenced = int64(l.noResponse), int64(l.notAFit), int64(l.influenced)
	f.Revenue, f.Minutes, f.Cost = l.revenue, l.minutes, l.cost
	if len(f.fees) > 0 {
		clear(f.fees)
	}
	if len(f.days) > 0 {
		clear(f.days)
	}
	if l.after > 0 {
		for i := int(l.after) - 1; i < len(s.after) && s.after[i].line == number; i++ {
			f.addDays(s.after[i].days, s.after[i].deals)
		}
	}
	if len(s.fees) > 0 {
		at, _ := slices.BinarySearchFunc(s.fees, number, func(r feeOf, n int32) int { return cmp.Compare(r.line, n) })
		for ; at < len(s.fees) && s.fees[at].line == number; at++ {
			f.addFee(s.fees[at].ppm, s.fees[at].minor)
		}
	}
}

// Sheet is the report.
func (s *Sums) Sheet() *sheet.Sheet {
	if len(s.Influence.Facts) > 0 {
		known := make(map[uint64]int32, len(s.lines))
		for n := range s.lines {
			known[s.lines[n].key] = int32(n)
		}
		for i := range s.Influence.Facts {
			f := &s.Influence.Facts[i]
			key := s.key(&f.Group)
			n, again := known[key]
			if !again {
				n = int32(len(s.lines))
				known[key], s.lines = n, append(s.lines, line{key: key})
			}
			s.lines[n].influenced += int32(f.Influenced)
		}
	}
	s.total.Influenced = s.Influence.Total
	s.addUnfed()
	a := &sheet.Sheet{
		Title:   s.title(),
		Shape:   sheet.Envelope,
		Head:    s.head(),
		Names:   len(s.By),
		Columns: s.columns(),
		Empty:   say.T("Nothing lies in this period."),
	}
	columns, order := s.figureColumns(), s.order(a.Column(cmp.Or(strings.TrimPrefix(s.Sort, "-"), "revenue")))
	at, now := -1, figures{}
	next := window{sums: s, names: make([][fewLines]string, len(s.By))}
	a.Made = &sheet.Made{Len: len(order), Cell: func(row, column int) sheet.Cell {
		place := row % fewLines
		if row != at {
			if place == 0 || at != row-1 {
				next.fetch(order[row-place:])
			}
			s.load(order[row], &next.lines[place], &now)
			at = row
		}
		if column < len(s.By) {
			return sheet.Words(next.names[column][place])
		}
		return columns[column-len(s.By)].of(&s.Query, &now)
	}}
	a.Total = s.cells(columns, append([]string{"total"}, make([]string, max(len(s.By)-1, 0))...), &s.total)
	a.Notes = slices.Concat(s.notes(&s.total), s.remainders(), s.remarks())
	return a
}

// addUnfed shows a line for each source that has to show and has no figure.
func (s *Sums) addUnfed() {
	fed := map[string]bool{}
	for n := range s.lines {
		if l := &s.lines[n]; len(s.Unfed) > 0 && !l.empty() {
			fed[s.called(l, 0)] = true
		}
	}
	for _, name := range s.Unfed {
		if fed[name] {
			continue
		}
		s.unfed++
		l := line{key: uint64(s.names[0].number(name)) << 32}
		if len(s.names) == 2 {
			l.key |= uint64(s.names[1].number(None))
		}
		s.lines = append(s.lines, l)
	}
}

// order lists the lines that have something to show, as Query.sort orders the rows
// of a sheet: figures fall, names rise, unknown comes last, and names settle ties.
func (s *Sums) order(at int) []int32 {
	order := make([]int32, 0, len(s.lines))
	for n := range s.lines {
		if !s.lines[n].empty() || n >= len(s.lines)-s.unfed {
			order = append(order, int32(n))
		}
	}
	figure := s.figure(at)
	for dim := len(s.names) - 1; dim >= 0; dim-- {
		rank, alike := s.names[dim].ranks()
		if dim == at {
			figure = func(n int32) uint64 { return sheet.Whole(-int64(alike[s.name(&s.lines[n], dim)])).Order() }
		}
		order = byRank(order, len(rank), func(n int32) int32 { return rank[s.name(&s.lines[n], dim)] })
	}
	type sorted struct {
		figure uint64
		place  int32 // by name
	}
	places := make([]sorted, len(order))
	reverse := strings.HasPrefix(s.Sort, "-")
	for i, n := range order {
		p := sorted{figure(n), int32(i)}
		if !reverse {
			p.figure = ^p.figure
		} else if p.figure == 0 { // unknown
			p.figure--
		}
		places[i] = p
	}
	usual := majority(places, func(p sorted) uint64 { return p.figure })
	others := slices.DeleteFunc(slices.Clone(places), func(p sorted) bool { return p.figure == usual })
	slices.SortFunc(others, func(a, b sorted) int { return cmp.Or(cmp.Compare(a.figure, b.figure), cmp.Compare(a.place, b.place)) })
	before, _ := slices.BinarySearchFunc(others, usual, func(p sorted, f uint64) int { return cmp.Compare(p.figure, f) })
	list := make([]int32, 0, len(order))
	for _, p := range others[:before] {
		list = append(list, order[p.place])
	}
	for _, p := range places {
		if p.figure == usual {
			list = append(list, order[p.place])
		}
	}
	for _, p := range others[before:] {
		list = append(list, order[p.place])
	}
	return list
}

// figure gives what a column orders lines by.
func (s *Sums) figure(at int) func(n int32) uint64 {
	if s.Sort == "" {
		return func(n int32) uint64 { return sheet.Whole(s.lines[n].revenue).Order() }
	}
	if at < len(s.By) {
		return nil
	}
	column, now := s.figureColumns()[at-len(s.By)], figures{}
	return func(n int32) uint64 {
		s.load(n, &s.lines[n], &now)
		return column.of(&s.Query, &now).Order()
	}
}

// byRank orders a list by ranks below a limit; what is equal stays as it is.
func byRank(list []int32, ranks int, rank func(int32) int32) []int32 {
	begin := make([]int32, ranks+1)
	for _, n := range list {
		begin[rank(n)+1]++
	}
	for r := range ranks {
		begin[r+1] += begin[r]
	}
	sorted := make([]int32, len(list))
	for _, n := range list {
		r := rank(n)
		sorted[begin[r]] = n
		begin[r]++
	}
	return sorted
}

// majority is what more than half of a list have, if there is such a thing: most
// lines of a long report have no revenue, and need not be sorted by it.
func majority[T any](list []T, of func(T) uint64) (most uint64) {
	votes := 0
	for _, item := range list {
		switch v := of(item); {
		case votes == 0:
			most, votes = v, 1
		case v == most:
			votes++
		default:
			votes--
		}
	}
	return most
}
