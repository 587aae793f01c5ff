package crm

// Task is a lead that waits for its owner: its follow-up has come, or it has
// gone quiet, or both.
type Task struct {
	Lead      Lead   // number, title, client, source, channel, stage, value, follow-up
	LastTouch Date   // the last day on which anything happened; only of leads gone quiet
	Score     *int64 // nil until scores are kept
}

// Quality counts, over some weeks, what is missing from the records and makes
// figures less sure.
type Quality struct {
	Leads      int64 // by first touch
	NoSource   int64 // of those
	NoChannel  int64 // of those with a source
	OpenNoPlan int64 // of those, open and without a follow-up day
	Closed     int64 // deals, by closing day
	NoHours    int64 // of those, without any time logged
	Won        int64 // of those
	Unpriced   int64 // of the won, without an amount
	Early      int64 // of the won, before their first touch
	Lost       int64 // of the closed
	NoReason   int64 // of the lost
}

// Use says when and how a source was used.
type Use struct {
	Leads, Closed int64 // ever
	LastOn        Date  // last first touch or activity through it; "" for never
}
