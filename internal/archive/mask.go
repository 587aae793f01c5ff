package archive

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"leads/internal/anonymize"
	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/intake"
	"leads/internal/score"
)

// Mask replaces what is personal in an export, each thing the same everywhere.
type Mask struct {
	*anonymize.Mask
	known map[string]bool // keys of sources and channels that say nothing about anybody
}

// NewMask has replaced nothing yet.
func NewMask() *Mask {
	m := &Mask{anonymize.New(), map[string]bool{}}
	for _, s := range crm.Starters() {
		m.known[crm.Key(s.Name)] = true
		for _, c := range s.Channels {
			m.known[crm.Key(c.Name)] = true
		}
	}
	for _, name := range []string{"Malt", "Fiverr", "Toptal", "PeoplePerHour", "Guru", "Contra", "Indeed", "Google", "Facebook", "Instagram", "X", "Twitter",
		"GitHub", "Stack Overflow", "Conference", "Meetup", "Newsletter", "Search", "Ads", "Direct"} {
		m.known[crm.Key(name)] = true
	}
	return m
}

func (m *Mask) source(name string) string {
	if m.known[crm.Key(name)] {
		return name
	}
	return m.Nth("Source", name)
}

func (m *Mask) channel(name string) string {
	if m.known[crm.Key(name)] {
		return name
	}
	return m.Nth("Channel", name)
}

func (m *Mask) campaign(name string) string { return m.Nth("Campaign", name) }

func (m *Mask) texts(list []string) []string {
	out := slices.Clone(list)
	for i := range out {
		out[i] = m.Text(out[i])
	}
	return out
}

// fields keeps the names of own fields, which say what a column is.
func (m *Mask) fields(own map[string]string) map[string]string {
	out := maps.Clone(own)
	for _, key := range slices.Sorted(maps.Keys(own)) {
		out[key] = m.Text(own[key])
	}
	return out
}

// Lead masks a lead of a flat export.
func (m *Mask) Lead(l *crm.Lead) {
	copied := slices.Contains([]string{l.ExternalID, l.Contact, l.Client, l.URL}, l.Title)
	was := *l
	l.Client, l.Contact, l.Referrer = m.Client(l.Client), m.Text(l.Contact), m.Client(l.Referrer)
	l.Email, l.Phone, l.URL, l.ExternalID = m.email(l.Email), m.Phone(l.Phone), m.url(l.URL), m.Token(l.ExternalID)
	l.First = crm.TouchNames{Source: m.source(l.First.Source), Channel: m.channel(l.First.Channel), Campaign: m.campaign(l.First.Campaign)}
	l.Tags, l.Fields, l.Note = m.texts(l.Tags), m.fields(l.Fields), m.Note(l.Note)
	l.Title = m.Text(l.Title)
	if copied { // a title that is only a copy of another field stays one
		for _, f := range [][2]string{{was.ExternalID, l.ExternalID}, {was.Contact, l.Contact}, {was.Client, l.Client}, {was.URL, l.URL}} {
			if f[0] == was.Title {
				l.Title = f[1]
				break
			}
		}
	}
}

func (m *Mask) email(s string) string {
	if s == "" {
		return ""
	}
	return m.Email(s)
}

func (m *Mask) url(s string) string {
	if s == "" {
		return ""
	}
	return m.URL(s)
}

// record masks a record of a full export; false leaves it out.
func (m *Mask) record(r *importer.Archive) bool {
	switch r.Record {
	case "report", "answer":
		return false // its flags or words hold names
	case "setting":
		if strings.HasPrefix(r.Key, crm.AliasPrefix) {
			return false // so does its line
		}
		if r.Key == intake.ScoreRecord {
			r.Value = m.conditions(r.Value)
		}
	case "source":
		r.Name, r.MergedInto = m.source(r.Name), m.source(r.MergedInto)
		r.Also, r.Description = nil, m.Note(r.Description)
		r.Hosts = slices.Clone(r.Hosts)
		for i, h := range r.Hosts {
			r.Hosts[i] = m.Host(h)
		}
	case "channel":
		r.Source, r.Name, r.MergedInto = m.source(r.Source), m.channel(r.Name), m.channel(r.MergedInto)
		r.Also = nil
	case "campaign":
		r.Name, r.MergedInto, r.Aim = m.campaign(r.Name), m.campaign(r.MergedInto), m.Note(r.Aim)
		r.Also, r.Partner, r.Sector, r.Message = nil, m.Client(r.Partner), m.Note(r.Sector), m.Note(r.Message)
		if r.Plan != nil {
			r.Plan.Variants = m.texts(r.Plan.Variants)
		}
	case "client":
		r.Name, r.MergedInto, r.Note = m.Client(r.Name), m.Client(r.MergedInto), m.Note(r.Note)
		l := crm.Lead{Contact: r.Contact, Email: r.Email, Phone: r.Phone, URL: r.URL}
		m.Lead(&l)
		r.Contact, r.Email, r.Phone, r.URL, r.Origin = l.Contact, l.Email, l.Phone, l.URL, m.Note(r.Origin)
	case "touch_rule":
		m.touch(r.Via)
	case "activity":
		m.activity(r.Activity)
	case "lead":
		m.archivedLead(r.Lead)
	}
	return true
}

// conditions masks the texts that score rules compare with, as what they are
// compared with is masked.
func (m *Mask) conditions(table string) string {
	b, err := score.Parse(table)
	if err != nil {
		return ""
	}
	literal := regexp.MustCompile(`\[?\s*("(\\.|[^"\\])*"|'(\\.|[^'\\])*')`)
	for _, set := range b.Sets {
		for i := range set.Rules {
			set.Rules[i].When = literal.ReplaceAllStringFunc(set.Rules[i].When, m.literal)
		}
	}
	for i, text := range b.Actions {
		b.Actions[i] = m.Note(text)
	}
	packed, err := b.Pack()
	if err != nil {
		return ""
	}
	return packed
}

// literal masks one text in quotes; behind a bracket it names an own field.
func (m *Mask) literal(s string) string {
	open := strings.IndexAny(s, `"'`)
	text := s[open+1 : len(s)-1]
	switch {
	case strings.HasPrefix(s, "["), m.known[crm.Key(text)]:
		return s
	case strings.HasPrefix(text, "@"):
		text = "@" + m.Host(text[1:])
	case strings.Contains(text, "@"):
		text = m.Email(text)
	default:
		text = m.Text(text)
	}
	return s[:open+1] + text + s[len(s)-1:]
}

func (m *Mask) touch(t *importer.ArchiveTouch) {
	if t != nil {
		t.Source, t.Channel, t.Campaign = m.source(t.Source), m.channel(t.Channel), m.campaign(t.Campaign)
	}
}

func (m *Mask) activity(a *importer.ArchiveActivity) {
	m.touch(a.Via)
	a.Note, a.ImportRows = m.Note(a.Note), nil // a hash tells what was hashed to whoever can guess it
}

func (m *Mask) archivedLead(p *importer.ArchiveLead) {
	l := crm.Lead{Title: p.Title, Client: p.Client, Contact: p.Contact, Email: p.Email, Phone: p.Phone, URL: p.URL, ExternalID: p.ExternalID,
		Referrer: p.Referrer, Tags: p.Tags, Fields: p.Fields, Note: p.Note}
	m.Lead(&l)
	p.Title, p.Client, p.Contact, p.Email, p.Phone, p.URL, p.ExternalID = l.Title, l.Client, l.Contact, l.Email, l.Phone, l.URL, l.ExternalID
	p.Referrer, p.Tags, p.Fields, p.Note = l.Referrer, l.Tags, l.Fields, l.Note
	p.ImportRows = nil
	for i := range p.Payments {
		pay := &p.Payments[i]
		pay.ImportRows = nil
		pay.ExternalID, pay.Note = m.Token(pay.ExternalID), m.Note(pay.Note)
	}
	m.touch(&p.Touch)
	for i := range p.Activities {
		m.activity(&p.Activities[i])
	}
}
