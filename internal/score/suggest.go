package score

import (
	"math"
	"slices"

	"leads/internal/stats"
)

// Change is one line of a suggestion: other points for a rule that is there, or
// a new rule (Rule.ID 0, Points 0).
type Change struct {
	Rule
	Suggested int64
}

// Options steer a suggestion.
type Options struct {
	Without []string // fields, as conditions name them, that no new rule may look at
	OwnOnly bool     // no new rules: only other points for those that are there
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
}

// Suggest learns points from decided leads: ridge logistic regression around the
// table. Each rule is drawn to what the table says, on the scale of logits that
// fits the leads best, new rules to nothing; how far they may go is settled by
// the evidence of the leads themselves (empirical Bayes by Laplace: MacKay
// 1992), so that few leads move the table little. The points are whole, on the
// scale of the table. Too few leads suggest nothing.
func Suggest(t Table, samples []Sample, o Options) ([]Change, error) {
	changes := make([]Change, 0, len(t.Rules))
	for _, r := range t.Rules {
		changes = append(changes, Change{r, r.Points})
	}
	if !Enough(samples) {
		return changes, nil
	}
	var more []candidate
	if !o.OwnOnly {
		more = candidates(samples, o.Without)
	}
	l, added, err := learn(t, samples, more)
	if err != nil {
		return nil, err
	}
	coefs, scale, err := l.fit()
	if err != nil {
		return nil, err
	}
	for i := range t.Rules {
		changes[i].Suggested = whole(coefs[i] / scale)
	}
	rest := 0.0 // what rounding a step of numbers has left to the next one
	for i, c := range added {
		if i > 0 && added[i-1].field != c.field || !c.step {
			rest = 0
		}
		exact := coefs[len(t.Rules)+i]/scale + rest
		points := whole(exact)
		if rest = exact - float64(points); points != 0 {
			changes = append(changes, Change{Rule{When: c.when}, points})
		}
	}
	return changes, nil
}

func whole(points float64) int64 {
	return int64(math.Round(min(max(points, -MaxPoints), MaxPoints)))
}

// learn finds out which lead meets which rule. Candidates that the table has
// already, or that mean the same for every lead as another, are left out.
func learn(t Table, samples []Sample, more []candidate) (l learning, added []candidate, err error) {
	e, err := New(t)
	if err != nil {
		return l, nil, err
	}
	l.rows, l.won = make([]stats.Columns, len(samples)), make([]bool, len(samples))
	for i := range samples {
		l.won[i] = samples[i].Won
		own := map[int64]float64{}
		for _, entry := range e.Log(samples[i].Subject, samples[i].Lead.Deal.ClosedOn) {
			own[entry.Rule] += float64(entry.Points)
		}
		for j, r := range t.Rules {
			if own[r.ID] != 0 {
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
func (l learning) fit() (coefs []float64, scale float64, err error) {
	if scale, err = l.scale(); err != nil {
		return nil, 0, err
	}
	size := map[string]float64{}
	var fit stats.Logit
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
	return fit.Coef, scale, nil
}

// The usual size of a deviation in logits, as how many rules' worth of evidence
// that belief counts, and how often the sizes are learned anew. Chosen on made-up
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

// Take makes changes of a suggestion part of the table: a rule without points
// goes, a new one gets the next number.
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
		if c.Suggested == 0 {
			t.Rules = slices.Delete(t.Rules, at, at+1)
			continue
		}
		t.Rules[at].Points = c.Suggested
		if limit := t.Rules[at].Max; limit > 0 && c.Points != 0 { // a limit is so many times the points
			t.Rules[at].Max = max(limit*max(c.Suggested, -c.Suggested)/max(c.Points, -c.Points), 1)
		}
	}
	return nil
}
