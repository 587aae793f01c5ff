package report

import (
	"math"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

// Finals are the ways of leads from which a report says what its rates will be
// once the open leads are settled: of the whole file, to learn how long winning and
// losing take, and of the report's own leads, by first touch. Fill it with Learn
// and Add.
type Finals struct {
	Today crm.Date

	all []stats.Wait
	own []waiting
}

// waiting is how a lead of a group waits.
type waiting struct {
	group crm.Group
	stats.Wait
}

// final is a rate once all is settled.
type final struct{ rate, low, high float64 }

// wait is how a lead waits or waited; false of what was declined, which is no loss.
func (f *Finals) wait(j *crm.StageHistory) (w stats.Wait, ok bool) {
	w = stats.Wait{Days: float64(j.From.DaysUntil(f.Today))}
	switch j.Outcome {
	case crm.NotAFit:
		return w, false
	case crm.Won:
		w.Ended = stats.Succeeded
	case crm.Lost, crm.NoResponse:
		w.Ended = stats.Failed
	}
	if j.Outcome != "" {
		w.Days = float64(j.From.DaysUntil(j.ClosedOn))
	}
	return w, true
}

// Learn counts a lead of the file in.
func (f *Finals) Learn(j crm.StageHistory) {
	if w, ok := f.wait(&j); ok {
		f.all = append(f.all, w)
	}
}

// Add counts a lead of the report in.
func (f *Finals) Add(j crm.StageHistory) {
	if w, ok := f.wait(&j); ok {
		f.own = append(f.own, waiting{j.Group, w})
	}
}

// Settled hands a report what it needs for its final rates.
func (s *Sums) Settled(f *Finals) { s.finals = f }

// settle fills in the final rate of each group and of all (a mixture cure model on
// the file's own times to close: stats.Settle).
func (s *Sums) settle() {
	model := stats.Settle(s.finals.all)
	groups, all := map[*group][]stats.Wait{}, []stats.Wait(nil)
	for _, w := range s.finals.own {
		row := s.group(w.group)
		groups[row], all = append(groups[row], w.Wait), append(all, w.Wait)
	}
	fill := func(f *figures, waits []stats.Wait) {
		if rate, low, high, ok := model.Share(waits); ok {
			f.final = &final{rate, low, high}
		}
	}
	for row, waits := range groups {
		fill(&row.figures, waits)
	}
	fill(&s.total, all)
}

// finalNotes say the final rate of all in a sentence.
func (s *Sums) finalNotes() []say.Text {
	if s.finals == nil {
		return nil
	}
	var won, closed, n int64
	for _, w := range s.finals.own {
		n++
		if w.Ended != stats.Waiting {
			closed++
		}
		if w.Ended == stats.Succeeded {
			won++
		}
	}
	f := s.total.final
	switch whole := func(share float64) int64 { return int64(math.Round(100 * share)) }; {
	case n == 0:
		return nil
	case f == nil:
		return []say.Text{say.T("no final rate yet: how long winning and losing take is known from 3 leads won and 3 lost on")}
	default:
		return []say.Text{say.T("%d %% won so far (%d of %d leads, not counting declined ones), %d %% (%d–%d %%) once the %d open ones are settled, if they take as long as those before",
			whole(float64(won)/float64(n)), won, n, whole(f.rate), whole(f.low), whole(f.high), n-closed)}
	}
}

func finalOf(of func(*final) float64) func(*Query, *figures) any {
	return func(_ *Query, f *figures) any {
		if f.final == nil {
			return nil
		}
		return of(f.final)
	}
}

// finalColumns are those of a report with final rates.
var finalColumns = []column{
	{sheet.Column{Key: "final_rate", Title: say.T("final rate"), Type: sheet.Rate, Low: "final_rate_low", High: "final_rate_high", N: "leads"},
		say.T("the win rate of the leads by first touch once the open ones are settled: a mixture cure model on your own times to close"), false,
		finalOf(func(f *final) float64 { return f.rate })},
	{sheet.Column{Key: "final_rate_low", Type: sheet.Rate, Detail: true}, say.T("lower end of the 95 %% interval of the final rate (profile likelihood)"), false,
		finalOf(func(f *final) float64 { return f.low })},
	{sheet.Column{Key: "final_rate_high", Type: sheet.Rate, Detail: true}, say.T("upper end of the 95 %% interval of the final rate"), false,
		finalOf(func(f *final) float64 { return f.high })},
}
