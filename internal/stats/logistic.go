package stats

import (
	"errors"
	"math"
)

// Columns holds the columns of a design by row: which are not zero, and what
// they are. A row of rules that a lead meets is short.
type Columns struct {
	At []int
	Of []float64
}

// Pull draws a coefficient to a value: it costs Strength/2 times the squared
// distance. A Strength of 0 leaves it free.
type Pull struct {
	To, Strength float64
}

// Logit is a fitted logistic regression.
type Logit struct {
	Intercept float64
	Coef      []float64
	SE        []float64 // of the intercept, then of each coefficient
	Evidence  float64   // logarithm of the marginal likelihood by Laplace, up to what the pulls do not change
}

// ErrSeparable says that some combination of the columns tells the outcomes
// apart without an error: the likelihood has no maximum, so that coefficients
// without a pull mean nothing.
var ErrSeparable = errors.New("the outcomes can be told apart completely: there is no finite fit")

// Logistic fits the chance that a row happened by maximum likelihood, each
// coefficient drawn by its pull (ridge regression around a prior; le Cessie and
// van Houwelingen 1992), the intercept free. It is Newton's method with steps
// halved where they overshoot. A separable problem that no pull holds is
// ErrSeparable, never a huge number.
func Logistic(rows []Columns, happened []bool, pulls []Pull) (Logit, error) {
	p := len(pulls) + 1
	beta := make([]float64, p)
	yes := 0.0
	for _, h := range happened {
		if h {
			yes++
		}
	}
	if n := float64(len(happened)); n == 0 || yes == 0 || yes == n {
		return Logit{}, ErrSeparable
	}
	beta[0] = math.Log(yes / (float64(len(happened)) - yes))
	for j, pull := range pulls {
		if pull.Strength > 0 {
			beta[j+1] = pull.To
		}
	}
	fit := fitting{rows, happened, pulls}
	cost := fit.cost(beta)
	for range 100 {
		gradient, hessian := fit.slopes(beta)
		factor, ok := cholesky(hessian)
		if !ok {
			return Logit{}, ErrSeparable
		}
		step := factor.solve(gradient)
		length, size := 1.0, 0.0
		for _, s := range step {
			size = max(size, math.Abs(s))
		}
		next := make([]float64, p)
		var lower float64
		for ; ; length /= 2 {
			for j := range next {
				next[j] = beta[j] - length*step[j]
			}
			if lower = fit.cost(next); lower <= cost+1e-12*math.Abs(cost) || length < 1e-8 {
				break
			}
		}
		beta, cost = next, lower
		if size*length < 1e-10 {
			return fit.done(beta, cost)
		}
		if size > 0 && fit.certain(beta) {
			return Logit{}, ErrSeparable
		}
	}
	return Logit{}, ErrSeparable
}

// fitting is one problem.
type fitting struct {
	rows     []Columns
	happened []bool
	pulls    []Pull
}

func (f fitting) score(row Columns, beta []float64) float64 {
	sum := beta[0]
	for i, at := range row.At {
		sum += row.Of[i] * beta[at+1]
	}
	return sum
}

// cost is minus the logarithm of the penalised likelihood.
func (f fitting) cost(beta []float64) (cost float64) {
	for i, row := range f.rows {
		score := f.score(row, beta)
		if f.happened[i] {
			score = -score
		}
		cost += max(score, 0) + math.Log1p(math.Exp(-math.Abs(score)))
	}
	for j, pull := range f.pulls {
		away := beta[j+1] - pull.To
		cost += pull.Strength / 2 * away * away
	}
	return cost
}

// slopes are the first and second derivatives of the cost.
func (f fitting) slopes(beta []float64) ([]float64, [][]float64) {
	p := len(beta)
	gradient, hessian := make([]float64, p), make([][]float64, p)
	for j := range hessian {
		hessian[j] = make([]float64, p)
	}
	for i, row := range f.rows {
		chance := 1 / (1 + math.Exp(-f.score(row, beta)))
		miss := chance
		if f.happened[i] {
			miss--
		}
		weight := chance * (1 - chance)
		gradient[0] += miss
		hessian[0][0] += weight
		for a, at := range row.At {
			gradient[at+1] += miss * row.Of[a]
			hessian[at+1][0] += weight * row.Of[a]
			for b, other := range row.At[:a+1] {
				j, k := max(at, other)+1, min(at, other)+1
				hessian[j][k] += weight * row.Of[a] * row.Of[b]
			}
		}
	}
	for j, pull := range f.pulls {
		gradient[j+1] += pull.Strength * (beta[j+1] - pull.To)
		hessian[j+1][j+1] += pull.Strength
	}
	return gradient, hessian
}

// certain reports whether every row has all but its outcome's chance: the mark
// of a complete separation that is running away.
func (f fitting) certain(beta []float64) bool {
	for i, row := range f.rows {
		if score := f.score(row, beta); math.Abs(score) < 15 || (score > 0) != f.happened[i] {
			return false
		}
	}
	return true
}

func (f fitting) done(beta []float64, cost float64) (Logit, error) {
	_, hessian := f.slopes(beta)
	factor, ok := cholesky(hessian)
	if !ok {
		return Logit{}, ErrSeparable
	}
	fit := Logit{Intercept: beta[0], Coef: beta[1:], Evidence: -cost - factor.logDet()/2}
	for j := range beta {
		unit := make([]float64, len(beta))
		unit[j] = 1
		fit.SE = append(fit.SE, math.Sqrt(factor.solve(unit)[j]))
	}
	for j, pull := range f.pulls {
		if pull.Strength > 0 {
			fit.Evidence += math.Log(pull.Strength) / 2
		} else if fit.SE[j+1] > 1e4 { // flat: partly separated
			return Logit{}, ErrSeparable
		}
	}
	return fit, nil
}

// lower is a lower triangular matrix L with L·Lᵀ the matrix it came from.
type lower [][]float64

// cholesky factors a symmetric matrix of which the lower half is filled; false
// when it is not positive definite.
func cholesky(m [][]float64) (lower, bool) {
	for j := range m {
		diagonal := m[j][j]
		for k := range j {
			diagonal -= m[j][k] * m[j][k]
		}
		if !(diagonal > 1e-13*math.Abs(m[j][j])) {
			return nil, false
		}
		m[j][j] = math.Sqrt(diagonal)
		for i := j + 1; i < len(m); i++ {
			sum := m[i][j]
			for k := range j {
				sum -= m[i][k] * m[j][k]
			}
			m[i][j] = sum / m[j][j]
		}
	}
	return m, true
}

func (l lower) solve(b []float64) []float64 {
	x := append([]float64{}, b...)
	for i := range x {
		for k := range i {
			x[i] -= l[i][k] * x[k]
		}
		x[i] /= l[i][i]
	}
	for i := len(x) - 1; i >= 0; i-- {
		for k := i + 1; k < len(x); k++ {
			x[i] -= l[k][i] * x[k]
		}
		x[i] /= l[i][i]
	}
	return x
}

func (l lower) logDet() (sum float64) {
	for i := range l {
		sum += 2 * math.Log(l[i][i])
	}
	return sum
}
