package cli

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/intake"
	"leads/internal/store"
)

func newDemo(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "demo [FILE]",
		Short: "Make a file of invented leads to play with",
		Long: `Make a file of invented leads to play with: a year and a half of a freelancer's bids,
invitations, cold e-mails and referrals, with campaigns, payments, scores and a list of
contacts. Your own file is not touched. The path of the new file is printed;
without FILE it is in the folder for temporary files. Every command takes it with --db.`,
		Example: "  leads demo demo.db\n  leads --db demo.db review",
		Args:    between(0, 1, "one FILE"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			if len(args) == 1 {
				return a.demo(ctx, args[0])
			}
			return a.demo(ctx, a.demoPath())
		}),
	}
}

// demoPath is the first name in the folder for temporary files that is not taken.
func (a *app) demoPath() string {
	folder := "/tmp"
	for _, name := range []string{"TMPDIR", "TEMP", "TMP"} {
		if dir := a.Getenv(name); dir != "" {
			folder = dir
			break
		}
	}
	for n := 1; ; n++ {
		path := filepath.Join(folder, "leads-demo.db")
		if n > 1 {
			path = filepath.Join(folder, fmt.Sprintf("leads-demo-%d.db", n))
		}
		if !store.There(path) {
			return path
		}
	}
}

func (a *app) demo(ctx context.Context, path string) error {
	if store.There(path) {
		return crm.Errorf(crm.Refused, "%s is already there", path).WithHint("name another file, or none")
	}
	a.listen()
	s, err := store.Open(ctx, path, store.Options{Now: crm.InstantOf(a.now), Starter: a.starters})
	if err != nil {
		return err
	}
	err = s.Update(ctx, store.Command{Line: "demo", At: crm.InstantOf(a.now)}, func(tx *store.Tx) error {
		p := &play{a: a, tx: tx, chance: rand.New(rand.NewPCG(2026, 11)), starters: a.starters(), clients: map[string]crm.ClientID{}}
		return p.run(ctx)
	})
	if end := s.Close(); err == nil {
		err = end
	}
	if err != nil {
		return err
	}
	a.note("look around: leads --db %s review", path)
	return a.sayPath(path, path)
}

// play invents a year and a half, the same one every time but for the dates.
type play struct {
	a         *app
	tx        *store.Tx
	chance    *rand.Rand
	starters  []crm.Starter
	clients   map[string]crm.ClientID
	campaigns []crm.CampaignID
}

// manner is how leads of one channel go: how many of a hundred leads come
// through it, how many of a hundred are won, what a bid and the talking take in
// minutes, what one costs in cents, and what is paid.
type manner struct {
	source, channel       int // of the starter names
	share, won            int
	bid, talk, cents, pay int
}

var manners = []manner{
	{0, 0, 34, 9, 35, 60, 240, 900}, // Upwork/Search
	{0, 1, 12, 38, 15, 70, 0, 1600}, // Upwork/Invite
	{1, 0, 8, 6, 30, 40, 90, 500},   // Freelancer/Search
	{2, 1, 9, 26, 10, 90, 0, 2200},  // LinkedIn/Inbound
	{2, 0, 7, 12, 20, 60, 0, 1800},  // LinkedIn/Connection
	{3, 0, 18, 7, 25, 80, 15, 2600}, // Cold email/Outbound
	{4, 0, 9, 55, 5, 60, 0, 2800},   // Referral/Client
	{5, 0, 3, 30, 5, 45, 0, 1900},   // Website/Form
}

var (
	demoWork    = []string{"Shop redesign", "Booking site", "Data pipeline", "Newsletter templates", "Landing page", "API for the app", "Brand refresh", "Invoice automation", "Dashboard", "Site audit", "Member area", "Search that works", "Move to the cloud", "Product photos page", "Accessibility pass", "Price calculator"}
	demoClients = []string{"Noisette", "Harbour Coffee", "Atelier Brun", "Northwind Trading", "Petit Bateau Bleu", "Studio Kite", "Green Lane", "Maison Ostrea", "Fable & Co", "Kiln Street", "Osprey Travel", "Bright Dental", "Juniper Legal", "Tidewater", "Copper Fox", "Lumen Optics", "Rosa Vega", "Hollis Farm", "Blue Pine", "Wren Bakery"}
	demoReasons = []crm.Reason{"price", "price", "competitor", "timing", "cancelled", "scope", "budget"}
)

func (p *play) run(ctx context.Context) error {
	const leads, days = 330, 546
	start := p.a.today.AddDays(-days)
	if err := p.addCampaigns(ctx); err != nil {
		return err
	}
	for _, r := range []crm.RateFrom{{Currency: "USD", From: "2020-01-01", Rate: "0.92"}, {Currency: "USD", From: start.AddDays(90), Rate: "0.88"}} {
		if err := p.tx.SetRate(ctx, r); err != nil {
			return err
		}
	}
	sources, err := p.tx.Sources(ctx)
	if err != nil {
		return err
	}
	for _, s := range sources {
		if s.Name == p.starters[0].Name {
			if err := p.tx.SetSourceFee(ctx, s.ID, crm.Fee{From: "0001-01-01", PPM: 100_000}); err != nil {
				return err
			}
		}
	}
	for i := range leads {
		if err := p.lead(ctx, i, start.AddDays(i*days/leads)); err != nil {
			return err
		}
	}
	for week := range days / 7 { // reading job posts led to no lead, and took its time
		if err := p.prospect(ctx, start.AddDays(7*week+2)); err != nil {
			return err
		}
	}
	if err := p.contacts(ctx); err != nil {
		return err
	}
	return p.settings(ctx)
}

// manner draws how one lead goes.
func (p *play) manner() manner {
	n := p.chance.IntN(100)
	for _, m := range manners {
		if n -= m.share; n < 0 {
			return m
		}
	}
	return manners[0]
}

func (p *play) touch(ctx context.Context, m manner) (crm.Touch, error) {
	s := p.starters[m.source]
	return p.tx.ResolveTouch(ctx, crm.TouchNames{Source: s.Name, Channel: s.Channels[m.channel].Name}, store.Create{})
}

func (p *play) lead(ctx context.Context, i int, on crm.Date) error {
	m := p.manner()
	touch, err := p.touch(ctx, m)
	if err != nil {
		return err
	}
	n := p.chance.IntN(len(demoClients))
	client := demoClients[n]
	at := crm.Instant(string(on) + "T09:00:00Z")
	lead := crm.Lead{Title: demoWork[i%len(demoWork)], Client: client, Touch: touch, FirstTouchOn: on, Stage: crm.New, CreatedAt: at, UpdatedAt: at,
		Value: p.euros(m.pay/2 + p.chance.IntN(m.pay)), ExternalID: fmt.Sprintf("demo-%d", i+1)}
	if lead.ClientID, err = p.client(ctx, client); err != nil {
		return err
	}
	if err := p.known(ctx, &lead, m, n); err != nil {
		return err
	}
	if m.source == 3 || m.source == 2 && m.channel == 0 {
		p.campaigned(&lead)
	}
	if lead.ID, err = p.tx.AddLead(ctx, lead, intake.Keys(lead)); err != nil {
		return err
	}
	if err := p.work(ctx, lead.ID, crm.Touch{}, "bid", on, m.bid, m.cents); err != nil {
		return err
	}
	return p.outcome(ctx, lead, m)
}

// outcome lets time pass: an answer, talks, an end, or still waiting.
func (p *play) outcome(ctx context.Context, lead crm.Lead, m manner) error {
	answer, end := lead.FirstTouchOn.AddDays(1+p.chance.IntN(4)), lead.FirstTouchOn.AddDays(6+p.chance.IntN(30))
	won, answered := p.chance.IntN(100) < m.won, p.chance.IntN(100) < m.won+30
	if answer > p.a.today || !won && !answered && lead.FirstTouchOn.DaysUntil(p.a.today) < 25 {
		return nil
	}
	deal := crm.Deal{Outcome: crm.NoResponse, ClosedOn: lead.FirstTouchOn.AddDays(25)}
	if won || answered {
		if err := p.touches(ctx, lead, m, answer); err != nil {
			return err
		}
		if err := p.step(ctx, lead.ID, crm.Discussion, answer); err != nil {
			return err
		}
		if err := p.work(ctx, lead.ID, crm.Touch{}, "call", answer, m.talk/2+p.chance.IntN(m.talk), 0); err != nil {
			return err
		}
		if middle := answer.AddDays(answer.DaysUntil(end) / 2); (won || p.chance.IntN(3) == 0) && middle <= p.a.today {
			if err := p.step(ctx, lead.ID, crm.Proposal, middle); err != nil {
				return err
			}
		}
		deal = crm.Deal{Outcome: crm.Lost, ClosedOn: end, Reason: demoReasons[p.chance.IntN(len(demoReasons))]}
		switch {
		case won:
			deal = crm.Deal{Outcome: crm.Won, ClosedOn: end, Amount: lead.Value}
		case p.chance.IntN(12) == 0:
			deal = crm.Deal{Outcome: crm.NotAFit, ClosedOn: end}
		}
	}
	if deal.ClosedOn > p.a.today {
		return p.tx.SetFollowUp(ctx, lead.ID, p.a.today.AddDays(p.chance.IntN(9)-3))
	}
	deal = p.priced(lead, m, deal)
	if err := p.a.closeDeal(ctx, p.tx, lead, deal); err != nil {
		return err
	}
	return p.paid(ctx, lead, deal)
}

func (p *play) step(ctx context.Context, id crm.LeadID, stage crm.Stage, on crm.Date) error {
	return p.tx.SetStage(ctx, id, crm.StageChange{Stage: stage, On: on})
}

func (p *play) prospect(ctx context.Context, on crm.Date) error {
	touch, err := p.touch(ctx, manners[0])
	if err != nil {
		return err
	}
	return p.work(ctx, 0, touch, "bid", on, 40+p.chance.IntN(50), 0)
}

func (p *play) work(ctx context.Context, lead crm.LeadID, touch crm.Touch, kind string, on crm.Date, minutes, cents int) error {
	spent := int64(minutes)
	act := crm.Activity{Lead: lead, Touch: touch, Kind: kind, On: on, Minutes: &spent, CreatedAt: crm.Instant(string(on) + "T09:00:00Z")}
	if cents > 0 {
		act.Cost = crm.Money{Minor: int64(cents), Currency: "EUR"}
		act.CostBase = act.Cost
	}
	_, err := p.tx.AddActivity(ctx, act)
	return err
}

func (p *play) client(ctx context.Context, name string) (crm.ClientID, error) {
	if id, known := p.clients[name]; known {
		return id, nil
	}
	id, err := p.tx.AddClient(ctx, name)
	p.clients[name] = id
	return id, err
}

func (p *play) euros(n int) crm.Money {
	return crm.Money{Minor: int64(n/10*10) * 100, Currency: "EUR"}
}
