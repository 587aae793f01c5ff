package scoring

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/score"
	"leads/internal/store"
)

// Past is what a calibration looks at.
type Past struct {
	Book    score.Book
	Table   score.Table    // by which it judges
	Samples []score.Sample // decided leads that were open on their landmark
	Closed  int64          // decided leads that were not
	Open    []crm.Lead     // tags, own fields and value of those that are open
	Lives   []Life         // of every lead, where they were asked for
}

// Life is the days of a lead that a month counts.
type Life struct {
	FirstTouchOn, MQLOn, SQLOn, ClosedOn crm.Date
	Won, Decided                         bool
}

// Moment says of which leads, and as of which day of each, a calibration is.
type Moment struct {
	Days   int        // after the first touch; below 0: at the first decision point
	Closed crm.Period // decided leads that closed in it; the zero period takes all
	Day    crm.Date   // whose rules and thresholds judge
	Lives  bool       // gather the lives of all leads, too
}

// Decided reads the rules, the leads that were won or lost, each with what was
// known of it on its landmark, and those that are open.
func Decided(ctx context.Context, tx *store.Tx, m Moment) (p Past, err error) {
	if p.Book, err = Book(ctx, tx); err != nil {
		return p, err
	}
	p.Table = p.Book.On(m.Day)
	answers, err := tx.FirstAnswers(ctx)
	if err != nil {
		return p, err
	}
	then, err := recall(ctx, tx, p.Table)
	if err != nil {
		return p, err
	}
	if (m.Closed == crm.Period{}) { // samples are large: making room as they come costs a third of the whole
		decided, err := tx.CountDecided(ctx)
		if err != nil {
			return p, err
		}
		p.Samples = make([]score.Sample, 0, decided)
	}
	err = eachSubject(ctx, tx, nil, true, func(s score.Subject) error {
		l := s.Lead
		if m.Lives {
			p.Lives = append(p.Lives, Life{l.FirstTouchOn, l.MQLOn, l.SQLOn, l.Deal.ClosedOn, l.Deal.Outcome == crm.Won, score.Decided(l)})
		}
		switch {
		case l.Open():
			p.Open = append(p.Open, crm.Lead{Fields: l.Fields, Tags: l.Tags, Value: l.Value})
		case score.Decided(l) && (m.Closed == crm.Period{} || m.Closed.From <= l.Deal.ClosedOn && l.Deal.ClosedOn <= m.Closed.To):
			mark, open := score.Landmark(l, answers[l.ID], m.Days)
			if !open {
				p.Closed++
				return nil
			}
			sample := score.Sample{Subject: s, Won: l.Deal.Outcome == crm.Won, Mark: mark}
			then(&sample)
			p.Samples = append(p.Samples, sample)
		}
		return nil
	})
	return p, err
}

// recall gives what fills in how a lead was known on its landmark and at closing.
func recall(ctx context.Context, tx *store.Tx, t score.Table) (func(*score.Sample), error) {
	edits, err := tx.Edits(ctx)
	if err != nil {
		return nil, err
	}
	stages := map[crm.LeadID][]store.StageDay{}
	if e, err := score.New(t); err != nil {
		return nil, err
	} else if e.Staged() {
		if stages, err = tx.StageDays(ctx); err != nil {
			return nil, err
		}
	}
	return func(s *score.Sample) {
		l := s.Lead
		changed := false
		if days := stages[l.ID]; len(days) > 0 {
			l.Stage, changed = days[0].Stage, true
			for _, d := range days {
				if d.On <= s.Mark {
					l.Stage = d.Stage
				}
			}
		}
		list := edits[l.ID]
		if at := lastLate(list); at >= 0 {
			was := list[at].Was
			s.Was = &was
		}
		if at := firstAfter(list, s); at >= 0 {
			l, changed = restore(l, list[at]), true
		}
		if changed {
			s.Then = &l
		}
	}, nil
}

// lastLate is the place of the first edit after closing, of those latest first.
func lastLate(list []store.Edit) int {
	for i, e := range slices.Backward(list) {
		if e.Late {
			return i
		}
	}
	return -1
}

// firstAfter is the place of the first edit after the landmark. Of a lead that was
// entered after its landmark it is the first one after closing: before that it was
// being entered.
func firstAfter(list []store.Edit, s *score.Sample) int {
	if created := string(s.Lead.CreatedAt); len(created) < 10 || crm.Date(created[:10]) > s.Mark {
		return lastLate(list)
	}
	for i, e := range slices.Backward(list) {
		if crm.Date(e.At[:10]) > s.Mark {
			return i
		}
	}
	return -1
}

// restore gives a lead as it was before an edit.
func restore(l crm.Lead, e store.Edit) crm.Lead {
	was := e.Was
	l.Title, l.Contact, l.Email, l.Phone, l.URL, l.ExternalID, l.Note = was.Title, was.Contact, was.Email, was.Phone, was.URL, was.ExternalID, was.Note
	l.FollowUpOn, l.Value, l.Tags, l.Fields = was.FollowUpOn, was.Value, was.Tags, was.Fields
	if e.Loose.Client {
		l.ClientID, l.Client = 0, ""
	}
	if e.Loose.Referrer {
		l.ReferrerID, l.Referrer = 0, ""
	}
	return l
}
