package report

import (
	"math"
	"sort"
	"strconv"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/stats"
)

// Waiting is what waits for its owner on a day.
type Waiting struct {
	Due        []crm.Lead // open, with a follow-up day on or before this one, the oldest first
	DueCount   int64      // all of them
	Soon       int64      // those of the seven days after this one
	Quiet      []crm.Task // open, quiet since before [QuietBefore], the last to go quiet first
	QuietCount int64
	Cycles     stats.Histogram // won deals by the days from first touch to winning
}

// Patience is the 90th percentile of the days that won deals took, from first
// touch to winning (type 7 of Hyndman & Fan), and their number. A lead on which
// nothing has happened for longer has gone quiet. False when nothing was won.
func Patience(cycles stats.Histogram) (days float64, n int64, ok bool) {
	for _, deals := range cycles {
		n += deals
	}
	days, ok = cycles.Quantile(0.9)
	return max(days, 0), n, ok
}

// QuietBefore is the day before which a quiet lead had its last touch;
// false when nothing was won, so that nobody knows how long is long.
func QuietBefore(today crm.Date, cycles stats.Histogram) (crm.Date, bool) {
	days, _, ok := Patience(cycles)
	return today.AddDays(-int(math.Floor(days))), ok
}

// oneDecimal is a number of days for a sentence: 39 or 39.4.
func oneDecimal(days float64) string {
	return strconv.FormatFloat(math.Round(days*10)/10, 'f', -1, 64)
}

// Next is what to do now, in order, and why: follow-ups first, since they were
// promised, then leads gone quiet. Of each, scored leads come first, the best
// at the top; then the follow-up that is due the longest, and the lead that has
// been quiet the shortest, which is the easiest to win back. At most limit; 0 is all.
func Next(today crm.Date, w Waiting, limit int) *sheet.Sheet {
	s := &sheet.Sheet{Columns: []sheet.Column{
		{Key: "id", Title: say.T("id"), Type: sheet.ID}, {Key: "title", Title: say.T("title")},
		{Key: "why", Title: say.T("why")}, {Key: "due_on", Title: say.T("due"), Type: sheet.Date}, {Key: "score", Title: say.T("score"), Type: sheet.Count, Detail: true}},
		Empty: say.T("Nothing is due: no follow-up is due, and no open lead has gone quiet.")}
	quiet := map[crm.LeadID]crm.Task{}
	for _, task := range w.Quiet {
		quiet[task.Lead.ID] = task
	}
	var tasks []crm.Task
	for _, l := range w.Due {
		task := crm.Task{Lead: l, Score: l.Score}
		if same, also := quiet[l.ID]; also {
			task = same
			delete(quiet, l.ID)
		}
		tasks = append(tasks, task)
	}
	byScore(tasks)
	var rest []crm.Task
	for _, task := range w.Quiet {
		if _, left := quiet[task.Lead.ID]; left {
			rest = append(rest, task)
		}
	}
	byScore(rest)
	for _, task := range append(tasks, rest...) {
		if limit > 0 && len(s.Rows) == limit {
			s.Notes = append(s.Notes, say.T("only the first %d are shown; --limit 0 shows all", limit))
			break
		}
		var score any
		if task.Score != nil {
			score = *task.Score
			s.Columns[4].Detail = false
		}
		s.Add(int64(task.Lead.ID), task.Lead.Title, w.why(today, task), unknownDay(task.Lead.FollowUpOn), score)
	}
	if len(w.Cycles) == 0 {
		s.Notes = append(s.Notes, say.T("nothing is won yet, so nobody knows after how long a lead has gone quiet"))
	}
	return s
}

// byScore puts the best scores first; the rest stays in its order.
func byScore(tasks []crm.Task) {
	sort.SliceStable(tasks, func(i, j int) bool {
		x, y := tasks[i].Score, tasks[j].Score
		return x != nil && (y == nil || *x > *y)
	})
}

// why says in a sentence why a lead waits.
func (w Waiting) why(today crm.Date, task crm.Task) say.Text {
	var due, quiet say.Text
	if on := task.Lead.FollowUpOn; on != "" && on <= today {
		if due = say.T("follow-up is due today"); on < today {
			due = counted(int64(on.DaysUntil(today)), "follow-up is %d day overdue", "follow-up is %d days overdue")
		}
	}
	if task.LastTouch != "" {
		days, n, _ := Patience(w.Cycles)
		quiet = say.T("quiet for %d days; 9 in 10 wins took at most %s (n %d)", task.LastTouch.DaysUntil(today), oneDecimal(days), n)
	}
	switch {
	case quiet.IsZero():
		return due
	case due.IsZero():
		return quiet
	}
	return say.T("%s; %s", due, quiet)
}

func unknownDay(d crm.Date) any {
	if d == "" {
		return nil
	}
	return string(d)
}
