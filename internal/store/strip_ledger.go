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
	q       FactQuery
	ended   bool       // whether deals were asked for, and
	within  crm.Period // of which days, or in a cohort of leads of which days: open for all of them
	asked   []int      // columns of leads by which the query groups, and
	parts   []func(*groupKey, int64)
	columns []int // all of those that say where leads count
	kept    keeper
	brief   bool // see FactQuery.brief: groups are not noted
	leads   roll[leaf]
	loaded  [mostColumns]bool
	summed  bool    // see loadSums
	shared  bool    // see standing
	mark    int64   // up to this lead there are strips
	fresh   []int64 // leads that strips do not hold as they are
	merged  []int64
	kin     []int64    // those and their survivors
	groups  []groupKey // by number, from 1 on
	numbers map[groupKey]int32
	table   []int32 // numbers by what the columns say, see place; nil where that is too much
	spans   []int64 // how many values each column has, for that
	all     int32   // the number of the only group, where nothing is grouped by
	deals   []ending
	clients bool            // whether they say of which clients they are
	odd     map[int64]int32 // leads whose reasons no command writes, see reasons
	reasons []string        // by number, from 1 on: a reason that no command writes comes last
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
	l = &ledger{q: q, brief: q.brief(), ended: deals, groups: make([]groupKey, 1), numbers: map[groupKey]int32{}, reasons: []string{""}}
	for _, r := range crm.Reasons {
		l.reasons = append(l.reasons, string(r))
	}
	if l.kept, err = t.keeper(ctx, q); err != nil {
		return nil, err
	}
	l.ask()
	if !q.Origin.own() {
		if err := t.origins(ctx, q.Origin, q.Cohort); err != nil {
			return nil, err
		}
		if err := t.loadHomed(ctx, l); err != nil {
			return nil, err
		}
	}
	if err := t.loadOdd(ctx, l); err != nil {
		return nil, err
	}
	l.findKin()
	if err := t.load(ctx, l, l.columns...); err != nil {
		return nil, err
	}
	l.makeTable()
	if l.byHow() {
		if err := t.oddReasons(ctx, l); err != nil {
			return nil, err
		}
	}
	if deals {
		err = t.endings(ctx, l)
	}
	return l, err
}

func (l *ledger) has(dims ...crm.Dimension) bool { return summing{q: l.q}.has(dims...) }

// number gives a group its number.
func (l *ledger) number(key groupKey) int32 {
	n, known := l.numbers[key]
	if !known {
		n = int32(len(l.groups))
		l.groups, l.numbers[key] = append(l.groups, key), n
	}
	return n
}

// ask finds out by which columns of leads the query groups and filters.
func (l *ledger) ask() {
	add := func(ask bool, column int, part func(*groupKey, int64)) {
		if ask {
			l.asked, l.parts = append(l.asked, column), append(l.parts, part)
		}
	}
	add(l.q.Fees || l.has(crm.BySource, crm.ByChannel), leadSource, func(k *groupKey, v int64) { k.source = v })
	add(l.has(crm.ByChannel), leadChannel, func(k *groupKey, v int64) { k.channel = v })
	add(l.has(crm.ByCampaign), leadCampaign, func(k *groupKey, v int64) { k.campaign = v })
	add(l.has(crm.ByClient), leadClient, func(k *groupKey, v int64) { k.client = v })
	add(l.has(crm.ByReferrer), leadReferrer, func(k *groupKey, v int64) { k.referrer = v })
	add(l.has(crm.ByLevel), leadLevel, func(k *groupKey, v int64) { k.level = uint8(v) })
	add(l.has(crm.ByStage), leadStage, func(k *groupKey, v int64) { k.stage = uint8(v) })
	l.columns = slices.Clone(l.asked)
	for column, filter := range map[int]map[int64]bool{leadSource: l.kept.source, leadChannel: l.kept.channel, leadCampaign: l.kept.campaign, leadClient: l.kept.client} {
		if filter != nil && !slices.Contains(l.columns, column) {
			l.columns = append(l.columns, column)
		}
	}
	if l.byHow() {
		l.columns = append(l.columns, leadState)
	}
	if len(l.columns) == 0 {
		l.all = l.number(groupKey{})
	}
}

// homeOf gives the leaf and the place of the lead under which a lead counts; nil
// where there is none.
func (l *ledger) homeOf(id int64) (*leaf, int, int64) {
	leaf, at := l.leads.at(id)
	if leaf != nil {
		if o := leaf.oddAt(at); o != nil && o.home != 0 {
			id = o.home
			leaf, at = l.leads.at(id)
		}
	}
	return leaf, at, id
}

// groupOf is the group of a lead that is there; below 1 where it counts nowhere.
func (l *ledger) groupOf(id int64) int32 {
	if l.all != 0 {
		return l.all
	}
	leaf, at, id := l.homeOf(id)
	if leaf == nil {
		return nowhere
	}
	return l.groupAt(leaf, at, id)
}

// groupAt is groupOf of a lead that was not merged.
func (l *ledger) groupAt(leaf *leaf, at int, id int64) int32 {
	if l.all != 0 {
		return l.all
	}
	if l.table != nil && (!l.byHow() || !leaf.isKin(at)) {
		place := int64(0)
		for i, c := range l.columns {
			value := leaf.value(c, at)
			if value < 0 || value >= l.spans[i] {
				return l.groupNew(leaf, at, id)
			}
			place = place*l.spans[i] + value
		}
		if n := l.table[place]; n != 0 {
			return n
		}
		return l.groupNew(leaf, at, id)
	}
	if l.table != nil || l.brief {
		return l.groupNew(leaf, at, id)
	}
	if leaf.group == nil {
		leaf.group = new([stripRows]int32)
	}
	if leaf.group[at] == 0 {
		leaf.group[at] = l.groupNew(leaf, at, id)
	}
	return leaf.group[at]
}

const nowhere = -1 // a group

// groupNew finds out in which group a lead counts.
func (l *ledger) groupNew(leaf *leaf, at int, id int64) int32 {
	var r stripRow
	for _, c := range l.columns {
		r[c] = leaf.value(c, at)
	}
	k := &l.kept
	switch {
	case !k.touch(r[leadSource], r[leadChannel], r[leadCampaign]) || k.client != nil && !k.client[r[leadClient]]:
		return l.note(&r, nowhere)
	case !l.byHow():
		return l.numberOf(&r)
	}
	key := l.key(&r)
	l.addHow(&key, leaf, at, id)
	n := l.number(key)
	if leaf.isKin(at) || r[leadState]>>reasonShift == oddReason {
		return n
	}
	return l.note(&r, n)
}

// numberOf gives the number of the group of a row.
func (l *ledger) numberOf(r *stripRow) int32 {
	place := l.place(r)
	switch {
	case place < 0 || l.byHow():
		return l.number(l.key(r))
	case l.table[place] == 0:
		l.groups = append(l.groups, l.key(r)) // nobody asks for it by its key
		l.table[place] = int32(len(l.groups) - 1)
	}
	return l.table[place]
}

// place is where the table has the group of a row, below 0 for nowhere.
func (l *ledger) place(r *stripRow) (place int64) {
	if l.table == nil {
		return nowhere
	}
	for i, c := range l.columns {
		if r[c] < 0 || r[c] >= l.spans[i] {
			return nowhere
		}
		place = place*l.spans[i] + r[c]
	}
	return place
}

// note notes the group of all rows whose columns say what those of a row say.
func (l *ledger) note(r *stripRow, group int32) int32 {
	if place := l.place(r); place >= 0 {
		l.table[place] = group
	}
	return group
}

// key is what the columns of a row say of a group.
func (l *ledger) key(r *stripRow) (key groupKey) {
	for n, column := range l.asked {
		l.parts[n](&key, r[column])
	}
	return key
}

// makeTable makes room for the groups, if there is room for all that there may be.
func (l *ledger) makeTable() {
	const most = 1 << 22
	if l.all != 0 { // there is one only
		return
	}
	size := int64(1)
	for _, c := range l.columns {
		span := int64(1)
		l.leads.all(func(_ int64, leaf *leaf) { span = max(span, leaf.columns[c].most+1) })
		if l.spans = append(l.spans, span); span > most || size*span > most {
			return
		}
		size *= span
	}
	l.table = make([]int32, size)
	if len(l.columns) == 1 {
		l.groups = append(make([]groupKey, 0, len(l.groups)+int(size)), l.groups...) // what is not used is never touched
	}
}
