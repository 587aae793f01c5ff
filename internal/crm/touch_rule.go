package crm

// TouchRule makes touchpoints of activities that name no source: those of a kind
// and, where it says so, of a direction or with an answer. It is computed when a
// model asks and never written.
type TouchRule struct {
	ID        int64
	Kind      string
	Direction Direction // "" is any
	Replied   bool      // only where an answer came, later or the same day
	Via       TouchNames
	Touch     Touch // source and channel
}
