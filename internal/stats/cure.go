package stats

import "math"

// Wait is how long one of those watched has waited, in days, and how it ended.
type Wait struct {
	Days float64
	Ended
}

// Ended says how a wait ended.
type Ended int8

// The ends of a wait.
const (
	Waiting Ended = iota // not yet
	Failed
	Succeeded
)

// Settled is a mixture cure model: of those watched a share will succeed and the
// rest will fail, each kind after times of its own, and who still waits is of
// either kind, the less likely of the one whose time has usually passed (Boag
// 1949, J. R. Statist. Soc. B 11:15; Farewell 1982, Biometrics 38:1041). Times are
// log-normal. The zero Settled knows nothing: fit it with Settle.
type Settled struct {
	success, failure times
	known            bool
}

// times are log-normal waiting times.
type times struct{ mean, deviation float64 }

// log is the scale of waiting times: what ended the same day waited half of one.
func (w Wait) log() float64 { return math.Log(math.Max(w.Days, 0) + 0.5) }

// after is the share that waits longer.
func (t times) after(log float64) float64 {
	return 0.5 * math.Erfc((log-t.mean)/t.deviation/math.Sqrt2)
}

// beyond are the mean of the logarithm and of its square of those that wait longer.
func (t times) beyond(log float64) (mean, square float64) {
	z := (log - t.mean) / t.deviation
	after := math.Max(t.after(log), 1e-300)
	hazard := math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) / after
	if z > 30 { // where the ratio of two tiny numbers says nothing any more
		hazard = z + 1/z
	}
	mean = t.mean + t.deviation*hazard
	return mean, t.mean*t.mean + t.deviation*t.deviation*(1+z*hazard) + 2*t.mean*t.deviation*hazard
}

// Settle fits the times of both kinds to everybody watched (expectation and
// maximisation; Dempster, Laird & Rubin 1977). It knows nothing where fewer than
// three succeeded or fewer than three failed.
func Settle(waits []Wait) Settled {
	s := Settled{success: times{0, 1}, failure: times{0, 1}}
	won, lost := 0.0, 0.0
	for _, w := range waits {
		switch w.Ended {
		case Succeeded:
			won, s.success.mean = won+1, s.success.mean+w.log()
		case Failed:
			lost, s.failure.mean = lost+1, s.failure.mean+w.log()
		}
	}
	if won < 3 || lost < 3 {
		return Settled{}
	}
	s.known, s.success.mean, s.failure.mean = true, s.success.mean/won, s.failure.mean/lost
	share := won / (won + lost)
	for range 200 {
		var sums [2]struct{ n, mean, square float64 }
		add := func(kind int, n, mean, square float64) {
			sums[kind].n += n
			sums[kind].mean += n * mean
			sums[kind].square += n * square
		}
		for _, w := range waits {
			log := w.log()
			switch w.Ended {
			case Succeeded:
				add(0, 1, log, log*log)
			case Failed:
				add(1, 1, log, log*log)
			default:
				p := s.chance(share, log)
				mean, square := s.success.beyond(log)
				add(0, p, mean, square)
				mean, square = s.failure.beyond(log)
				add(1, 1-p, mean, square)
			}
		}
		was := share
		share = sums[0].n / (sums[0].n + sums[1].n)
		for i, t := range []*times{&s.success, &s.failure} {
			mean := sums[i].mean / sums[i].n
			*t = times{mean, math.Max(math.Sqrt(math.Max(sums[i].square/sums[i].n-mean*mean, 0)), 0.25)}
		}
		if math.Abs(share-was) < 1e-7 {
			break
		}
	}
	return s
}

// chance is how likely who has waited so long will succeed, where a share does.
func (s Settled) chance(share, log float64) float64 {
	yes, no := share*s.success.after(log), (1-share)*s.failure.after(log)
	if yes+no < 1e-250 { // longer than anybody
		return share
	}
	return yes / (yes + no)
}

// Share is what share of a group will have succeeded once all of it is settled,
// with the 95 % interval of its profile likelihood. False where the model knows
// nothing or the group is empty.
func (s Settled) Share(group []Wait) (share, low, high float64, ok bool) {
	if !s.known || len(group) == 0 {
		return 0, 0, 0, false
	}
	likelihood := func(share float64) float64 {
		sum := 0.0
		for _, w := range group {
			switch w.Ended {
			case Succeeded:
				sum += math.Log(share)
			case Failed:
				sum += math.Log1p(-share)
			default:
				log := w.log()
				sum += math.Log(math.Max(share*s.success.after(log)+(1-share)*s.failure.after(log), 1e-300))
			}
		}
		return sum
	}
	const least = 1e-9
	share = highest(least, 1-least, likelihood)
	floor := likelihood(share) - Z95*Z95/2
	edge := func(in, out float64) float64 {
		if likelihood(out) >= floor {
			return out
		}
		for range 50 {
			if middle := (in + out) / 2; likelihood(middle) >= floor {
				in = middle
			} else {
				out = middle
			}
		}
		return in
	}
	low, high = edge(share, least), edge(share, 1-least)
	if low <= 2*least {
		low = 0
	}
	if high >= 1-2*least {
		high = 1
	}
	return math.Round(share*1e7) / 1e7, low, high, true
}
