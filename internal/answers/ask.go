package answers

import (
	"context"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

// AskQuery says what is asked, of which days.
type AskQuery struct {
	Questions   []string // ids; none asks all
	ByChannel   bool     // best and hour, of channels instead of sources
	Period      crm.Period
	Days        []string // the flags that name the period, for the command behind an answer
	Quarter     crm.Period
	QuarterDays []string // likewise of a campaign where no period is named
}

// Questions are the ids of what can be asked, in order.
func Questions() []string {
	list := make([]string, len(questions))
	for i, q := range questions {
		list[i] = q.id
	}
	return list
}

// question is one of the owner's questions and who answers it.
type question struct {
	id     string
	asked  say.Text
	answer func(*asking, context.Context) (answer, error)
}

var questions = []question{
	{"best", say.T("Which source converts best?"), (*asking).best},
	{"hour", say.T("What does an hour bring, source by source?"), (*asking).hour},
	{"channels", say.T("Are invitations worth more than searched offers?"), (*asking).channels},
	{"campaign", say.T("Which campaign brought most revenue?"), (*asking).campaign},
	{"referrers", say.T("Who refers?"), (*asking).referrers},
	{"new", say.T("How many leads are new because of a campaign?"), (*asking).netNew},
	{"stop", say.T("Where is effort wasted?"), (*asking).stop},
	{"more", say.T("Where is effort worth more?"), (*asking).more},
	{"price", say.T("Am I too cheap?"), (*asking).price},
}

// answer is what there is to say to one question.
type answer struct {
	text       say.Text
	candidates []string // that hold the true answer with 95 %
	n          int64    // leads, deals or the like behind it
	period     crm.Period
	see        []string // the command behind it
}

// asking is what all questions of one run are answered from.
type asking struct {
	AskQuery
	tx    *store.Tx
	base  crm.Currency
	works []*work
}

// Ask answers questions, a row each.
func Ask(ctx context.Context, tx *store.Tx, q AskQuery) (*sheet.Sheet, error) {
	a := &asking{AskQuery: q, tx: tx}
	var err error
	if a.base, err = tx.Base(ctx); err != nil {
		return nil, err
	}
	if a.works, err = readWorks(ctx, tx, q.Period); err != nil {
		return nil, err
	}
	s := &sheet.Sheet{Columns: []sheet.Column{{Key: "question", Title: say.T("question"), Detail: true},
		{Key: "asked", Title: say.T("question"), Whole: true}, {Key: "answer", Title: say.T("answer"), Whole: true},
		{Key: "decided", Type: sheet.Bool, Detail: true}, {Key: "candidates", Type: sheet.List, Detail: true},
		{Key: "n", Title: say.T("n"), Type: sheet.Count}, {Key: "period", Type: sheet.Nested, Detail: true},
		{Key: "see", Title: say.T("command"), Whole: true}}}
	for _, one := range questions {
		if len(q.Questions) > 0 && !contains(q.Questions, one.id) {
			continue
		}
		found, err := one.answer(a, ctx)
		if err != nil {
			return nil, err
		}
		if found.candidates == nil {
			found.candidates = []string{}
		}
		s.Add(one.id, one.asked, found.text, len(found.candidates) == 1, found.candidates, found.n, days(found.period),
			"leads "+string(say.Shell(found.see...)))
	}
	return s, nil
}

func contains(list []string, one string) bool {
	for _, s := range list {
		if s == one {
			return true
		}
	}
	return false
}

// days is a period as a record.
func days(p crm.Period) *sheet.Sheet {
	day := func(d crm.Date) any {
		if d == "" {
			return nil
		}
		return string(d)
	}
	s := &sheet.Sheet{Shape: sheet.Record, Columns: []sheet.Column{{Key: "from", Type: sheet.Date}, {Key: "to", Type: sheet.Date}}}
	s.Add(day(p.From), day(p.To))
	return s
}

// of is the command behind an answer with the flags of its period.
func (a *asking) of(words ...string) []string { return append(words, a.Days...) }

// money is an amount in a sentence.
func (a *asking) money(minor float64) string { return inMoney(minor, a.base) }

// list joins words of a sentence with commas, the last one with or.
func listed(items []say.Text) (list say.Text) {
	for i, item := range items {
		switch {
		case i == 0:
			list = item
		case i == len(items)-1:
			list = say.T("%s or %s", list, item)
		default:
			list = say.T("%s, %s", list, item)
		}
	}
	return list
}

// commas joins words of a sentence with commas.
func commas(items []say.Text) (list say.Text) {
	for i, item := range items {
		if list = say.T("%s, %s", list, item); i == 0 {
			list = item
		}
	}
	return list
}

// sentences puts whole sentences one after the other.
func sentences(items []say.Text) (list say.Text) {
	for i, item := range items {
		if list = say.T("%s; %s", list, item); i == 0 {
			list = item
		}
	}
	return list
}
