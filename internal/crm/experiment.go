package crm

// Experiment is a planned test of variants within a campaign.
type Experiment struct {
	Campaign CampaignID
	Variants []string // at least two
	Sends    int64    // all of them, test and rest
	Each     int64    // sends of each variant before the rest goes to the better one
	Rate     int64    // expected share of answers, in parts per million
	Spread   int64    // how far variants usually differ from it, in parts per million
	At       Instant  // when it was planned
}

// Send is one lead of a campaign: somebody who got its message, or a variant of it.
type Send struct {
	Lead     LeadID
	Campaign CampaignID // of a merged campaign, the one that took it over
	Variant  string     // "" for none
	On       Date       // of the first touch
}
