package store

import (
	"context"
	"database/sql"
	"slices"

	"leads/internal/crm"
)

// ledger is a file as its strips hold it, for one question: the leads with the
// groups that they count in, and the deals that count.
type ledger struct {
	q        FactQuery
	ended    bool       // whether deals were asked for, and
	within   crm.Period // of which days, or in a cohort of leads of which days: open for all of them
	stands   bool       // whether it is known which leads are closed and timed
	columns  []int      // of leads that say where they count
	kept     keeper
	byLevel  map[int64]uint8
	leads    roll[leaf]
	merged   []int64
	groups   []groupKey // by number, from 1 on
	numbers  map[groupKey]int32
	single   []int32                                              // numbers by the id of the only dimension, where there is one
	grouping func(c *[mostColumns][]int64, i int, id int64) int32 // see groupBy
	one      [mostColumns][]int64                                 // columns of one row
	deals    []ending
	odd      []ending // whose reasons no command writes
	reasons  []string // by number, from 1 on: a reason that no command writes comes last
}

// groupKey is a crm.Group in numbers.
type groupKey struct {
	source, channel, campaign, client, referrer int64
	reason                                      int32
	stage, outcome, level                       uint8
}

// keeper says which touches and clients the filters of a query keep; nil keeps all.
type keeper struct{ source, channel, campaign, client map[int64]bool }

func (k keeper) touch(source, channel, campaign int64) bool {
	return (k.source == nil || k.source[source]) && (k.channel == nil || k.channel[channel]) && (k.campaign == nil || k.campaign[campaign])
}

// keeper follows the pointers of merged names, as summing.keep does.
func (t *Tx) keeper(ctx context.Context, q FactQuery) (k keeper, err error) {
	if q.Touch.Channel != 0 {
		q.Source = 0
	}
	for _, f := range []struct {
		id    int64
		query string
		into  *map[int64]bool
	}{
		{int64(q.Source), `SELECT id FROM source WHERE id = ?1 OR merged_into = ?1`, &k.source},
		{int64(q.Touch.Channel), `SELECT id FROM (` + sameChannel + `)`, &k.channel},
		{int64(q.Touch.Campaign), `SELECT id FROM campaign WHERE id = ?1 OR merged_into = ?1`, &k.campaign},
		{int64(q.Client), `SELECT id FROM client WHERE id = ?1 OR merged_into = ?1`, &k.client},
	} {
		if f.id == 0 || err != nil {
			continue
		}
		*f.into = map[int64]bool{}
		err = t.each(ctx, f.query, []any{f.id}, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			(*f.into)[id] = true
			return err
		})
	}
	return k, err
}

// dayRange is days from one to another, both inclusive.
type dayRange struct{ from, to int32 }

func daysOf(p crm.Period) dayRange {
	s := dayRange{int32(dayNumber(string(p.From))), int32(dayNumber(string(p.To)))}
	if s.to == 0 {
		s.to = 1<<31 - 1
	}
	return s
}

func (s dayRange) in(day int32) bool { return day >= s.from && day <= s.to }

// ledger reads the leads and, where they are asked for, the deals. The questions
// of one report about the same leads share one, whatever their days.
func (t *Tx) ledger(ctx context.Context, q FactQuery, deals bool) (*ledger, error) {
	by := q.timeless()
	if l := t.ledgerOf(q, deals, func(l *ledger) bool { return slices.Equal(l.q.timeless(), by) && (l.q.Fees || !q.Fees) }); l != nil {
		return l, nil
	}
	l, err := t.readLedger(ctx, q, deals)
	if err == nil && t.rec == nil {
		t.ledgers = append(t.ledgers, l)
	}
	return l, err
}

// timeless are the dimensions that say where a lead counts, whatever the day.
func (q FactQuery) timeless() []crm.Dimension {
	return slices.DeleteFunc(slices.Clone(q.By), crm.Dimension.IsTime)
}

// ledgerOf is a ledger of the leads that a question is about and that fits it;
// nil when there is none yet.
func (t *Tx) ledgerOf(q FactQuery, deals bool, fits func(*ledger) bool) *ledger {
	for _, l := range t.ledgers {
		own := l.q
		if own.Source == q.Source && own.Touch == q.Touch && own.Client == q.Client && own.Origin == q.Origin &&
			(own.Cohort == q.Cohort || q.Origin.own()) && (!deals || l.ended && l.covers(q)) && fits(l) {
			return l
		}
	}
	return nil
}

// covers reports whether the deals that were read are all that a question is about: how
// leads ended is known of all.
func (l *ledger) covers(q FactQuery) bool {
	return l.full(q) || q.LeadsOnly || l.within == q.Period && l.q.Cohort == q.Cohort
}

// full reports whether all deals of the leads that a question is about were read: else
// standing says which of them are closed.
func (l *ledger) full(q FactQuery) bool {
	return l.ended && (l.within.Open() || l.within == q.Period && l.q.Cohort && q.Cohort)
}

func (t *Tx) readLedger(ctx context.Context, q FactQuery, deals bool) (l *ledger, err error) {
	l = &ledger{q: q, ended: deals, groups: make([]groupKey, 1), numbers: map[groupKey]int32{}, reasons: []string{""}}
	for _, r := range crm.Reasons {
		l.reasons = append(l.reasons, string(r))
	}
	if l.kept, err = t.keeper(ctx, q); err != nil {
		return nil, err
	}
	l.columns = l.needs()
	if slices.Contains(q.By, crm.ByLevel) {
		if err := t.levelsOf(ctx, l); err != nil {
			return nil, err
		}
	}
	if q.Origin.own() {
		err = t.eachSome(ctx, leadRows, crm.Period{}, l.addLeads, append([]int{rowDay, rowOf}, l.columns...)...)
	} else if err = t.origins(ctx, q.Origin, q.Cohort); err == nil {
		err = t.eachRow(ctx, leadRows, "homed", "1", nil, alone(l.addLeads))
	}
	if err != nil {
		return nil, err
	}
	if deals {
		if err := t.endings(ctx, l); err != nil {
			return nil, err
		}
	}
	for _, id := range l.merged { // they count where their survivor does
		leaf, at := l.leads.at(id)
		if home, there := l.leads.at(leaf.home[at]); home != nil {
			leaf.group[at] = l.groupOf(home, there)
		}
	}
	return l, nil
}

func (l *ledger) has(dims ...crm.Dimension) bool { return summing{q: l.q}.has(dims...) }

// levelsOf reads the highest level that each lead has reached.
func (t *Tx) levelsOf(ctx context.Context, l *ledger) error {
	l.byLevel = map[int64]uint8{}
	return t.each(ctx, `SELECT id, 2 + (sql_on IS NOT NULL) FROM score WHERE coalesce(sql_on, mql_on) IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var id int64
		var level uint8
		err := rows.Scan(&id, &level)
		l.byLevel[id] = level
		return err
	})
}

// number gives a group its number.
func (l *ledger) number(key groupKey) int32 {
	n, known := l.numbers[key]
	if !known {
		n = int32(len(l.groups))
		l.groups, l.numbers[key] = append(l.groups, key), n
	}
	return n
}

// asked are the columns of a lead by which the query groups, each with its part of the key.
func (l *ledger) asked() (columns []int, parts []func(*groupKey, int64)) {
	add := func(ask bool, column int, part func(*groupKey, int64)) {
		if ask {
			columns, parts = append(columns, column), append(parts, part)
		}
	}
	add(l.q.Fees || l.has(crm.BySource, crm.ByChannel), leadSource, func(k *groupKey, v int64) { k.source = v })
	add(l.has(crm.ByChannel), leadChannel, func(k *groupKey, v int64) { k.channel = v })
	add(l.has(crm.ByCampaign), leadCampaign, func(k *groupKey, v int64) { k.campaign = v })
	add(l.has(crm.ByClient), leadClient, func(k *groupKey, v int64) { k.client = v })
	add(l.has(crm.ByReferrer), leadReferrer, func(k *groupKey, v int64) { k.referrer = v })
	add(l.has(crm.ByStage), leadStage, func(k *groupKey, v int64) { k.stage = uint8(v) })
	return columns, parts
}

// merge notes that a lead was merged: until it is known where its survivor counts, it
// counts nowhere.
func (l *ledger) merge(leaf *leaf, at int, id, home int64) {
	if leaf.home == nil {
		leaf.home = new([stripRows]int64)
	}
	leaf.home[at], leaf.group[at] = home, nowhere
	l.merged = append(l.merged, id)
}

// needs are the columns of leads by which the query groups and filters.
func (l *ledger) needs() []int {
	columns, _ := l.asked()
	for column, filter := range map[int]map[int64]bool{leadSource: l.kept.source, leadChannel: l.kept.channel, leadCampaign: l.kept.campaign, leadClient: l.kept.client} {
		if filter != nil && !slices.Contains(columns, column) {
			columns = append(columns, column)
		}
	}
	return columns
}

func (l *ledger) addLeads(s *someRows) {
	leaf, begin := l.leads.leaf(s.first), int(s.first&(stripRows-1))
	if s.packed != nil {
		s.read(rowOf)
		if !l.q.Period.Open() {
			l.addLater(leaf, s)
			return
		}
		s.read(l.columns...)
	}
	c, group := &s.columns, l.groupBy()
	for i := range s.n {
		at := begin + i
		if leaf.day[at] = int32(c[rowDay][i]); leaf.day[at] == 0 {
			continue
		}
		if c[rowOf][i] != 0 {
			l.merge(leaf, at, s.first+int64(i), c[rowOf][i])
			continue
		}
		leaf.group[at] = nowhere
		if l.keeps(c, i) {
			leaf.group[at] = group(c, i, s.first+int64(i))
		}
	}
}

func (l *ledger) keeps(c *[mostColumns][]int64, i int) bool {
	k := &l.kept
	return (k.source == nil || k.source[c[leadSource][i]]) && (k.channel == nil || k.channel[c[leadChannel][i]]) &&
		(k.campaign == nil || k.campaign[c[leadCampaign][i]]) && (k.client == nil || k.client[c[leadClient][i]])
}

// addLater adds leads whose groups are found out when they are asked for: a report
// on a month asks for a few.
func (l *ledger) addLater(leaf *leaf, s *someRows) {
	for i, day := range s.columns[rowDay] {
		leaf.day[i] = int32(day)
		if home := s.columns[rowOf][i]; home != 0 && day != 0 {
			l.merge(leaf, i, s.first+int64(i), home)
		}
	}
	leaf.late = slices.Clone(s.packed)
	for _, c := range l.columns {
		leaf.late[c].data = slices.Clone(leaf.late[c].data)
	}
	leaf.first = s.first
}

// groupOf is the group of a lead; below 1 where it counts nowhere.
func (l *ledger) groupOf(leaf *leaf, at int) int32 {
	if g := leaf.group[at]; g != 0 || leaf.late == nil {
		return g
	}
	g := int32(nowhere)
	if leaf.day[at] != 0 {
		for _, c := range l.columns {
			l.one[c] = append(l.one[c][:0], leaf.late[c].at(at))
		}
		if l.keeps(&l.one, 0) {
			g = l.groupBy()(&l.one, 0, leaf.first+int64(at))
		}
	}
	if leaf.how != nil && leaf.how[at].outcome != 0 && g > 0 {
		g = l.grouped(g, leaf.how[at])
	}
	leaf.group[at] = g
	return g
}

// grouper gives the number of the group of a lead. What is grouped by one
// column only, as most reports are, is looked up by its value.
func (l *ledger) grouper() func(c *[mostColumns][]int64, i int, id int64) int32 {
	columns, parts := l.asked()
	key := func(c *[mostColumns][]int64, i int, id int64) (key groupKey) {
		for n, column := range columns {
			parts[n](&key, c[column][i])
		}
		if l.byLevel != nil && id != 0 {
			key.level = max(1, l.byLevel[id])
		}
		return key
	}
	slow := func(c *[mostColumns][]int64, i int, id int64) int32 { return l.number(key(c, i, id)) }
	if len(columns) != 1 || l.byLevel != nil {
		return slow
	}
	return func(c *[mostColumns][]int64, i int, id int64) int32 {
		value := c[columns[0]][i]
		if value < 0 || value >= nearest {
			return slow(c, i, id)
		}
		if short := int(value) + 1 - len(l.single); short > 0 {
			l.single = append(l.single, make([]int32, short)...)
		}
		if l.single[value] == 0 { // nobody asks for it by its key, so that has no entry
			l.single[value], l.groups = int32(len(l.groups)), append(l.groups, key(c, i, id))
		}
		return l.single[value]
	}
}

// numberOf gives the number of the group of work that belongs to no lead.
func (l *ledger) numberOf(source, channel, campaign int64) int32 {
	for c := range l.one {
		l.one[c] = append(l.one[c][:0], 0)
	}
	l.one[leadSource][0], l.one[leadChannel][0], l.one[leadCampaign][0] = source, channel, campaign
	return l.groupBy()(&l.one, 0, 0)
}

// groupBy is the grouper, made once.
func (l *ledger) groupBy() func(c *[mostColumns][]int64, i int, id int64) int32 {
	if l.grouping == nil {
		l.grouping = l.grouper()
	}
	return l.grouping
}
