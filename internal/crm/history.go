package crm

// Yield is what leads came to that are alike in all of it: the raw material of
// a comparison, where each lead is one draw.
type Yield struct {
	Leads     int64
	Outcome   Outcome  // "" while open
	Days      int64    // of a won lead, from first touch to winning
	Revenue   int64    // minor units of the base currency
	FeeSource SourceID // with FeeDay: the fee of that day applies to the revenue
	FeeDay    Date
	Own       Taken // of the contract, where it is known
	Unpriced  bool  // won, but for an unknown amount
	Minutes   int64
	Cost      int64
}

// StageHistory is the way of one lead through the stages: from its first touch, where it is new,
// through its steps, oldest first, to its end; an open lead has none.
type StageHistory struct {
	Group    Group
	From     Date
	Steps    []StageChange
	Outcome  Outcome // "" while open
	ClosedOn Date
	Value    Money // of an open lead, where it was asked for
}
