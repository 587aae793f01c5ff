package score

import (
	"math"

	"leads/internal/stats"
)

// odds holds a logistic regression of winning on points: what a point is worth,
// and whether the points of each rule are worth as much.
type odds struct {
	tell  float64   // chance that points alone look as telling as they do
	apart []float64 // by rule: standard errors by which its leads win more often than others with as many points
	list  []climb
	sd    float64 // of the points
}

// oddsOf asks of each rule by a score test (Rao 1948), which takes one pass and
// has an answer where a fit has none.
func oddsOf(list []climb, rules int) odds {
	o := odds{tell: 1, apart: make([]float64, rules), list: list}
	mean, won, n := 0.0, 0.0, float64(len(list))
	for _, c := range list {
		mean += float64(c.sum) / n
		if c.won {
			won++
		}
	}
	away := 0.0
	for _, c := range list {
		x := float64(c.sum) - mean
		o.sd += x * x / n
		if c.won {
			away += x
		}
	}
	if o.sd = math.Sqrt(o.sd); o.sd == 0 {
		return o
	}
	o.tell = stats.Upper(away / (o.sd * math.Sqrt(won*(1-won/n))))
	fit, err := o.fit(func(c climb, row *stats.Columns) {
		row.At, row.Of = append(row.At, 0), append(row.Of, (float64(c.sum)-mean)/o.sd)
	}, 1)
	if err != nil {
		return o
	}
	type sums struct{ u, x, xs, xx float64 }
	by, w, ws, wss := make([]sums, rules), 0.0, 0.0, 0.0
	for _, c := range list {
		s := (float64(c.sum) - mean) / o.sd
		p := 1 / (1 + math.Exp(-fit.Intercept-fit.Coef[0]*s))
		v, left := p*(1-p), -p
		if c.won {
			left = 1 - p
		}
		w, ws, wss = w+v, ws+v*s, wss+v*s*s
		for i, points := range c.whole {
			if x := float64(points); x != 0 {
				by[i].u, by[i].x, by[i].xs, by[i].xx = by[i].u+x*left, by[i].x+v*x, by[i].xs+v*x*s, by[i].xx+v*x*x
			}
		}
	}
	det := w*wss - ws*ws
	for i, b := range by {
		variance := b.xx - (b.x*b.x*wss-2*b.x*b.xs*ws+b.xs*b.xs*w)/det
		if variance > 1e-9*b.xx { // else its points are the points of all
			o.apart[i] = b.u / math.Sqrt(variance)
		}
	}
	return o
}

func (o odds) fit(columns func(climb, *stats.Columns), n int) (stats.Logit, error) {
	rows, won := make([]stats.Columns, len(o.list)), make([]bool, len(o.list))
	for i, c := range o.list {
		columns(c, &rows[i])
		won[i] = c.won
	}
	pulls := make([]stats.Pull, n)
	for i := range pulls {
		pulls[i].Strength = 0.1 // hardly anything: it only keeps the fit finite
	}
	return stats.Logistic(rows, won, pulls)
}

// within reports whether a point of a rule is worth from so many to so many times
// a point of the others; where those are worth nothing it is false.
func (o odds) within(rule int, from, to float64) bool {
	fit, err := o.fit(func(c climb, row *stats.Columns) {
		row.At = append(row.At, 0, 1)
		row.Of = append(row.Of, float64(c.whole[rule])/o.sd, float64(c.sum-c.whole[rule])/o.sd)
	}, 2)
	if err != nil || fit.Coef[1] <= 0 {
		return false
	}
	times := fit.Coef[0] / fit.Coef[1]
	return from <= times && times <= to
}
