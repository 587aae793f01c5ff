package crm

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"leads/internal/say"
)

// The ids that people type are never reused.
type (
	LeadID     int64
	SourceID   int64
	ChannelID  int64
	CampaignID int64
	ClientID   int64
	ActivityID int64
)

// Touch is where, how and by which initiative a contact came about. Zero parts
// are unknown; a channel belongs to its source.
type Touch struct {
	Source   SourceID
	Channel  ChannelID
	Campaign CampaignID
}

// TouchNames is a touch as people write it: SOURCE[/CHANNEL[/CAMPAIGN]].
type TouchNames struct {
	Source, Channel, Campaign string
}

// String joins the parts with slashes, leaving out what is not known.
func (t TouchNames) String() string {
	if t.Source == "" && t.Channel == "" {
		return t.Campaign
	}
	parts := []string{t.Source}
	if t.Channel != "" || t.Campaign != "" {
		parts = append(parts, t.Channel)
	}
	if t.Campaign != "" {
		parts = append(parts, t.Campaign)
	}
	return strings.Join(parts, "/")
}

// ParseTouch reads SOURCE[/CHANNEL[/CAMPAIGN]]. An empty channel between two
// slashes is unknown. A channel without a source is Invalid.
func ParseTouch(s string) (TouchNames, error) {
	if IsAddress(s) { // whole: its host may mean a source
		return TouchNames{Source: CleanLine(s)}, nil
	}
	parts := strings.SplitN(s, "/", 3)
	for i := range parts {
		parts[i] = CleanLine(parts[i])
	}
	parts = append(parts, "", "")
	t := TouchNames{Source: parts[0], Channel: parts[1], Campaign: parts[2]}
	if t.Source == "" && (t.Channel != "" || t.Campaign != "") {
		return t, Invalidf("%q names a channel without a source", s).
			WithHint("write it as SOURCE/CHANNEL, for example Upwork/Invite")
	}
	return t, nil
}

// SplitChannel splits SOURCE/CHANNEL where a channel is asked for: the channel
// and its source, "" where the text names the channel alone.
func SplitChannel(s string) (source, channel string) {
	source, channel, found := strings.Cut(s, "/")
	if !found {
		return "", CleanLine(s)
	}
	return CleanLine(source), CleanLine(channel)
}

// Lead is one opportunity: one record, however many channels it later passes
// through. Names are what people read; ids are what the file keeps. Empty
// strings, empty dates and zero Money are unknown.
type Lead struct {
	ID                   LeadID
	Title                string
	Client, Contact      string
	Email, Phone         string
	URL, ExternalID      string
	First                TouchNames // the first touch, locked permanently
	FirstTouchOn         Date
	TouchUnknown         bool // nobody named that day, an import filled it in
	Stage                Stage
	Value                Money
	Referrer             string
	FollowUpOn           Date
	Tags                 []string
	Fields               map[string]string // own fields such as industry
	Note                 string
	Variant              string // of the message or proposal that it got
	Deal                 Deal   // the zero Deal while the lead is open
	DealOwn              bool   // the deal is this record's own, not that of one merged into it
	Minutes              *int64
	Cost                 Money // spent, in the base currency
	Touch                Touch
	ClientID, ReferrerID ClientID
	MergedInto           LeadID
	Score                *int64 // nil while leads are not scored
	ScoredOn             Date   // the day of which the score is
	MQLOn, SQLOn         Date   // first reached
	Level                string // lead, mql or sql; "" is lead
	CreatedAt, UpdatedAt Instant
}

// Open reports whether the lead has not been closed.
func (l Lead) Open() bool { return l.Deal.Outcome == "" }

// Limits of what one record may hold.
const (
	MaxLine = 1000  // characters in a title or another one-line field
	MaxText = 65536 // characters in a note
)

// Validate checks what one record can check alone. Errors are Invalid.
func (l Lead) Validate() error {
	if l.Title == "" {
		return Invalidf("a lead needs a title").WithHint("leads add TITLE")
	}
	lines := []struct{ name, text string }{
		{"title", l.Title}, {"client", l.Client}, {"contact", l.Contact}, {"email", l.Email},
		{"phone", l.Phone}, {"url", l.URL}, {"external-id", l.ExternalID}, {"referrer", l.Referrer},
		{"variant", l.Variant}, {"source", l.First.Source}, {"channel", l.First.Channel}, {"campaign", l.First.Campaign},
	}
	for _, f := range lines {
		if err := CheckText(f.name, f.text, MaxLine); err != nil {
			return err
		}
	}
	if err := CheckText("note", l.Note, MaxText); err != nil {
		return err
	}
	for _, tag := range l.Tags {
		if err := CheckText("tag", tag, MaxLine); err != nil {
			return err
		}
	}
	for key, text := range l.Fields {
		if key == "" {
			return Invalidf("an own field needs a name").WithHint("write it as NAME=VALUE, for example industry=SaaS")
		}
		if err := CheckText("field", key, MaxLine); err != nil {
			return err
		}
		if err := CheckText(key, text, MaxText); err != nil {
			return err
		}
	}
	return nil
}

// CheckEmail refuses what cannot be an e-mail address: nothing on one side of
// the last @, or a blank. A tracker keeps the odd address that a freelancer was
// given, also with the name in front: Ada Blanc <ada@example.com>. A file may
// hold what a person who types should not: an import keeps it, and says so.
func CheckEmail(s string) error {
	address := s
	if front, inner, ok := strings.Cut(s, "<"); ok && strings.HasSuffix(inner, ">") && !strings.Contains(front, "@") {
		address = strings.TrimSuffix(inner, ">")
	}
	if at := strings.LastIndexByte(address, '@'); at > 0 && at < len(address)-1 && !strings.ContainsAny(address, " \t\r\n") {
		return nil
	}
	return Invalidf("%q is not an e-mail address", s).WithHint("it looks like name@example.com")
}

// CheckLink refuses what would run where a link is followed or a sheet is opened:
// a formula, or a scheme that is a program.
func CheckLink(s string) error {
	scheme, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), ":")
	if s == "" || !strings.ContainsAny(s[:1], "=+-@\t\r") && scheme != "javascript" && scheme != "vbscript" && scheme != "data" {
		return nil
	}
	return Invalidf("%q is not a link", short(s)).WithHint("it looks like https://example.com/page")
}

// CheckText refuses text that is too long, is not UTF-8 or holds a NUL. The
// name says which field in the message.
func CheckText(name, text string, max int) error {
	if !utf8.ValidString(text) {
		return Invalidf("the %s is not valid UTF-8: %q", name, short(text))
	}
	if strings.IndexByte(text, 0) >= 0 {
		return Invalidf("the %s holds a NUL character: %q", name, short(text))
	}
	if n := utf8.RuneCountInString(text); n > max {
		return Invalidf("the %s has %d characters, at most %d are kept: %q", name, n, max, short(text)).
			WithHint("put the rest into --note")
	}
	return nil
}

// short cuts a long value so that an error stays one readable line.
func short(s string) string {
	r := []rune(s)
	if len(r) <= 40 {
		return s
	}
	return string(r[:39]) + "…"
}

// Stage is how far an open lead has come.
type Stage string

// The stages in the order in which a lead usually passes them.
const (
	New         Stage = "new"
	Contacted   Stage = "contacted"
	Discussion  Stage = "discussion"
	Proposal    Stage = "proposal"
	Interview   Stage = "interview"
	Negotiation Stage = "negotiation"
)

// Stages lists every stage, first to last.
var Stages = []Stage{New, Contacted, Discussion, Proposal, Interview, Negotiation}

// ParseStage reads a stage, whatever its case. An unknown word is Invalid and
// the message lists the stages.
func ParseStage(s string) (Stage, error) {
	return parseWord("stage", s, Stages)
}

// Outcome is how a lead ended.
type Outcome string

// The outcomes. Declined leads (not-a-fit) are not losses.
const (
	Won        Outcome = "won"
	Lost       Outcome = "lost"
	NoResponse Outcome = "no-response"
	NotAFit    Outcome = "not-a-fit"
)

// Outcomes lists every outcome.
var Outcomes = []Outcome{Won, Lost, NoResponse, NotAFit}

// ParseOutcome reads an outcome, whatever its case.
func ParseOutcome(s string) (Outcome, error) {
	return parseWord("outcome", s, Outcomes)
}

// Reason is why a lead was lost.
type Reason string

// Reasons lists every reason.
var Reasons = []Reason{"price", "competitor", "cancelled", "timing", "scope", "budget", "other"}

// ParseReason reads a reason, whatever its case.
func ParseReason(s string) (Reason, error) {
	return parseWord("reason", s, Reasons)
}

// Direction says who reached out.
type Direction string

// Directions lists the two of them: in, they came; out, you went.
var Directions = []Direction{"in", "out"}

// ParseDirection reads in or out, also inbound and outbound.
func ParseDirection(s string) (Direction, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "inbound":
		return "in", nil
	case "outbound":
		return "out", nil
	}
	return parseWord("direction", s, Directions)
}

// parseWord finds s in a small list, whatever its case, blanks or underscores, in any
// language that there is.
func parseWord[W ~string](what, s string, words []W) (W, error) {
	key := strings.ToLower(strings.TrimSpace(s))
	key = strings.NewReplacer(" ", "-", "_", "-").Replace(key)
	names := make([]string, len(words))
	for i, w := range words {
		if string(w) == key {
			return w, nil
		}
		names[i] = string(w)
	}
	elsewhere := Key(s)
	for i, name := range names {
		if slices.Contains(abroad(name), elsewhere) {
			return words[i], nil
		}
	}
	err := Invalidf("there is no %s %q", say.T(what), short(s))
	if near := Nearest(s, names); len(near) > 0 {
		return "", err.WithHint("did you mean %s? it is one of: %s", say.Words(near), say.Words(names))
	}
	return "", err.WithHint("it is one of: %s", say.Words(names))
}

// abroad are the keys of what other languages call a word, made once: an import asks
// for each row.
func abroad(word string) []string {
	if known, asked := wordsAbroad.Load(word); asked {
		return known.([]string)
	}
	var keys []string
	for _, language := range say.Languages()[1:] {
		keys = append(keys, Key(say.In(language).Say(say.T(word))))
	}
	wordsAbroad.Store(word, keys)
	return keys
}

var wordsAbroad sync.Map // []string by word

// Deal is the end of a lead. Amounts are set when it was won; a won deal whose
// amount is not known has a zero Amount.
type Deal struct {
	Outcome  Outcome
	ClosedOn Date
	Amount   Money // as agreed, in its own currency
	Rate     Rate  // 1 unit of that currency in the base currency, frozen on closing
	Base     Money // the amount in the base currency at that rate
	Reason   Reason
	Fee      OwnFee // what the platform takes of this contract; unknown: the source's dated fee is assumed

	DayUnknown bool   // nobody named the closing day, an import filled it in
	MergedFrom LeadID // the merged lead whose end it was; 0 for the lead's own
}

// PairKind is what a person says about two leads that look alike.
type PairKind string

// The kinds. Of a repeat, the later first touch is the new order of the same client.
const (
	Different PairKind = "different"
	Repeat    PairKind = "repeat"
)

// Pair is two leads and what a person said about them.
type Pair struct {
	A, B LeadID
	Kind PairKind
}

// StageChange is one step of a lead's history.
type StageChange struct {
	Stage      Stage
	On         Date
	MergedFrom LeadID // the merged lead that it came from; 0 for the lead's own
}

// Activity is anything done on a lead or, without a lead, for a source.
type Activity struct {
	ID         ActivityID
	Lead       LeadID // 0: work for a source
	LeadTitle  string
	Via        TouchNames // the touchpoint it was, or the source it was done for
	Touch      Touch
	Kind       string
	On         Date
	Direction  Direction
	Minutes    *int64
	Cost       Money // as paid
	CostBase   Money // in the base currency
	Note       string
	CreatedAt  Instant
	MergedFrom LeadID // the merged lead that it came from; 0 for the lead's own
}

// Kinds lists the kinds of activity that every file knows.
var Kinds = []string{"bid", "proposal", "email", "message", "call", "meeting", "demo", "visit",
	"download", "follow-up", "note", "subscription", "other"}

// ParseKind finds a kind among the built-in ones and the user's own.
func ParseKind(s string, own []string) (string, error) {
	kind, err := parseWord("activity kind", s, append(append([]string{}, Kinds...), own...))
	var refusal *Error
	if errors.As(err, &refusal) {
		all := append(append([]string{}, Kinds...), own...)
		if near := Nearest(s, all); len(near) > 0 {
			return "", refusal.WithHint("did you mean %s? another kind: leads config set kinds %s", say.Words(near), Key(s))
		}
		return "", refusal.WithHint("it is one of: %s (add your own: leads config set kinds %s)", say.Words(all), Key(s))
	}
	return kind, err
}
