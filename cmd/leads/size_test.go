package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/store"
)

// sized is a file of so many leads, three times as many activities and two
// fifths as many deals, written as an import writes them: with its journal, its
// kept sums and the keys by which duplicates are found. It is the same every time.
type sized struct {
	leads   int
	program string
	file    string // to read
	written string // a copy to write to
	csv     string // the leads as rows to import
}

// sizes are the files that the benchmarks of size run on: LEADS_SIZES="10000 100000
// 1000000" (10,000 alone where it is not set). LEADS_SIZE_FOLDER keeps them from run to run.
func sizes() (list []int) {
	for _, word := range strings.Fields(os.Getenv("LEADS_SIZES")) {
		if n, err := strconv.Atoi(word); err == nil && n > 0 {
			list = append(list, n)
		}
	}
	if list == nil {
		list = []int{10_000}
	}
	return list
}

var sizeProgram = sync.OnceValues(func() (string, error) {
	folder := os.Getenv("LEADS_SIZE_FOLDER")
	if folder == "" {
		var err error
		if folder, err = os.MkdirTemp("", "leads-size"); err != nil {
			return "", err
		}
	}
	program := filepath.Join(folder, "leads")
	return program, buildProgram(program, ".", "-ldflags", "-s -w")
})

// sizedFile makes a file of so many leads, or finds the one that was kept.
func sizedFile(b *testing.B, leads int) sized {
	b.Helper()
	program, err := sizeProgram()
	if err != nil {
		b.Fatal(err)
	}
	name := func(ending string) string { return filepath.Join(filepath.Dir(program), fmt.Sprint(leads)+ending) }
	s := sized{leads, program, name(".db"), name("-written.db"), name(".csv")}
	if _, err := os.Stat(s.written); err == nil {
		return s
	}
	os.Remove(s.file) // half a file of a run that was cut short
	for _, step := range []func() error{
		func() error { return generate(s.file, s.csv, leads) },
		func() error { return copyFile(s.file, s.written+".part") },
		func() error { return s.addRules(s.written + ".part") },
		func() error { return os.Rename(s.written+".part", s.written) },
	} {
		if err := step(); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// addRules has a file scored by three rules.
func (s sized) addRules(file string) error {
	rules := file + ".rules"
	text := "+15 on call max 45\n+20 when value >= 3000\n+25 when source == \"Referral\"\n"
	if err := os.WriteFile(rules, []byte(text), 0o600); err != nil {
		return err
	}
	defer os.Remove(rules)
	if out, err := s.run(file, "score", "import", rules).CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Close()
}

const sizeBatch = 100_000 // leads in one update, whose rows go in together

// generator writes the leads of a sized file.
type generator struct {
	*rand.Rand
	tx      *store.Tx
	csv     *bufio.Writer
	n       int
	clients []crm.ClientID
	touches []crm.Touch
	before  crm.Lead
}

// generate makes a file of so many leads, and their rows as CSV.
func generate(file, csv string, leads int) error {
	ctx := context.Background()
	at := crm.Instant("2026-11-20T10:00:00Z")
	s, err := store.Open(ctx, file, store.Options{Now: at, Starter: crm.Starters})
	if err != nil {
		return err
	}
	defer s.Close()
	rows, err := os.OpenFile(csv, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer rows.Close()
	g := &generator{Rand: rand.New(rand.NewPCG(1, 2)), csv: bufio.NewWriter(rows), n: leads}
	g.csv.WriteString("title,client,contact,email,url,external_id,source,date,value\n")
	for first := 0; first < leads; first += sizeBatch {
		err := s.Update(ctx, store.Command{Line: "import", At: at}, func(tx *store.Tx) error {
			g.tx = tx
			if first == 0 {
				if err := g.names(ctx); err != nil {
					return err
				}
			}
			if err := tx.Gather(ctx, int64(leads)); err != nil {
				return err
			}
			for i := first; i < min(first+sizeBatch, leads); i++ {
				if err := g.lead(ctx, i, at); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return errors.Join(g.csv.Flush(), rows.Close(), s.Close())
}

// names adds 50 campaigns and a client for every five leads.
func (g *generator) names(ctx context.Context) error {
	for i := range 50 {
		if _, err := g.tx.AddCampaign(ctx, crm.Campaign{Name: fmt.Sprintf("Campaign %d", i+1)}); err != nil {
			return err
		}
	}
	for i := range max(g.n/5, 1) {
		id, err := g.tx.AddClient(ctx, clientName(i))
		if err != nil {
			return err
		}
		g.clients = append(g.clients, id)
	}
	channels, err := g.tx.Channels(ctx)
	for _, c := range channels {
		g.touches = append(g.touches, crm.Touch{Source: c.Source, Channel: c.ID})
	}
	return err
}

var (
	firstWords = strings.Fields("Amber Birch Cedar Delta Ember Falcon Granite Harbour Iris Juniper Kestrel Larch Maple Nettle Orchid Pine Quartz Rowan Slate Tern")
	lastWords  = strings.Fields("Works Studio Media Labs Foods Motors Books Travel Energy Health Logistics Textiles Garden Print Finance Music Optics Sports Steel Water")
	jobWords   = strings.Fields("redesign shop api billing logo mobile app data pipeline audit cloud migration dashboard booking newsletter catalogue search login report export")
)

func clientName(i int) string {
	return fmt.Sprintf("%s %s %d", firstWords[i%20], lastWords[i/20%20], i/400)
}

// lead adds one lead with its work and its end. Ids rise with time; one in
// fifty asks for the same as the one before.
func (g *generator) lead(ctx context.Context, i int, at crm.Instant) error {
	day := crm.Date("2022-01-01").AddDays(int(int64(i)*1750/int64(g.n)) + g.IntN(30))
	client := g.IntN(len(g.clients))
	l := crm.Lead{Title: fmt.Sprintf("%s %s %s %d", jobWords[g.IntN(20)], jobWords[g.IntN(20)], jobWords[g.IntN(20)], i), ClientID: g.clients[client],
		Client: clientName(client), Contact: fmt.Sprintf("%s Person %d", firstWords[g.IntN(20)], i), Email: fmt.Sprintf("person%d@example%d.com", i, i%1000),
		URL: fmt.Sprintf("https://www.upwork.com/jobs/~%018x", i), ExternalID: fmt.Sprintf("ext%d", i), Value: eur(100 * int64(100+g.IntN(9000))),
		Touch: g.touches[g.IntN(len(g.touches))], FirstTouchOn: day, Stage: crm.Stages[g.IntN(len(crm.Stages))], CreatedAt: at, UpdatedAt: at}
	if i%50 == 49 {
		l.Title, l.ClientID, l.Client = g.before.Title, g.before.ClientID, g.before.Client
	}
	if g.IntN(2) == 0 {
		l.Touch.Campaign = crm.CampaignID(1 + g.IntN(50))
	}
	if g.IntN(500) == 0 {
		l.FollowUpOn = crm.Date("2026-11-10").AddDays(g.IntN(30))
	}
	g.before = l
	fmt.Fprintf(g.csv, "%s,%s,%s,%s,%s,%s,Upwork/Search,%s,%s\n", l.Title, l.Client, l.Contact, l.Email, l.URL, l.ExternalID, l.FirstTouchOn, l.Value.Decimal())
	id, err := g.tx.AddLead(ctx, l, dedup.TraitsOf(l).Keys())
	for n := 0; n < 3 && err == nil; n++ {
		err = g.work(ctx, id, day.AddDays(4*n), at)
	}
	if err != nil || g.IntN(5) >= 2 {
		return err
	}
	d := crm.Deal{Outcome: crm.Outcomes[g.IntN(4)], ClosedOn: day.AddDays(g.IntN(60))}
	switch d.Outcome {
	case crm.Won:
		d.Amount, d.Rate, d.Base = l.Value, "1", l.Value
	case crm.Lost:
		d.Reason = crm.Reasons[g.IntN(len(crm.Reasons))]
	}
	return g.tx.CloseDeal(ctx, id, d, at)
}

// work adds an activity: one in five came through another touch.
func (g *generator) work(ctx context.Context, id crm.LeadID, day crm.Date, at crm.Instant) error {
	minutes := int64(5 + g.IntN(85))
	a := crm.Activity{Lead: id, Kind: []string{"email", "call", "meeting"}[g.IntN(3)], On: day, Minutes: &minutes, CreatedAt: at}
	if g.IntN(3) == 0 {
		a.Cost, a.CostBase = eur(300), eur(300)
	}
	if g.IntN(5) == 0 {
		a.Touch = g.touches[g.IntN(len(g.touches))]
	}
	_, err := g.tx.AddActivity(ctx, a)
	return err
}

func eur(minor int64) crm.Money { return crm.Money{Minor: minor, Currency: "EUR"} }
