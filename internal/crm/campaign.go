package crm

import (
	"slices"
	"strings"
	"unicode"
)

// CampaignDays is how long a campaign lasts at most, in days, both ends counted: a
// quarter. What goes on for longer is a channel.
const CampaignDays = 92

// Days is how many days a campaign lasts, both ends counted; 0 while one is not known.
func (c Campaign) Days() int {
	if c.Start == "" || c.End == "" {
		return 0
	}
	return c.Start.DaysUntil(c.End) + 1
}

// Dated is a campaign with the dates that it lacks: it begins on a day, unless it
// says when, and lasts for [CampaignDays], unless it ends before.
func (c Campaign) Dated(from Date) Campaign {
	if c.Start == "" {
		if c.Start = from; c.End != "" && c.End < from {
			c.Start = c.End.AddDays(1 - CampaignDays)
		}
	}
	if c.End == "" || c.Days() > CampaignDays {
		c.End = c.Start.AddDays(CampaignDays - 1)
	}
	return c
}

// initiativeWords are words of the names that initiatives bound in time go by.
var initiativeWords = words(`campaign campaigns campagne campagnes spring summer autumn winter printemps ete automne hiver
	q1 q2 q3 q4 t1 t2 t3 t4`)

// InitiativeWord finds in a name the word that makes it an initiative: "SaaS Q1",
// "Spring mailing", "Fair 2026". "" when there is none.
func InitiativeWord(name string) string {
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }) {
		year := len(word) == 4 && strings.HasPrefix(word, "20") && allDigits(word)
		if year || slices.Contains(initiativeWords, Key(word)) {
			return word
		}
	}
	return ""
}

// CampaignUse are the leads of a campaign whose first touches share a day and a place.
type CampaignUse struct {
	Campaign CampaignID
	Source   SourceID
	Channel  ChannelID // 0 for none
	On       Date
	Leads    int64
}

// ChannelUse is how a channel was used: its own leads and the work through it, and how
// many of its leads began with work that came in or went out.
type ChannelUse struct {
	Use
	In, Out int64
}
