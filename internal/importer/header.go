package importer

import (
	"strings"
	"sync"

	"leads/internal/crm"
)

// field is one thing that a column can fill.
type field int

// The fields. ownField stands for fields.NAME, noField for a column that is
// known and left out.
const (
	noField field = iota
	ownField
	title
	client
	contact
	email
	phone
	pageURL
	externalID
	source
	channel
	campaign
	date
	stage
	outcome
	status
	reason
	closedOn
	amount
	value
	currency
	minutes
	hours
	cost
	tags
	fields
	referrer
	followUpOn
	note
	id
	lead
	kind
	direction
	fieldCount
)

// known is a field under its own name and the headers that mean it. Headers
// are compared by crm.Key. The weak ones step back when another column has the
// field already.
type known struct {
	field   field
	name    string
	headers string // separated by commas
	weak    string
}

// vocabulary says which headers are known, in English. It is the one place to
// teach the importer a word.
var vocabulary = map[As][]known{
	Leads: {
		{title, "title", "name, opportunity, opportunity name, deal, deal name, deal title, job, job title, project, project title, lead, lead name, subject", ""},
		{client, "client", "client name, company, company name, account, account name, customer, organisation, organization, buyer", ""},
		{contact, "contact", "contact name, contact person, person", ""},
		{email, "email", "e-mail, email address, contact email, mail", ""},
		{phone, "phone", "phone number, telephone, mobile", ""},
		{pageURL, "url", "link, job link, job url, posting url, web page", ""},
		{externalID, "external_id", "external, reference, ref, job id, deal id, record id", ""},
		{source, "source", "lead source, origin, platform, original source", ""},
		{channel, "channel", "lead channel, medium", ""},
		{campaign, "campaign", "campaign name", ""},
		{date, "first_touch_on", "first touch, date, first contact date, first contact, first contacted, date added, added on", "created, create date, created on, created_at, date created, creation date"},
		{stage, "stage", "deal stage, pipeline stage, lead stage", ""},
		{outcome, "outcome", "result", ""},
		{status, "status", "lead status, deal status, state", ""},
		{reason, "reason", "lost reason, loss reason, reason lost, closed lost reason", ""},
		{closedOn, "closed_on", "closed, closed at, closed date, close date, closing date, won date, lost date, date closed", ""},
		{amount, "amount", "won amount, deal amount, revenue", ""},
		{value, "value", "budget, deal value, estimated value, expected value", ""},
		{currency, "currency", "currency code, deal currency", ""},
		{minutes, "minutes", "spent, time spent, duration", ""},
		{hours, "hours", "hours spent", ""},
		{cost, "cost", "costs, expense, expenses", ""},
		{tags, "tags", "tag, labels, label", ""},
		{fields, "fields", "", ""},
		{referrer, "referrer", "referred by, referral from, introduced by", ""},
		{followUpOn, "follow_up_on", "follow up, follow up date, next follow up, reminder", ""},
		{note, "note", "notes, comment, comments, description, remarks", ""},
		{id, "id", "", ""},
	},
	Activities: {
		{lead, "lead", "lead id", "id, external id, reference, job id"},
		{source, "via", "touch, touchpoint", "source"},
		{channel, "channel", "", ""},
		{campaign, "campaign", "", ""},
		{date, "date", "on, activity date, day", "created, created at"},
		{kind, "kind", "type, activity, activity type", ""},
		{minutes, "minutes", "spent, time spent, duration", ""},
		{hours, "hours", "hours spent", ""},
		{cost, "cost", "costs, expense, expenses, amount", ""},
		{currency, "currency", "currency code", ""},
		{note, "note", "notes, comment, comments, description, subject", ""},
		{stage, "stage", "", ""},
		{direction, "direction", "", ""},
	},
	Deals: {
		{lead, "lead", "lead id", "id, external id, reference, job id"},
		{outcome, "outcome", "result", "status, stage"},
		{closedOn, "closed_on", "closed, closed at, closed date, close date, closing date, won date, lost date, date closed", "date"},
		{amount, "amount", "won amount, deal amount, revenue, value", ""},
		{currency, "currency", "currency code, deal currency", ""},
		{reason, "reason", "lost reason, loss reason, reason lost", ""},
	},
}

// ownExport are headers that together only our own export has; then the
// figures that leads works out itself are known, and left out.
var (
	ownExport = []string{"first_touch_on", "created_at", "updated_at"}
	computed  = []string{"score", "level", "created_at", "updated_at"}
)

// meaning is a header's field and whether it steps back.
type meaning struct {
	field field
	weak  bool
}

var meanings = sync.OnceValue(func() map[As]map[string]meaning {
	all := map[As]map[string]meaning{}
	for as, list := range vocabulary {
		all[as] = map[string]meaning{}
		for _, k := range list {
			for _, h := range append(strings.Split(k.headers, ","), k.name) {
				all[as][crm.Key(h)] = meaning{k.field, false}
			}
			for h := range strings.SplitSeq(k.weak, ",") {
				all[as][crm.Key(h)] = meaning{k.field, true}
			}
		}
		delete(all[as], "")
	}
	return all
})

// headerField is what a header means.
func headerField(header string, as As) (meaning, bool) {
	m, ok := meanings()[as][crm.Key(header)]
	return m, ok
}

// fieldName is the name of a field as people write it.
func fieldName(f field, as As) string {
	for _, k := range vocabulary[as] {
		if k.field == f {
			return k.name
		}
	}
	return ""
}
