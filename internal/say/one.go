package say

import (
	"strconv"
	"sync"
)

// singular is a sentence about one: how it is worded, and which of the values
// counts. What else is singular, such as 0 in French, the data of a language says.
type singular struct {
	format string
	at     int
}

// singulars are the sentences that count, by their form for many.
var singulars = sync.OnceValue(func() map[string]singular {
	return map[string]singular{
		"a bid takes you %s hours on average: %s hours for all of them, of %d a week": {"a bid takes you %s hour on average: %s hours for all of them, of %d a week", 0},
		"%d rows read":                       {"%d row read", 0},
		"%d scores":                          {"%d score", 0},
		"%d costs":                           {"%d cost", 0},
		"%d added":                           {"%d added", 0},
		"%d updated":                         {"%d updated", 0},
		"%d closed":                          {"%d closed", 0},
		"%d paid":                            {"%d paid", 0},
		"%d unmatched":                       {"%d unmatched", 0},
		"%d bad":                             {"%d bad", 0},
		"%d logged on leads that were there": {"%d logged on leads that were there", 0},
		"%d contacts are kept as clients without a lead, which no report counts (--as leads makes leads of them)": {"%d contact is kept as a client without a lead, which no report counts (--as leads makes a lead of it)", 0},
		"%d rows have no source, and a first touch is locked (--source SOURCE gives such rows one)":               {"%d row has no source, and a first touch is locked (--source SOURCE gives such rows one)", 0},
		"%d touches of leads are missing": {"%d touch of leads is missing", 0},
		"%d weeks":                        {"%d week", 0},
		"%d leads came after the end of the campaign %s on %s":                                         {"%d lead came after the end of the campaign %s on %s", 0},
		"%d leads of the campaign %s came by %s, where people come by themselves: the channel says it": {"%d lead of the campaign %s came by %s, where people come by themselves: the channel says it", 0},
		"%d leads came after the end of the campaign %s on %s: %s":                                     {"%d lead came after the end of the campaign %s on %s: %s", 0},
		"%d new leads": {"%d new lead", 0},
		"an open lead is quiet when nothing has happened on it for more than %s days: 90 %% of your won deals took no longer (n %d)": {"an open lead is quiet when nothing has happened on it for more than %s day: 90 %% of your won deals took no longer (n %d)", 0},
		"%d lost":                  {"%d lost", 0},
		"%d deals won":             {"%d deal won", 0},
		"%d open leads":            {"%d open lead", 0},
		"%d follow-ups are due":    {"%d follow-up is due", 0},
		"%d leads have gone quiet": {"%d lead has gone quiet", 0},
		"%d leads scored":          {"%d lead scored", 0},
		"%d scores changed":        {"%d score changed", 0},
		"%d leads emptied":         {"%d lead emptied", 0},
		"%d mentions elsewhere":    {"%d mention elsewhere", 0},
		"%s is also a common word, and stays in %d texts about others: --mentions erase removes it there":                                      {"%s is also a common word, and stays in %d text about others: --mentions erase removes it there", 1},
		"%s is also a common word: erase it from %d texts about others?":                                                                       {"%s is also a common word: erase it from %d text about others?", 1},
		"%d changes made (leads undo takes them back)":                                                                                         {"%d change made (leads undo takes it back)", 0},
		"%d leads have their first touch after today, such as lead %d":                                                                         {"%d lead has its first touch after today: lead %d", 0},
		"%d activities are dated after today, such as one on lead %d":                                                                          {"%d activity is dated after today, on lead %d", 0},
		"%d deals were closed after today, such as that of lead %d":                                                                            {"%d deal was closed after today, that of lead %d", 0},
		"%d journeys have no amount and bring no money":                                                                                        {"%d journey has no amount and brings no money", 0},
		"%d journeys have no touch within %d days before the closing; they are under %s":                                                       {"%d journey has no touch within %d days before the closing; it is under %s", 0},
		"%d leads have a score that is not the sum of their log: leads score recompute":                                                        {"%d lead has a score that is not the sum of its log: leads score recompute", 0},
		"%d of %d leads have no source (%s %%)":                                                                                                {"%d of %d leads has no source (%s %%)", 0},
		"%d of %d open leads have no known value, so they add nothing":                                                                         {"%d of %d open leads has no known value, so it adds nothing", 0},
		"%d of %d journeys have several touches; in the others the only touch gets all the credit, whatever the model":                         {"%d of %d journeys has several touches; in the others the only touch gets all the credit, whatever the model", 0},
		"%d of %d rows are bad, so nothing is imported":                                                                                        {"%d of %d rows is bad, so nothing is imported", 0},
		"%d open leads (%s) have not reached the milestones that %s credits, so have no credit yet":                                            {"%d open lead (%s) has not reached the milestones that %s credits, so has no credit yet", 0},
		"%d other leads are merged into lead %d":                                                                                               {"%d other lead is merged into lead %d", 0},
		"(%d more are blank or not records)":                                                                                                   {"(%d more is blank or not a record)", 0},
		"%s learned from %d journeys, %d of them with several touches":                                                                         {"%s learned from %d journey, %d of them with several touches", 1},
		"%s is left out: it learns from journeys with several touches, and there are %d of them, less than %d (--force)":                       {"%s is left out: it learns from journeys with several touches, and there is %d of them, less than %d (--force)", 1},
		"%s learns from journeys with several touches, and there are %d of them, less than %d":                                                 {"%s learns from journeys with several touches, and there is %d of them, less than %d", 1},
		"Erase %s from %d leads, the history and the automatic copies? It cannot be undone.":                                                   {"Erase %s from %d lead, the history and the automatic copies? It cannot be undone.", 1},
		"deleted %d automatic copies":                                                                                                          {"deleted %d automatic copy", 0},
		"follow-up is %d days overdue":                                                                                                         {"follow-up is %d day overdue", 0},
		"it was last used on %s, %d days ago":                                                                                                  {"it was last used on %s, %d day ago", 1},
		"learned from %d decided leads":                                                                                                        {"learned from %d decided lead", 0},
		"only %d leads are won or lost: too few to learn from (it takes %d, and both kinds)":                                                   {"only %d lead is won or lost: too few to learn from (it takes %d, and both kinds)", 0},
		"so are %d other groups":                                                                                                               {"so is %d other group", 0},
		"the first %d leads are shown; --limit 0 shows all":                                                                                    {"only the first %d lead is shown; --limit 0 shows all", 0},
		"… and %d more rows; --json lists every row":                                                                                           {"… and %d more row; --json lists every row", 0},
		"%d leads are won and %d lost: it takes both to tell them apart":                                                                       {"%d lead is won and %d lost: it takes both to tell them apart", 0},
		"%d deals were won before their first touch; they count, but check their dates":                                                        {"%d deal was won before its first touch; it counts, but check its dates", 0},
		"%d decided leads have points for work logged after their closing day: it knows the outcome":                                           {"%d decided lead has points for work logged after its closing day: it knows the outcome", 0},
		"%d won deals have no amount, so revenue is too low":                                                                                   {"%d won deal has no amount, so revenue is too low", 0},
		"%d service fees are not booked as costs: reports take the fee of %s off the revenue":                                                  {"%d service fee is not booked as a cost: reports take the fee of %s off the revenue", 0},
		"%d leads belong to both, so the two are not independent and every difference is less sure than it looks":                              {"%d lead belongs to both, so the two are not independent and every difference is less sure than it looks", 0},
		"%d rules: %d new, %d removed; MQL from %d points, SQL from %d":                                                                        {"%d rule: %d new, %d removed; MQL from %d points, SQL from %d", 0},
		"%d merged, %d different, %d repeats, %d left for later":                                                                               {"%d merged, %d different, %d repeat, %d left for later", 2},
		"%d of %d groups are shown; --limit 0 shows all":                                                                                       {"%d of %d groups is shown; --limit 0 shows all", 0},
		"%d more are not shown; --limit 0 shows all":                                                                                           {"%d more is not shown; --limit 0 shows all", 0},
		"%d more with less revenue are not shown":                                                                                              {"%d more with less revenue is not shown", 0},
		"MQL from %d points, SQL from %d":                                                                                                      {"MQL from %d point, SQL from %d", 0},
		"%d of %d still open, %d of them younger than the usual %s days to win":                                                                {"%d of %d still open, %d of them younger than the usual %s day to win", 3},
		"only the first %d are shown; --limit 0 shows all":                                                                                     {"only the first %d is shown; --limit 0 shows all", 0},
		"quiet for %d days; 9 in 10 wins took at most %s (n %d)":                                                                               {"quiet for %d day; 9 in 10 wins took at most %s (n %d)", 0},
		"rule %d (%s) gives %d points, yet its leads win %d of %d and the others %d of %d":                                                     {"rule %d (%s) gives %d point, yet its leads win %d of %d and the others %d of %d", 2},
		"rule %d (%s) takes %d points, yet its leads win %d of %d and the others %d of %d":                                                     {"rule %d (%s) takes %d point, yet its leads win %d of %d and the others %d of %d", 2},
		"the campaign %s ended on %s, and %d leads came by it later":                                                                           {"the campaign %s ended on %s, and %d lead came by it later", 2},
		"with the lost ones, markov learns from %d journeys with several touches":                                                              {"with the lost ones, markov learns from %d journey with several touches", 0},
		"… and %d more bad rows; --reject FILE writes them all":                                                                                {"… and %d more bad row; --reject FILE writes it, too", 0},
		"%s was filled in or changed after closing on %d of the %d decided leads that have it: it may know the outcome, so do not score by it": {"%s was filled in or changed after closing on %d of the %d decided lead that has it: it may know the outcome, so do not score by it", 2},

		"%d leads": {"%d lead", 0}, "%d activities": {"%d activity", 0}, "%d deals": {"%d deal", 0}, "%d stage changes": {"%d stage change", 0},
		"%d settings": {"%d setting", 0}, "%d rates": {"%d rate", 0}, "%d sources": {"%d source", 0}, "%d channels": {"%d channel", 0},
		"%d campaigns": {"%d campaign", 0}, "%d clients": {"%d client", 0}, "%d source fees": {"%d source fee", 0}, "%d source hosts": {"%d source host", 0},
		"%d campaign plans": {"%d campaign plan", 0}, "%d connect prices": {"%d connect price", 0}, "%d other names": {"%d other name", 0},
		"%d touch rules": {"%d touch rule", 0}, "%d touches": {"%d touch", 0}, "%d imported rows": {"%d imported row", 0},
		"%d saved reports": {"%d saved report", 0}, "%d lead pairs": {"%d lead pair", 0},
		"%d review answers": {"%d review answer", 0}, "%d payments": {"%d payment", 0},
		"%d deals are won so far: too few to say when the next ones will be":          {"%d deal is won so far: too few to say when the next ones will be", 0},
		"%d deals are paid in full so far: too few to say when the rest will come":    {"%d deal is paid in full so far: too few to say when the rest will come", 0},
		"%d open leads are older than any won lead ever was, so they are in no month": {"%d open lead is older than any won lead ever was, so it is in no month", 0},
		"%d leads have no client and are left out":                                    {"%d lead has no client and is left out", 0},
	}
})

// Counted lists the sentences that count, each about one and about many, for a
// test that they are translated.
func Counted() (list [][2]string) {
	for many, one := range singulars() {
		list = append(list, [2]string{one.format, many})
	}
	return list
}

// counted finds the sentence about one for a sentence that counts, and its number.
func counted(t Text) (one string, n float64, ok bool) {
	single, ok := singulars()[t.Format]
	if !ok || single.at >= len(t.Args) {
		return "", 0, false
	}
	switch value := t.Args[single.at].(type) {
	case int:
		return single.format, float64(value), true
	case int64:
		return single.format, float64(value), true
	case string: // a number with or without a fraction
		n, err := strconv.ParseFloat(value, 64)
		return single.format, n, err == nil
	}
	return "", 0, false
}
