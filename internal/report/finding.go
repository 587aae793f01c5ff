package report

import (
	"slices"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
)

// The kinds of findings about the list of sources.
const (
	Unused           = "unused"
	NearEqual        = "near-equal"
	CampaignAsSource = "campaign-as-source"
	NeverClosed      = "never-closed"
	NoneShare        = "none-share"
	UndatedCampaign  = "undated-campaign"
	ExpiredCampaign  = "expired-campaign"
)

// UnusedAfter is for how many days a source may be unused before it is a finding.
const UnusedAfter = 90

// What a finding is about.
const (
	AboutSource   = "source"
	AboutChannel  = "channel"
	AboutCampaign = "campaign"
)

// Finding is one thing that is wrong with the list of sources, or may be.
type Finding struct {
	About  string // source, channel or campaign
	Source string // the name that it is about: of a source, SOURCE/CHANNEL, of a campaign, or (none)
	Other  string // of near-equal names of the same list: the other one
	Kind   string
	Detail say.Text
}

// Vocabulary is what the findings are made from. Uses count each source, channel and
// campaign by its own id; leads without a source are under 0.
type Vocabulary struct {
	Sources      []crm.Source
	Channels     []crm.Channel
	Campaigns    []crm.Campaign
	Uses         map[crm.SourceID]crm.Use
	ChannelUses  map[crm.ChannelID]crm.ChannelUse
	CampaignUses []crm.CampaignUse
	Alike        func(a, b string) bool // whether two names are near-equal
}

// Findings looks through the vocabulary on a day. The kinds come in the order
// of their constants, and of each the names in theirs.
func Findings(v Vocabulary, today crm.Date) []Finding {
	var sources []crm.Source
	uses := map[crm.SourceID]crm.Use{}
	for _, s := range v.Sources {
		survivor := s.ID
		if s.MergedInto != 0 {
			survivor = s.MergedInto
		} else if s.ArchivedOn == "" {
			sources = append(sources, s)
		}
		use := uses[survivor]
		own := v.Uses[s.ID]
		uses[survivor] = crm.Use{Leads: use.Leads + own.Leads, Closed: use.Closed + own.Closed, LastOn: max(use.LastOn, own.LastOn)}
	}
	places, initiatives := v.places(sources), v.initiatives()
	list := slices.Concat(unused(sources, uses, today), unusedChannels(places, uses, today), singles(initiatives, today))
	list = slices.Concat(list, nearEqual(sources, uses, v.Alike), nearEqualChannels(places, v.Alike), channelsAsSources(sources, uses, places), twoWays(places))
	campaigns := make([]crm.Campaign, len(initiatives))
	for i := range initiatives {
		campaigns[i] = initiatives[i].Campaign
	}
	list = slices.Concat(list, campaignsAsSources(sources, campaigns, v.Alike), campaignsAsChannels(places, campaigns), needless(initiatives, places))
	for _, s := range sources {
		if use := uses[s.ID]; use.Leads > 0 && use.Closed == 0 {
			list = append(list, Finding{About: AboutSource, Source: s.Name, Kind: NeverClosed,
				Detail: counted(use.Leads, "its %d lead is still open", "none of its %d leads has ever been closed")})
		}
	}
	list = slices.Concat(list, noneShare(v.Uses), placeholders(sources, uses, v.Uses))
	return slices.Concat(list, unbounded(initiatives), expired(initiatives))
}

func unused(sources []crm.Source, uses map[crm.SourceID]crm.Use, today crm.Date) (list []Finding) {
	for _, s := range sources {
		switch last := uses[s.ID].LastOn; {
		case last == "":
			list = append(list, Finding{About: AboutSource, Source: s.Name, Kind: Unused, Detail: say.T("it has never been used")})
		case last.DaysUntil(today) > UnusedAfter:
			list = append(list, Finding{About: AboutSource, Source: s.Name, Kind: Unused,
				Detail: say.T("it was last used on %s, %d days ago", say.Day(last), last.DaysUntil(today))})
		}
	}
	return list
}

// nearEqual names, of each pair, the one with fewer leads, or else the younger.
func nearEqual(sources []crm.Source, uses map[crm.SourceID]crm.Use, alike func(a, b string) bool) (list []Finding) {
	for i, a := range sources {
		for _, b := range sources[i+1:] {
			if !alike(a.Name, b.Name) {
				continue
			}
			few, many := a, b
			if n, m := uses[few.ID].Leads, uses[many.ID].Leads; n > m || n == m && few.ID < many.ID {
				few, many = many, few
			}
			list = append(list, Finding{About: AboutSource, Source: few.Name, Other: many.Name, Kind: NearEqual,
				Detail: say.T("%s (leads: %d) looks like %s (leads: %d)", few.Name, uses[few.ID].Leads, many.Name, uses[many.ID].Leads)})
		}
	}
	return list
}

func campaignsAsSources(sources []crm.Source, campaigns []crm.Campaign, alike func(a, b string) bool) (list []Finding) {
	for _, s := range sources {
		f := Finding{About: AboutSource, Source: s.Name, Kind: CampaignAsSource}
		same := slices.IndexFunc(campaigns, func(c crm.Campaign) bool { return crm.Key(c.Name) == crm.Key(s.Name) || alike(c.Name, s.Name) })
		word := crm.InitiativeWord(s.Name)
		switch {
		case same >= 0:
			f.Detail = say.T("there is a campaign of that name: %s", campaigns[same].Name)
		case word != "":
			f.Detail = say.T("%q is the name of an initiative, not of a place: a source says where, a campaign says which", word)
		default:
			continue
		}
		list = append(list, f)
	}
	return list
}

func noneShare(uses map[crm.SourceID]crm.Use) []Finding {
	var all int64
	for _, use := range uses {
		all += use.Leads
	}
	none := uses[0].Leads
	if none <= 0 {
		return nil
	}
	return []Finding{{About: AboutSource, Source: None, Kind: NoneShare,
		Detail: say.T("%d of %d leads have no source (%s %%)", none, all, oneDecimal(100*float64(none)/float64(all)))}}
}

// SourceReview lists the findings.
func SourceReview(findings []Finding) *sheet.Sheet {
	s := &sheet.Sheet{Empty: say.T("The list of sources is clean."), Columns: []sheet.Column{
		{Key: "source", Title: say.T("source")}, {Key: "finding", Title: say.T("finding"), Type: sheet.Word}, {Key: "detail", Title: say.T("what was found"), Whole: true}}}
	for _, f := range findings {
		s.Add(f.Source, f.Kind, f.Detail)
	}
	return s
}
