package score

import (
	"cmp"
	"math"
	"slices"

	"leads/internal/stats"
)

// Change is one line of a suggestion: other points for a rule that is there, or
// a new rule (Rule.ID 0, Points 0).
type Change struct {
	Rule
	Suggested int64
	Gain      float64 // how much lower the AUC would be without this change, all others taken
}

// Options steer a suggestion.
type Options struct {
	Without   []string // fields, as conditions name them, that no new rule may look at
	OwnOnly   bool     // no new rules: only other points for those that are there
	Hindsight []int64  // rules that stay as they are
}

// Fewest is how many decided leads, and of each outcome a fifth of them, it
// takes to suggest anything.
const Fewest = 20

// learning is one problem: which rules each lead meets, and how it ended.
type learning struct {
	rows  []stats.Columns
	won   []bool
	prior []float64 // points of the table, 0 for a new rule
	reach []float64 // expected size of a deviation, relative
	field []string

	dropped   []int   // columns of new rules that came to no points
	base      float64 // logits of a point, in the last fit
	intercept float64 // likewise
}

// Suggest learns points from decided leads, each as it was known on its landmark:
// ridge logistic regression around the table. Each rule is drawn to what the table
// says, on the scale of logits that fits the leads best, new rules to nothing; how
// far they may go is settled by the evidence of the leads themselves (empirical
// Bayes by Laplace: MacKay 1992), so that few leads move the table little. The
// points are whole, on the scale of the table. Of the new rules only those are
// suggested that matter. Rules with hindsight stay as they are. Too few leads
// suggest nothing.
func Suggest(t Table, samples []Sample, o Options) ([]Change, error) {
	changes := make([]Change, 0, len(t.Rules))
	for _, r := range t.Rules {
		changes = append(changes, Change{Rule: r, Suggested: r.Points})
	}
	if !Enough(samples) {
		return changes, nil
	}
	known := slices.Clone(samples)
	for i := range known {
		known[i].Subject = samples[i].known()
	}
	var more []candidate
	if !o.OwnOnly {
		more = candidates(known, o.Without)
	}
	l, added, err := learn(t, known, more, o.Hindsight)
	if err != nil {
		return nil, err
	}
	coefs, scale, err := l.fit()
	if err != nil {
		return nil, err
	}
	if kept := l.matter(added, coefs, scale, len(t.Rules)); len(kept) < len(added) {
		columns := make([]int, 0, len(t.Rules)+len(kept))
		for j := range t.Rules {
			columns = append(columns, j)
		}
		var few []candidate
		for _, at := range kept {
			columns, few = append(columns, len(t.Rules)+at), append(few, added[at])
		}
		if l, added = l.only(columns), few; len(columns) > 0 {
			if coefs, _, err = l.fitAt(scale); err != nil {
				return nil, err
			}
		} else {
			coefs = nil
		}
	}
	for i, r := range t.Rules {
		points := whole(coefs[i] / scale)
		if slices.Contains(o.Hindsight, r.ID) || r.Points == 0 {
			continue
		}
		changes[i].Suggested = points
	}
	for i, points := range stepwise(added, coefs[len(t.Rules):], scale, 1) {
		if points != 0 {
			changes = append(changes, Change{Rule: Rule{When: added[i].when}, Suggested: points})
		} else {
			l.drop(len(t.Rules) + i)
		}
	}
	return l.gains(changes, len(t.Rules)), nil
}

// What makes a new rule matter: so many logits, at least; so much evidence, as a
// logarithm of the likelihood; so much of the AUC. And there are at most so many.
const (
	leastLogits   = 0.15
	leastEvidence = 0.8
	leastGain     = 0.0003
	mostNew       = 20
)

// stepwise makes points of coefficients. Steps on one number carry on what is
// less than least points, so that few steps climb as far as many.
func stepwise(added []candidate, coefs []float64, scale, least float64) []int64 {
	points, rest := make([]int64, len(added)), 0.0
	for i, c := range added {
		if i > 0 && added[i-1].field != c.field || !c.step {
			rest = 0
		}
		exact := coefs[i]/scale + rest
		if math.Abs(exact) >= least-0.5 {
			points[i] = whole(exact)
		}
		rest = exact - float64(points[i])
	}
	return points
}

// matter chooses the new rules that are worth their line, in their order.
func (l learning) matter(added []candidate, coefs []float64, scale float64, own int) (kept []int) {
	evidence := l.evidence(coefs)
	for i, points := range stepwise(added, coefs[own:], scale, max(leastLogits/scale, 2)) {
		if points != 0 && (added[i].step || evidence[own+i] >= leastEvidence) {
			kept = append(kept, i)
		}
	}
	if len(kept) > mostNew {
		slices.SortStableFunc(kept, func(a, b int) int { return cmp.Compare(evidence[own+b], evidence[own+a]) })
		kept = kept[:mostNew]
		slices.Sort(kept)
	}
	return kept
}

// evidence is how much less likely the outcomes would be without each column.
func (l learning) evidence(coefs []float64) []float64 {
	lost := make([]float64, len(coefs))
	for i, row := range l.rows {
		sum := l.intercept
		for k, at := range row.At {
			sum += row.Of[k] * coefs[at]
		}
		for k, at := range row.At {
			lost[at] += cost(sum-row.Of[k]*(coefs[at]-l.base*l.prior[at]), l.won[i]) - cost(sum, l.won[i])
		}
	}
	return lost
}

// cost is minus the logarithm of the chance of an outcome.
func cost(logit float64, won bool) float64 {
	if won {
		logit = -logit
	}
	return max(logit, 0) + math.Log1p(math.Exp(-math.Abs(logit)))
}

// only keeps some of the columns.
func (l learning) only(columns []int) learning {
	place := make([]int, len(l.prior))
	for i := range place {
		place[i] = -1
	}
	less := learning{won: l.won, rows: make([]stats.Columns, len(l.rows))}
	for i, at := range columns {
		place[at] = i
		less.prior, less.reach, less.field = append(less.prior, l.prior[at]), append(less.reach, l.reach[at]), append(less.field, l.field[at])
	}
	for i, row := range l.rows {
		for k, at := range row.At {
			if place[at] >= 0 {
				less.rows[i].At, less.rows[i].Of = append(less.rows[i].At, place[at]), append(less.rows[i].Of, row.Of[k])
			}
		}
	}
	return less
}

// drop marks the column of a new rule that came to no points.
func (l *learning) drop(column int) { l.dropped = append(l.dropped, column) }

// gains fills in what each change is worth, and leaves out new rules that are
// worth nothing beside the others, the least first.
func (l learning) gains(changes []Change, own int) []Change {
	columns := make([]int, len(changes)) // of the changes
	at := own
	for i := range changes {
		if columns[i] = i; i >= own {
			for slices.Contains(l.dropped, at) {
				at++
			}
			columns[i] = at
			at++
		}
	}
	scores := make([]float64, len(l.rows))
	where := make([][]int, len(l.prior)) // rows of a column
	share := make([][]float64, len(l.prior))
	for i, row := range l.rows {
		for k, at := range row.At {
			where[at], share[at] = append(where[at], i), append(share[at], row.Of[k])
		}
	}
	move := func(i int, points float64) {
		for k, row := range where[columns[i]] {
			scores[row] += points * share[columns[i]][k]
		}
	}
	for i, c := range changes {
		move(i, float64(c.Suggested))
	}
	auc := func() float64 { auc, _ := stats.AUC(scores, l.won); return auc }
	worth := func(i int) float64 {
		with, away := auc(), float64(changes[i].Points-changes[i].Suggested)
		if away == 0 {
			return 0
		}
		move(i, away)
		without := auc()
		move(i, -away)
		return with - without
	}
	order := make([]int, 0, len(changes))
	for i := range changes {
		changes[i].Gain = worth(i)
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(changes[a].Gain, changes[b].Gain) })
	var gone []int
	for _, i := range order {
		if i < own {
			continue
		}
		if changes[i].Gain = worth(i); changes[i].Gain < leastGain {
			move(i, -float64(changes[i].Suggested))
			gone = append(gone, i)
		}
	}
	var kept []Change
	for i, c := range changes {
		if !slices.Contains(gone, i) {
			c.Gain = worth(i)
			kept = append(kept, c)
		}
	}
	return kept
}

func whole(points float64) int64 {
	return int64(math.Round(min(max(points, -MaxPoints), MaxPoints)))
}

// learn finds out which lead meets which rule. Candidates that the table has
// already, or that mean the same for every lead as another, are left out, and no
// lead meets a rule with hindsight.
func learn(t Table, samples []Sample, more []candidate, hindsight []int64) (l learning, added []candidate, err error) {
	e, err := New(t)
	if err != nil {
		return l, nil, err
	}
	l.rows, l.won = make([]stats.Columns, len(samples)), make([]bool, len(samples))
	for i := range samples {
		l.won[i] = samples[i].Won
		own := map[int64]float64{}
		for _, entry := range e.Log(samples[i].known(), samples[i].day()) {
			own[entry.Rule] += float64(entry.Points)
		}
		for j, r := range t.Rules {
			if own[r.ID] != 0 && !slices.Contains(hindsight, r.ID) {
				l.rows[i].At, l.rows[i].Of = append(l.rows[i].At, j), append(l.rows[i].Of, own[r.ID]/float64(r.Points))
			}
		}
	}
	for _, r := range t.Rules {
		l.prior, l.reach, l.field = append(l.prior, float64(r.Points)), append(l.reach, 1), append(l.field, "")
	}
	seen := map[string]bool{}
	for _, c := range more {
		if slices.ContainsFunc(t.Rules, func(r Rule) bool { return r.When == c.when && r.On == "" }) {
			continue
		}
		cond, err := Compile(c.when)
		if err != nil {
			return l, nil, err
		}
		met := make([]byte, len(samples))
		r := compiled{when: cond}
		for i := range samples {
			if r.holds(&samples[i].Subject) {
				met[i] = 1
			}
		}
		if seen[string(met)] {
			continue
		}
		seen[string(met)] = true
		for i, m := range met {
			if m == 1 {
				l.rows[i].At, l.rows[i].Of = append(l.rows[i].At, len(l.prior)), append(l.rows[i].Of, 1)
			}
		}
		l.prior, l.reach, l.field = append(l.prior, 0), append(l.reach, c.reach), append(l.field, c.field)
		added = append(added, c)
	}
	return l, added, nil
}

// fit gives the coefficients in logits, and how many logits a point is. How far
// the rules on one field may go is learned for that field: expectation and
// maximisation in turn, from and with a cautious belief.
func (l *learning) fit() (coefs []float64, scale float64, err error) {
	if scale, err = l.scale(); err != nil {
		return nil, 0, err
	}
	return l.fitAt(scale)
}

// fitAt is fit on a given scale.
func (l *learning) fitAt(scale float64) ([]float64, float64, error) {
	size := map[string]float64{}
	var fit stats.Logit
	var err error
	for range rounds {
		if fit, err = stats.Logistic(l.rows, l.won, l.pulls(scale, size)); err != nil {
			return nil, 0, err
		}
		sum, n := map[string]float64{}, map[string]float64{}
		for j, c := range fit.Coef {
			away := c - scale*l.prior[j]
			sum[l.field[j]] += (away*away + fit.SE[j+1]*fit.SE[j+1]) / (l.reach[j] * l.reach[j])
			n[l.field[j]]++
		}
		for f := range n {
			size[f] = math.Sqrt((belief*usualSize*usualSize + sum[f]) / (belief + n[f]))
		}
	}
	l.base, l.intercept = scale, fit.Intercept
	return fit.Coef, scale, nil
}

// The usual size of a deviation in logits, as how many rules' worth of evidence
// that belief counts, and how often the sizes are learned again. Chosen on made-up
// leads with many fields of which few matter; results change little around them.
const (
	usualSize = 0.3
	belief    = 3.0
	rounds    = 8
)

func (l learning) pulls(scale float64, size map[string]float64) []stats.Pull {
	pulls := make([]stats.Pull, len(l.prior))
	for j := range pulls {
		sd := size[l.field[j]]
		if sd == 0 {
			sd = usualSize
		}
		pulls[j] = stats.Pull{To: scale * l.prior[j], Strength: 1 / (sd * sd * l.reach[j] * l.reach[j])}
	}
	return pulls
}

// scale is how many logits a point of the table is: the table's score as the
// only column, drawn to one logit for each standard deviation of it, as what a
// table that is any good is worth. Few leads that happen to contradict it must not
// drown it: what is learned is put on its scale.
func (l learning) scale() (float64, error) {
	const (
		usual    = 0.05 // 20 points a logit, where there is no table to go by
		firmness = 16.0 // a quarter of a logit either way
	)
	rows, sum, squares := make([]stats.Columns, len(l.rows)), 0.0, 0.0
	for i, row := range l.rows {
		points := 0.0
		for k, at := range row.At {
			points += row.Of[k] * l.prior[at]
		}
		rows[i] = stats.Columns{At: []int{0}, Of: []float64{points}}
		sum, squares = sum+points, squares+points*points
	}
	n := float64(len(rows))
	sd := math.Sqrt(max(squares/n-sum/n*sum/n, 0))
	if sd == 0 {
		return usual, nil
	}
	for i := range rows {
		rows[i].Of[0] /= sd
	}
	fit, err := stats.Logistic(rows, l.won, []stats.Pull{{To: 1, Strength: firmness}})
	if err != nil {
		return 0, err
	}
	return min(max(fit.Coef[0]/sd, 0.005), 0.2), nil
}

// Enough reports whether there are leads enough, of both outcomes, to learn from.
func Enough(samples []Sample) bool {
	wins := 0
	for _, s := range samples {
		if s.Won {
			wins++
		}
	}
	return len(samples) >= Fewest && min(wins, len(samples)-wins) >= Fewest/5
}

// Take makes changes of a suggestion part of the table: a rule without points is
// switched off, a new one gets the next number.
func (t *Table) Take(changes []Change) error {
	t.Rules = slices.Clone(t.Rules)
	for _, c := range changes {
		if c.ID == 0 {
			c.Points = c.Suggested
			if _, err := t.Add(c.Rule); err != nil {
				return err
			}
			continue
		}
		at, err := t.Find(c.ID)
		if err != nil {
			return err
		}
		t.Rules[at].Points = c.Suggested
		if limit := t.Rules[at].Max; limit > 0 && c.Points != 0 && c.Suggested != 0 { // a limit is so many times the points
			t.Rules[at].Max = max(limit*max(c.Suggested, -c.Suggested)/max(c.Points, -c.Points), 1)
		}
	}
	return nil
}
