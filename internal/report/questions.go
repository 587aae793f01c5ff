package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// Question is something that the review asks its owner, and what they answered
// the last time.
type Question struct {
	ID    string // the same every week, as long as names stay
	Asked say.Text
	About string
	Last  crm.ReviewAnswer // the zero answer when there is none
}

// Doubts are what the questions of a review are made from.
type Doubts struct {
	Vocabulary
	Channels []crm.Channel
	Quality  crm.Quality
	Due      []crm.Lead // with a follow-up day that is past, the oldest first
	Answers  []crm.ReviewAnswer

	CalibrateOn crm.Date // the last day on which scores were to be calibrated; "" for none
}

const (
	longDue  = 14 // days after which a follow-up is asked about
	mostDue  = 5  // follow-ups that are asked about at once
	notAsked = ""
)

// Questions are those that are open on a day: sources that nobody fed, leads
// without a source, losses without a reason, channels that look like one, campaigns
// that are over, follow-ups long due, the calibration of a month.
func Questions(d Doubts, today crm.Date) (list []Question) {
	ask := func(id, about string, asked say.Text) {
		list = append(list, Question{ID: id, Asked: asked, About: about})
	}
	d.unfed(today, ask)
	if n := d.Quality.NoSource; n > 0 {
		ask("no-source", notAsked, say.T("leads of the last 12 weeks without a source: %d. Where did they come from?", n))
	}
	if n := d.Quality.NoReason; n > 0 {
		ask("no-reason", notAsked, say.T("leads lost in the last 12 weeks without a reason: %d. Why were they lost?", n))
	}
	for i, a := range d.Channels {
		for _, b := range d.Channels[i+1:] {
			if a.Source == b.Source && a.MergedInto == 0 && b.MergedInto == 0 && a.ArchivedOn == "" && b.ArchivedOn == "" && d.Alike(a.Name, b.Name) {
				ask("same-channel:"+crm.Key(a.SourceName+a.Name+b.Name), a.SourceName, say.T("%s: are %s and %s two channels, or one?", a.SourceName, a.Name, b.Name))
			}
		}
	}
	for _, c := range d.Campaigns {
		if c.MergedInto == 0 && c.ArchivedOn == "" && c.End != "" && c.End < today {
			ask("campaign-over:"+crm.Key(c.Name), c.Name, say.T("the campaign %s ended on %s: what came of it?", c.Name, say.Day(c.End)))
		}
	}
	asked := 0
	for _, l := range d.Due {
		if l.FollowUpOn.DaysUntil(today) > longDue && asked < mostDue {
			asked++
			ask("follow-up:"+strconv.FormatInt(int64(l.ID), 10), l.Title, say.T("lead %d, %s: its follow-up has been due since %s. Is it still on?", int64(l.ID), l.Title, say.Day(l.FollowUpOn)))
		}
	}
	list = append(list, d.calibration()...)
	for i := range list {
		for _, a := range d.Answers { // the last one
			if a.Question == list[i].ID {
				list[i].Last = a
			}
		}
	}
	return list
}

// calibration asks once a month whether the scores still tell; what was answered
// the months before is shown.
func (d Doubts) calibration() []Question {
	const prefix = "calibrate:"
	if d.CalibrateOn == "" {
		return nil
	}
	month := (d.CalibrateOn[:7] + "-01").AddDays(-1)[:7]
	q := Question{ID: prefix + string(month), Asked: say.T("the scores are to be calibrated since %s: leads score calibrate --month %s. What do you change?", say.Day(d.CalibrateOn), string(month))}
	for _, a := range d.Answers {
		if a.Question == q.ID {
			return nil
		}
		if strings.HasPrefix(a.Question, prefix) {
			q.Last = a
		}
	}
	return []Question{q}
}

// unfed asks about sources without any lead or work for long; of a file in which
// there is nothing yet, about none.
func (d Doubts) unfed(today crm.Date, ask func(id, about string, asked say.Text)) {
	last, any := map[crm.SourceID]crm.Date{}, false
	for _, s := range d.Sources {
		survivor := cmp.Or(s.MergedInto, s.ID)
		last[survivor] = max(last[survivor], d.Uses[s.ID].LastOn)
		any = any || last[survivor] != ""
	}
	if !any {
		return
	}
	sources := slices.Clone(d.Sources)
	slices.SortStableFunc(sources, func(a, b crm.Source) int { return cmp.Compare(a.Name, b.Name) })
	for _, s := range sources {
		if s.MergedInto != 0 || s.ArchivedOn != "" {
			continue
		}
		switch on := last[s.ID]; {
		case on == "":
			ask("unfed:"+crm.Key(s.Name), s.Name, say.T("%s has never been used: is something planned?", s.Name))
		case on.DaysUntil(today) > UnusedAfter:
			ask("unfed:"+crm.Key(s.Name), s.Name, say.T("%s has had nothing since %s: is something planned?", s.Name, say.Day(on)))
		}
	}
}

// Said is what was answered the last time, in a sentence; nothing when nothing was.
func (q Question) Said() say.Text {
	if q.Last.Text == "" {
		return say.Text{}
	}
	return say.T("on %s you said: %s", say.Day(q.Last.On), q.Last.Text)
}

// QuestionSheet lists questions.
func QuestionSheet(list []Question) *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("Questions for you"), Columns: []sheet.Column{
		{Key: "id", Title: say.T("id")}, {Key: "asked", Title: say.T("question"), Whole: true}, {Key: "about", Title: say.T("about"), Detail: true},
		{Key: "last_answer", Title: say.T("your last answer"), Whole: true}, {Key: "answered_on", Title: say.T("on"), Type: sheet.Date}}}
	for _, q := range list {
		s.Add(q.ID, q.Asked, unknownText(q.About), unknownText(q.Last.Text), unknownText(string(q.Last.On)))
	}
	if len(list) > 0 {
		s.Notes = append(s.Notes, say.T("answer one by one: leads review --talk"))
	}
	return s
}
