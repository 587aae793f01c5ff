package report

import (
	"leads/internal/say"
	"leads/internal/sheet"
)

// ReplyKeys are the columns about replies that people are shown.
var ReplyKeys = []string{"leads", "contacted", "replied", "reply_rate", "days_to_reply", "cost_per_reply", "won", "cost_per_win", "hours_per_win"}

var repliedOf = func(f *figures) int64 { return f.Replied }

// answerable counts the contacted leads that a reply rate is about: all but the
// unanswered ones that are too young for an answer.
func (f *figures) answerable() int64 { return f.Contacted - f.Young }

// replyColumns are the figures about replies, what came before a deal.
var replyColumns = []column{
	{sheet.Column{Key: "contacted", Title: say.T("contacted"), Type: sheet.Count, Detail: true},
		say.T("leads that you reached out to: with a bid, a proposal or an outbound activity, by the day of the first"), false,
		count(func(f *figures) int64 { return f.Contacted })},
	{sheet.Column{Key: "replied", Title: say.T("replied"), Type: sheet.Count, Detail: true},
		say.T("of those, the ones that answered: an inbound activity or a stage from discussion on, later or the same day"), false, count(repliedOf)},
	{sheet.Column{Key: "reply_rate", Title: say.T("reply rate"), Type: sheet.Rate, Low: "reply_rate_low", High: "reply_rate_high", N: "reply_rate_n", Detail: true},
		say.T("replied / (contacted − the unanswered ones younger than the day by which 90 %% of your replies came), with the 95 %% Wilson interval"), false,
		share(repliedOf, (*figures).answerable, 0)},
	{sheet.Column{Key: "reply_rate_low", Type: sheet.Rate, Detail: true}, say.T("lower end of the 95 %% Wilson interval of the reply rate"), false,
		share(repliedOf, (*figures).answerable, 1)},
	{sheet.Column{Key: "reply_rate_high", Type: sheet.Rate, Detail: true}, say.T("upper end of the 95 %% Wilson interval of the reply rate"), false,
		share(repliedOf, (*figures).answerable, 2)},
	{sheet.Column{Key: "reply_rate_n", Type: sheet.Count, Detail: true}, say.T("leads behind the reply rate"), false, count((*figures).answerable)},
	{sheet.Column{Key: "days_to_reply", Title: say.T("days to reply"), Type: sheet.Number, Detail: true},
		say.T("median days from the first outbound activity to the answer, with those still unanswered counted as waiting (Kaplan-Meier)"), false,
		func(_ *Query, f *figures) any {
			if median, ok := f.reply.Quantile(.5); ok {
				return float64(median)
			}
			return nil
		}},
	{sheet.Column{Key: "cost_per_reply", Title: say.T("cost per reply"), Type: sheet.Money, Detail: true}, say.T("cost / replied"), false,
		func(q *Query, f *figures) any { return q.ratio(f.Cost, f.Replied, 1) }},
	{sheet.Column{Key: "cost_per_win", Title: say.T("cost per win"), Type: sheet.Money, Detail: true}, say.T("cost / won"), false,
		func(q *Query, f *figures) any { return q.ratio(f.Cost, f.Won, 1) }},
	{sheet.Column{Key: "hours_per_win", Title: say.T("hours per win"), Type: sheet.Number, Detail: true}, say.T("hours / won"), false,
		func(_ *Query, f *figures) any {
			if f.Won == 0 || f.Minutes == 0 {
				return nil
			}
			return float64(f.Minutes) / 60 / float64(f.Won)
		}},
}
