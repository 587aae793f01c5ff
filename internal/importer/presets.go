package importer

import (
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"leads/internal/crm"
	"leads/internal/say"
)

// presets are the exports that are known, the more particular before those
// that they would be taken for.
var presets = sync.OnceValue(func() []preset {
	return append(append(statements(), trackers()...), []preset{
		{name: "upwork-transactions", about: say.T("Upwork: transaction report, 13 or 7 columns"), as: Statement,
			needs:  "Ref ID|Transaction ID, Type|Transaction type, Description|Transaction summary|Description 1, Amount|Amount $, Date, Balance|Balance $",
			fields: "Transaction type=type, Transaction summary=description, Amount $=amount, Transaction ID=ref, Client team=team", lacks: "Gross, Net, Currency iso code, TransferWise ID, Payee Name",
			first: crm.TouchNames{Source: "Upwork"}, order: crm.MDY, currency: "USD"},
		{name: "fiverr-statement", about: say.T("Fiverr: statement of earnings"), as: Statement,
			needs: "Order ID, Buyer, Gross Amount, Service Fee", fields: "Gig=description, Gig title=description, Service=description",
			first: crm.TouchNames{Source: "Fiverr"}, order: crm.MDY, currency: "USD"},
		{name: "upwork-bids", about: say.T("Upwork: bids kept in Airtable"), as: Leads,
			needs: "Job link, Job title, Proposal Sent, Connects Spent",
			fields: "uid=external_id, Proposal Sent=first_touch_on, Proposal Results=status, Job Description=note, Connects Spent=fields.connects," +
				"Client Country=fields.country, Job Created At=-, Job status=-, Bid status=-, Reply Status=-",
			words: "sent=proposal, viewed=proposal, replied=discussion, no reply=proposal, interviewed=interview, hired=won, offer=negotiation",
			first: crm.TouchNames{Source: "Upwork", Channel: "Search"}, order: crm.DMY, currency: "USD", shape: shapeBid},
		{name: "upwork-tracker", about: say.T("Upwork: a tracker of link, connects, viewed, replied, hired"), as: Leads,
			needs:  "Job link, Connects spent, Hired",
			fields: "Connects spent=fields.connects, Viewed=fields.viewed, Replied=replied, Hired=hired, Time sent=first_touch_on",
			first:  crm.TouchNames{Source: "Upwork", Channel: "Search"}, currency: "USD", shape: shapeTracker},
		{name: "linkedin-applications", about: say.T("LinkedIn: job applications"), as: Leads, needs: "Application Date, Company Name, Job Title, Job Url",
			fields: "Application Date=first_touch_on, Contact Email=-, Contact Phone Number=-, Resume Name=-", // both are the owner's own
			first:  crm.TouchNames{Source: "LinkedIn"}, order: crm.MDY, shape: stageOf(crm.Proposal)},
		{name: "linkedin-saved-jobs", about: say.T("LinkedIn: saved jobs"), as: Leads, needs: "Saved Date, Company Name, Job Title, Job Url",
			fields: "Saved Date=first_touch_on", first: crm.TouchNames{Source: "LinkedIn"}, order: crm.MDY},
		{name: "linkedin-connections", about: say.T("LinkedIn: connections, in English, French or German"), as: Leads,
			needs: "First Name|Prénom|Vorname, Last Name|Nom|Nachname, URL, Connected On|Date de connexion|Connecté le|Verbunden am|Vernetzt am",
			fields: "Connected On=first_touch_on, Date de connexion=first_touch_on, Connecté le=first_touch_on, Verbunden am=first_touch_on, Vernetzt am=first_touch_on," +
				"Position=fields.position, Poste=fields.position, Nom=last_name, Entreprise=client, Unternehmen=client, Firma=client",
			first: crm.TouchNames{Source: "LinkedIn", Channel: "Connection"}, aside: asideNameless, contacts: true},
		{name: "google-contacts", about: say.T("Google Contacts"), as: Leads, needs: "Given Name|First Name, Family Name|Last Name, E-mail 1 - Value", contacts: true,
			fields: "E-mail 1 - Value=email, Phone 1 - Value=phone, Organization 1 - Name=client, Organization Name=client, Organization 1 - Title=fields.position, Organization Title=fields.position, Name=-, Notes=note, Website 1 - Value=url"},
		{name: "apollo-contacts", about: say.T("Apollo: people with their addresses"), as: Leads,
			needs:  "First Name, Last Name, Title, Company|Company Name, Email, Person Linkedin Url|Email Status|Seniority|# Employees",
			fields: "Title=fields.position, Company Name=client, Person Linkedin Url=url, Website=-, Stage=-, Lists=-", contacts: true},
		{name: "linkedin-invitations", about: say.T("LinkedIn: invitations sent and received"), as: Leads,
			needs:  "From, To, Sent At, Direction",
			fields: "From=first_name, To=last_name, Sent At=first_touch_on, Message=note, inviterProfileUrl=url, inviteeProfileUrl=url",
			first:  crm.TouchNames{Source: "LinkedIn", Channel: "Connection"}, order: crm.MDY, shape: shapeInvitation, contacts: true},
		{name: "salesforce-opportunities", about: say.T("Salesforce: opportunities, as report or from its API"), as: Leads, choose: true,
			needs:  "Opportunity Name|StageName, Stage|StageName, Close Date|CloseDate, Account Name|Fiscal Period|Opportunity Owner|Probability (%)|IsClosed|Account",
			fields: "Name=title, Account=client, StageName=stage, Id=external_id, CreatedDate=first_touch_on, CloseDate=closed_on, LeadSource=source, Opportunity Owner=-, Owner Role=-, Age=-, Fiscal Period=-, Probability (%)=-, Expected Revenue=-",
			words:  salesforceWords},
		{name: "suitecrm", about: say.T("SuiteCRM and SugarCRM: opportunities"), as: Leads, choose: true,
			needs:  "Sales Stage|sales_stage, Opportunity Amount|amount, Expected Close Date|date_closed, Date Created|date_entered",
			fields: "Name=title, Expected Close Date=closed_on, date_closed=closed_on, Date Created=first_touch_on, date_entered=first_touch_on, ID=external_id, currency_id=-, Currency=-, Date Modified=-, Deleted=archived",
			words:  salesforceWords},
		{name: "pipedrive-api", about: say.T("Pipedrive: deals from its API"), as: Leads, needs: "title, add_time, status, stage_id, org_id|org_name|person_id|person_name", choose: true,
			fields: "org_id=client, org_name=client, person_id=contact, person_name=contact, add_time=first_touch_on, won_time=won_on, lost_time=lost_on, close_time=closed_on, lost_reason=reason, stage_id=-, id=external_id, value=value, expected_close_date=-",
			shape:  shapeNumbered},
		{name: "erpnext", about: say.T("ERPNext and Frappe CRM: leads and opportunities"), as: Leads, needs: "ID, Status, Full Name|Lead Name|Party Name|Title, Lead Owner|Opportunity From|Opportunity Type|Sales Stage|Mobile No", choose: true,
			fields: "Full Name=contact, Lead Name=contact, Party Name=client, Customer Name=client, Opportunity Date=first_touch_on, Created On=first_touch_on, Expected Closing Date=-, Lost Reasons=reason",
			words:  "opportunity=discussion, quotation=proposal, lost quotation=lost, interested=discussion, replied=discussion, do not contact=not-a-fit, lead=new, closed=lost"},
		{name: "bitrix24", about: say.T("Bitrix24: deals"), as: Leads, needs: "STAGE_ID, OPPORTUNITY, TITLE", choose: true,
			fields: "TITLE=title, OPPORTUNITY=amount, CURRENCY_ID=currency, STAGE_ID=stage, SOURCE_ID=source, DATE_CREATE=first_touch_on, BEGINDATE=-, CLOSEDATE=closed_on, CLOSED=is_closed, COMMENTS=note, COMPANY_TITLE=client", shape: shapeHTMLNote,
			words: "new=new, preparation=discussion, prepayment invoice=proposal, executing=negotiation, final invoice=negotiation, won=won, lose=lost, apology=lost"},
		{name: "apollo", about: say.T("Apollo: contacts"), as: Leads, needs: "First Name, Last Name, Title, Company|Company Name|Company Name for Emails, Email, Stage", choose: true,
			fields: "Title=fields.position, Company Name for Emails=client, Apollo Contact Id=external_id, Last Contacted=-",
			words:  sequenceWords, shape: shapePerson},
		{name: "hubspot-deals", about: say.T("HubSpot: deals"), as: Leads, needs: "Record ID, Deal Name, Deal Stage, Create Date|Deal owner|Pipeline",
			fields: "Close Date=closed_on, Closed Lost Reason=reason, Original Source=source, Original Traffic Source=source",
			words:  "appointment scheduled=discussion, qualified to buy=discussion, presentation scheduled=discussion, decision maker bought in=negotiation, contract sent=negotiation"},
		{name: "hubspot-internal", about: say.T("HubSpot: deals, by their internal names"), as: Leads, needs: "dealname, dealstage", choose: true,
			fields: "closedate=closed_on, createdate=first_touch_on, createdAt=first_touch_on, hs_object_id=external_id, pipeline=-, hubspot_owner_id=-, hs_analytics_source=source, closed_lost_reason=reason",
			words:  hubspotWords},
		{name: "hubspot-contacts", about: say.T("HubSpot: contacts"), as: Leads, needs: "Record ID, First Name, Last Name, Contact owner|Associated Company|Lifecycle Stage|Create Date",
			fields: "Company Name=client, Associated Company=client, Lifecycle Stage=-, Job Title=fields.position",
			words:  "open deal=discussion, connected=contacted, attempted to contact=contacted, bad timing=lost, unqualified=not-a-fit", shape: shapePerson},
		{name: "pipedrive-template", about: say.T("Pipedrive: the template of its own import"), as: Leads, needs: "Person - Name, Deal - Title|Organization - Name, Note - Content|Activity - Subject",
			fields: "Person - Name=contact, Organization - Name=client, Note - Content=note, Activity - Due date=follow_up_on", shape: shapeHTMLNote},
		{name: "pipedrive-deals-fr", about: say.T("Pipedrive: deals, in French"), as: Leads, needs: "Affaire - Titre, Affaire - Statut|Affaire - Étape",
			words: pipedriveWords},
		{name: "pipedrive-deals", about: say.T("Pipedrive: deals, in English"), as: Leads, needs: "Deal - Title, Deal - Status|Deal - Stage",
			words: pipedriveWords},
		{name: "zoho-deals", about: say.T("Zoho CRM: deals"), as: Leads, needs: "Record Id, Deal Name, Account Name, Stage",
			words: zohoWords, fields: "Closing Date=closed_on"},
		{name: "zoho-leads", about: say.T("Zoho CRM: leads"), as: Leads, needs: "Record Id, Last Name, Company, Lead Source|Lead Status",
			fields: "Title=fields.position, Designation=fields.position", words: zohoWords, shape: shapePerson},
		{name: "sequences", about: say.T("Lemlist, Instantly and others: the people of a sequence"), as: Leads, needs: "email, firstName|first_name, lastName|last_name, companyName|company_name|company, lead_status|leadStatus|lastState|emailsSentCount|campaignName|Lead Status|interest_status",
			fields: "leadStatus=status, lastState=status, lead_status=status, interest_status=status, campaignName=campaign, companyName=client, company_name=client, firstName=first_name, lastName=last_name, jobTitle=fields.position, job_title=fields.position, linkedinUrl=-, picture=-",
			words:  sequenceWords, shape: shapePerson},
		{name: "salesforce-leads", about: say.T("Salesforce: leads, as report or by Data Loader"), as: Leads,
			needs:  "Last Name, Company|Company / Account, Lead Source, Lead Status|Status",
			fields: "ID=external_id, Lead ID=external_id, Title=fields.position, IsConverted=-, Name=contact, Create Date=first_touch_on, Created Date=first_touch_on",
			words: "open=new, open not contacted=new, working=contacted, working contacted=contacted, nurturing=contacted, qualified=discussion," +
				"closed converted=discussion, closed not converted=lost, unqualified=not-a-fit", shape: shapePerson},
		{name: "trello-board", about: say.T("Trello: the cards of a board"), as: Leads, needs: "Card ID, Card Name, List Name",
			fields: "Card ID=external_id, Card Name=title, List Name=stage, Card Description=note, Labels=tags, Due Date=follow_up_on, Card URL=url, Start Date=first_touch_on, Last Activity Date=-, Archived=archived",
			words:  "to do=new, a faire=new, doing=contacted, en cours=contacted", shape: shapeTrello},
		{name: "huntr", about: say.T("Huntr: job board"), as: Leads, needs: "Employer|Company|Company Name, Job Title|Title, List|List Name",
			fields: "List=stage, List Name=stage, Date Saved=first_touch_on, htmlDescription=note", words: jobWords, shape: shapeHTMLNote},
		{name: "simplify", about: say.T("Simplify: job tracker"), as: Leads, needs: "Company|Company Name, Title|Job Title, URL|Job URL, Status, Date Applied|Applied Date",
			words: jobWords},
		{name: "teal", about: say.T("Teal: job tracker"), as: Leads, needs: "Company|Company Name, Job Title|Job Position|Role, Status, URL|Job URL",
			fields: "Date Saved=first_touch_on", words: jobWords},
		{name: "airtable", about: say.T("Airtable: a grid with its usual columns Name and Notes"), as: Leads, needs: "Name, Notes, Status, Created|Assignee|Attachments|Attachment Summary|Value"},
		{name: "notion", about: say.T("Notion: a database"), as: Leads, needs: "Name, Status|Stage, Created time|Last edited time|Created by|Created|Next step|Next follow up|Follow up|Tags"},
	}...)
})

const (
	hubspotWords    = "appointment scheduled=discussion, qualified to buy=discussion, presentation scheduled=discussion, decision maker bought in=negotiation, contract sent=negotiation"
	salesforceWords = "prospecting=new, qualification=contacted, needs analysis=discussion, value proposition=discussion, id decision makers=discussion, perception analysis=discussion," +
		"proposal price quote=proposal, negotiation review=negotiation"
	sequenceWords = "cold=new, approaching=contacted, contacted=contacted, replied=discussion, interested=discussion, meeting booked=discussion, meeting completed=discussion, not interested=lost," +
		"unresponsive=no-response, do not contact=not-a-fit, bad data=not-a-fit, changed job=not-a-fit, wrong person=not-a-fit, out of office=contacted, bounced=not-a-fit, unsubscribed=lost," +
		"lead=new, completed=contacted, sequence finished=contacted, emails sent=contacted, emailssent=contacted, emailsopened=contacted, emailsclicked=contacted, emailsreplied=discussion, emailsbounced=not-a-fit, in progress=contacted, paused=contacted, won=won, lost=lost"
	pipedriveWords = "lead in=new, qualified=discussion, contact made=contacted, demo scheduled=discussion, proposal made=proposal, negotiations started=negotiation, deleted=not-a-fit," +
		"prospect=new, prospect qualifié=discussion, à contacter=new, contact effectué=contacted, démo programmée=discussion, démonstration effectuée=discussion," +
		"proposition faite=proposal, négociations entamées=negotiation, supprimée=not-a-fit"
	zohoWords = "qualification=contacted, needs analysis=discussion, value proposition=discussion, identify decision makers=discussion, proposal price quote=proposal, negotiation review=negotiation," +
		"attempted to contact=contacted, contact in future=new, not contacted=new, pre qualified=discussion, junk lead=not-a-fit, lost lead=lost, not qualified=not-a-fit, closed lost to competition=lost"
	jobWords = "wishlist=new, saved=new, bookmarked=new, applying=new, applied=proposal, screening=discussion, phone screen=discussion, interview=interview, interviewing=interview, offer=negotiation," +
		"offer received=negotiation, accepted=won, rejected=lost, archived=no-response, withdrawn=not-a-fit, i withdrew=not-a-fit, not selected=lost, no response=no-response"
)

// asideNameless leaves out connections that do not show themselves: rows of
// which only the day is there.
func asideNameless(b *builder) say.Text {
	for _, f := range []field{firstName, lastName, pageURL, email, client} {
		if b.cells[f] != "" {
			return say.Text{}
		}
	}
	return say.T("line %d is left out: a connection that shows neither name nor page", b.line)
}

// shapePerson titles a row of people with the person's name: such a list has
// no titles, and its ids say nothing to a reader.
func shapePerson(b *builder) {
	if b.cells[title] == "" {
		b.cells[title] = firstOf(b.cells[contact], oneLine(b.cells[firstName]+" "+b.cells[lastName]), b.cells[client], b.cells[email])
	}
}

// shapeBid reads what a row of bids says in several columns: the furthest step
// is the stage, and a rate per hour is no value.
func shapeBid(b *builder) {
	if n, err := strconv.Atoi(b.named("interviews")); err == nil && n > 0 {
		if s, _ := b.stageWord(b.cells[status]); s.outcome == "" {
			b.cells[status] = string(crm.Interview)
		}
	}
	if b.cells[status] == "" {
		b.cells[status] = string(crm.Proposal)
	}
	b.valueOrField("budget")
}

// valueOrField keeps a value that is no amount ("$40-60/hr") as an own field.
func (b *builder) valueOrField(name string) {
	cell := b.cells[value]
	if _, err := crm.ParseMoney(cell, b.base(), b.rule(value).mark); cell != "" && err != nil {
		b.also = map[string]string{name: cell}
		b.cells[value] = ""
	}
}

// shapeTracker reads yes and no in the columns Replied and Hired.
func shapeTracker(b *builder) {
	word := crm.Proposal
	if isYes(b.cells[replied]) {
		word = crm.Discussion
	}
	b.cells[status] = string(word)
	if isYes(b.cells[hired]) {
		b.cells[outcome] = string(crm.Won)
	}
}

func isYes(cell string) bool {
	return slices.Contains([]string{"yes", "y", "true", "oui", "o", "vrai", "1", "x", "✓", "✔", "ja"}, strings.ToLower(cell))
}

// shapeInvitation makes the other person the contact: the invited one of an
// invitation sent, the inviting one of an invitation received.
func shapeInvitation(b *builder) {
	from, to := b.cells[firstName], b.cells[lastName]
	b.cells[firstName], b.cells[lastName] = "", ""
	person, page, way := to, "inviteeProfileUrl", "Connection"
	if strings.EqualFold(b.named("direction"), "incoming") {
		person, page, way = from, "inviterProfileUrl", "Inbound"
	}
	b.cells[contact], b.cells[pageURL] = person, b.named(page)
	if b.touchDefault().Source == "LinkedIn" {
		b.cells[channel] = way
	}
}

// shapeNumbered leaves out the numbers under which an API names a company or a
// person: they are names of nobody.
func shapeNumbered(b *builder) {
	for _, f := range [...]field{client, contact} {
		if strings.Trim(b.cells[f], "0123456789") == "" {
			b.cells[f] = ""
		}
	}
}

// stageOf puts rows that say nothing of it at a stage.
func stageOf(s crm.Stage) func(*builder) {
	return func(b *builder) {
		if b.cells[stage] == "" && b.cells[status] == "" {
			b.cells[stage] = string(s)
		}
	}
}

// shapeTrello gives a card the day on which it was made, which its id holds as
// seconds since 1970, and a card in a closing list the day on which it was
// last touched. Labels lose their colour.
func shapeTrello(b *builder) {
	touched := b.named("last activity date")
	if b.cells[date] == "" {
		b.cells[date] = touched
		if made, err := strconv.ParseInt(b.cells[externalID][:min(8, len(b.cells[externalID]))], 16, 64); err == nil && len(b.cells[externalID]) == 24 {
			if day := crm.DateOf(time.Unix(made, 0).UTC()); day > "2011-01-01" && day <= b.options.Today {
				b.cells[date] = string(day)
			}
		}
	}
	if s, ok := b.stageWord(b.cells[stage]); ok && s.outcome != "" || isYes(b.cells[archivedFlag]) {
		b.cells[closedOn] = touched
	}
	b.cells[tags] = labelColour().ReplaceAllString(b.cells[tags], "")
}

var labelColour = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(` \([a-z_]+\)`)
})

// shapeHTMLNote makes plain text of a note in HTML.
func shapeHTMLNote(b *builder) {
	if text := b.cells[note]; strings.Contains(text, "<") {
		text = markup().ReplaceAllString(lineBreak().ReplaceAllString(text, "\n"), "")
		b.cells[note] = strings.TrimSpace(html.UnescapeString(text))
	}
}

var (
	lineBreak = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)<br[^>]*>|</p>|</li>|</div>`) })
	markup    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`</?[A-Za-z][^>]*>`) })
)

// bareNames takes the address of the page off a name that links to one, as
// Notion writes relations: "Noisette (https://www.notion.so/…)".
func (b *builder) bareNames() {
	for _, f := range [...]field{client, contact, source, channel, campaign, referrer} {
		cell := b.cells[f]
		if cell == "" || cell[len(cell)-1] != ')' {
			continue
		}
		if before, link, ok := strings.Cut(cell, " ("); ok && strings.Contains(link, "notion.so/") {
			b.cells[f] = before
		}
	}
}

// Touch is where rows come from that name no source, and of a statement the
// source that it is of.
func (f *File) Touch() crm.TouchNames { return f.touchDefault() }

// touchDefault is where rows come from that name no source: what the person
// said, else what the preset knows.
func (f *File) touchDefault() crm.TouchNames {
	def := f.options.Default
	if pre := f.plan.preset; pre != nil && def.Source == "" {
		campaign, own := def.Campaign, def.Channel
		def = pre.first
		def.Campaign = campaign
		if own != "" {
			def.Channel = own
		}
	}
	return def
}
