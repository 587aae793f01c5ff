package invent

import (
	"math/rand/v2"

	"leads/internal/crm"
)

// Past is one lead of a freelancer's life with what came of it.
type Past struct {
	Entry
	Via     string // source and channel
	Outcome string // "" for the few that are still open
	Reason  string
	Closed  crm.Date
	Amount  int64 // of a won deal, in minor units
	Work    []Work
}

// Work is one activity on a lead.
type Work struct {
	On      crm.Date
	Kind    string
	Via     string // of some, another way than the first
	Minutes int64
	Cost    int64 // minor units
}

// open is the share of a life's leads that are open at its end, and the newest.
const open = .003

// Life gives n leads as a freelancer's file holds them after years: nearly all are
// closed, a few clients bring many of them, and each has some three activities.
// The benchmarks use it beside a file in which most leads are open, which hides
// what looking through the closed ones costs.
func Life(n int, seed uint64, yield func(Past) bool) {
	r := rand.New(rand.NewPCG(seed, 31))
	vias := list(`Upwork/Search, Upwork/Search, Upwork/Invite, LinkedIn/Inbound, LinkedIn/Connection, Freelancer/Search, Referral/Client, Website/Form, Cold email/Outbound`)
	kinds := list(`bid, email, call, message, proposal, meeting, follow-up`)
	big := list(`Noisette, Atelier Nord, Globex, Quartz Studio, Blue Ferry`)
	Leads(n, seed, func(e Entry) bool {
		p := Past{Entry: e, Via: vias[r.IntN(len(vias))]}
		if r.Float64() < .15 {
			p.Client = big[min(r.IntN(len(big)), r.IntN(len(big)))]
		}
		after := func(days int) crm.Date { return crm.DateOf(e.FirstTouchOn.Time().AddDate(0, 0, days)) }
		length := 1 + r.IntN(45)
		if float64(e.ID) <= float64(n)*(1-open) {
			p.Closed, p.Outcome = after(length), "no-response"
			switch chance := r.Float64(); {
			case chance < .18:
				p.Outcome, p.Amount = "won", int64(20_000+r.IntN(900_000))
			case chance < .5:
				p.Outcome, p.Reason = "lost", string(crm.Reasons[r.IntN(len(crm.Reasons))])
			case chance < .55:
				p.Outcome = "not-a-fit"
			}
		}
		for i := range 1 + r.IntN(5) {
			work := Work{On: after(r.IntN(length)), Kind: kinds[r.IntN(len(kinds))], Minutes: int64(5 + r.IntN(90))}
			if i == 0 && r.Float64() < .5 {
				work.Kind, work.Cost = "bid", int64(15*(4+r.IntN(20)))
			}
			if r.Float64() < .1 {
				work.Via = vias[r.IntN(len(vias))]
			}
			p.Work = append(p.Work, work)
		}
		return yield(p)
	})
}
