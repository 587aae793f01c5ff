package attribution

import "leads/internal/stats"

// chain is a first-order Markov chain of journeys: start, one state a group,
// won, lost. It counts the steps between them.
type chain struct {
	state  map[int]int // of a group
	groups []int       // of a state
	steps  [][]float64 // from state to state
	starts []float64
	wins   []float64
	losses []float64
	won    float64
	paths  float64
}

// add counts the steps of a journey: its touches with a weight, in order. A
// repeat of the same group is one visit.
func (c *chain) add(groups []int, weights []int64, won bool) {
	at := -1
	for i, g := range groups {
		if weights[i] == 0 {
			continue
		}
		switch next := c.stateOf(g); {
		case at < 0:
			c.starts[next]++
			at = next
		case next != at:
			c.steps[at][next]++
			at = next
		}
	}
	if at < 0 {
		return
	}
	c.paths++
	if won {
		c.won++
		c.wins[at]++
	} else {
		c.losses[at]++
	}
}

func (c *chain) stateOf(group int) int {
	if s, ok := c.state[group]; ok {
		return s
	}
	if c.state == nil {
		c.state = map[int]int{}
	}
	s := len(c.groups)
	c.state[group], c.groups = s, append(c.groups, group)
	c.starts, c.wins, c.losses = append(c.starts, 0), append(c.wins, 0), append(c.losses, 0)
	for i := range c.steps {
		c.steps[i] = append(c.steps[i], 0)
	}
	c.steps = append(c.steps, make([]float64, s+1))
	return s
}

// Effects gives the removal effect of each group: the share of wins that is
// missed when every visit to it is led to lost instead (Anderl et al. 2016;
// ChannelAttribution); and the probability of winning. Both are exact, by the
// fundamental matrix N of the chain: of the paths through g, which a start
// reaches with probability N(start,g)/N(g,g), all that g would have won is lost.
func (c *chain) Effects() (effects []float64, wins float64) {
	n := len(c.groups)
	effects = make([]float64, n)
	if c.won == 0 {
		return effects, 0
	}
	matrix := make([]float64, n*n) // I − Q
	out := make([]float64, n)
	for i := range n {
		out[i] = c.wins[i] + c.losses[i]
		for _, k := range c.steps[i] {
			out[i] += k
		}
		for k, count := range c.steps[i] {
			matrix[i*n+k] = -count / out[i]
		}
		matrix[i*n+i]++
	}
	if !stats.Invert(matrix, n) { // cannot be: every state is left for an end
		return effects, 0
	}
	for k := range n {
		reached := 0.0 // visits to k, expected from the start
		for i := range n {
			reached += c.starts[i] / c.paths * matrix[i*n+k]
		}
		for i := range n {
			effects[k] += matrix[k*n+i] * c.wins[i] / out[i] // chance to win from k
		}
		effects[k] *= reached / matrix[k*n+k]
	}
	wins = c.won / c.paths
	for k := range effects {
		effects[k] /= wins
	}
	return effects, wins
}
