package crm

// Weight is on what the revenue of a report rests most.
type Weight struct {
	Deal     int64 // the largest deal, in minor units of the base currency; 0 for none
	DealLead LeadID
	Client   string // who brought most; "" when no deal names a client
	OfClient int64
}

// LateCampaign is a campaign that leads came by after its end.
type LateCampaign struct {
	Name  string
	End   Date
	Leads int64
}
