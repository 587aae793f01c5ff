package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// blank is a new file; copying it is cheaper than making one for each history.
var blank = sync.OnceValue(func() []byte {
	dir, err := os.MkdirTemp("", "leads")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "leads.db")
	s, err := Open(context.Background(), path, options())
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		panic(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return data
})

// history is a file that random commands write to.
type history struct {
	*rapid.T
	s *Store
}

// begin gives an empty history in its own file, and the end of it.
func begin(t *testing.T, rt *rapid.T) (h history, end func()) {
	dir, err := os.MkdirTemp(t.TempDir(), "")
	must(rt, err)
	path := filepath.Join(dir, "leads.db")
	must(rt, os.WriteFile(path, blank(), 0o600))
	s, err := Open(context.Background(), path, options())
	must(rt, err)
	must(rt, s.exec(context.Background(), "PRAGMA synchronous = OFF")) // no power cut here, and many commits
	return history{rt, s}, func() { must(rt, s.Close()) }
}

func (h history) number(name string, most int) int {
	return rapid.IntRange(0, most).Draw(h.T, name)
}

func (h history) chance(name string, oneIn int) bool { return h.number(name, oneIn-1) == 0 }

func pick[V any](h history, name string, list []V) (v V) {
	if len(list) == 0 {
		return v
	}
	return list[h.number(name, len(list)-1)]
}

// day is in the first months of 2026, weeks of two years included.
func (h history) day(name string) crm.Date {
	return crm.Date("2025-12-25").AddDays(h.number(name, 70))
}

// money is unknown, in the base currency or in dollars at a rate of 1/2.
func (h history) money(name string) (as, base crm.Money) {
	switch n := int64(h.number(name, 400)); {
	case n < 100:
		return crm.Money{}, crm.Money{}
	case n < 300:
		return eur(n), eur(n)
	default:
		return crm.Money{Minor: 2 * n, Currency: "USD"}, eur(n)
	}
}

func (h history) minutes() *int64 {
	if h.chance("no minutes", 3) {
		return nil
	}
	return pointer(int64(h.number("minutes", 90)))
}

// ids lists what a table holds; 0 means none when there is nothing else.
func (h history) id(ctx context.Context, tx *Tx, table string) int64 {
	var n int64
	_, err := tx.one(ctx, `SELECT count(*) FROM "`+table+`"`, nil, &n)
	must(h, err)
	if n == 0 {
		return 0
	}
	var id int64
	_, err = tx.one(ctx, `SELECT id FROM "`+table+`" ORDER BY id LIMIT 1 OFFSET ?`, []any{h.number(table, int(n)-1)}, &id)
	must(h, err)
	return id
}

// touch is a resolved touch, of a merged source too: it may be older than the merge.
func (h history) touch(ctx context.Context, tx *Tx, needSource bool) (touch crm.Touch) {
	if needSource || !h.chance("no source", 6) {
		touch.Source = crm.SourceID(h.id(ctx, tx, "source"))
	}
	if h.chance("with a channel", 2) {
		channel := h.id(ctx, tx, "channel")
		var source int64
		_, err := tx.one(ctx, `SELECT source_id FROM channel WHERE id = ?`, []any{channel}, &source)
		must(h, err)
		touch.Source, touch.Channel = crm.SourceID(source), crm.ChannelID(channel)
	}
	if h.chance("with a campaign", 3) {
		touch.Campaign = crm.CampaignID(h.id(ctx, tx, "campaign"))
	}
	return touch
}

func (h history) name() string {
	return fmt.Sprintf("%s %d", pick(h, "name", []string{"Malt", "Contra", "Toptal"}), h.number("which", 3))
}

func (h history) noun() Noun {
	return pick(h, "noun", []Noun{SourceNoun, ChannelNoun, CampaignNoun, ClientNoun})
}

func (h history) lead(ctx context.Context, tx *Tx) crm.Lead {
	value, _ := h.money("value")
	l := crm.Lead{Title: "lead " + h.name(), Touch: h.touch(ctx, tx, false), FirstTouchOn: h.day("first touch"), Value: value,
		Stage: pick(h, "stage", crm.Stages), CreatedAt: noon, UpdatedAt: noon}
	if h.chance("with a client", 2) {
		l.ClientID = crm.ClientID(h.id(ctx, tx, "client"))
	}
	if h.chance("with a referrer", 4) {
		l.ReferrerID = crm.ClientID(h.id(ctx, tx, "client"))
	}
	if h.chance("with own fields", 3) {
		l.Tags, l.Fields, l.Note = []string{"a", `"quoted"`}, map[string]string{"größe": "10 < 20 & more"}, "two\nlines \u2028"
		l.FollowUpOn = h.day("follow-up")
	}
	return l
}

// operations are the steps of a command. One that does not apply is Refused.
var operations = map[string]func(h history, ctx context.Context, tx *Tx) error{
	"add a source": func(h history, ctx context.Context, tx *Tx) error {
		id, err := tx.AddSource(ctx, h.name())
		if err == nil && h.chance("with a host", 2) {
			err = tx.AddSourceHost(ctx, id, fmt.Sprintf("h%d.com", h.number("host", 5)))
		}
		return err
	},
	"add a channel": func(h history, ctx context.Context, tx *Tx) error {
		_, err := tx.AddChannel(ctx, crm.SourceID(h.id(ctx, tx, "source")), h.name(), pick(h, "direction", crm.Directions))
		return err
	},
	"score a lead": func(h history, ctx context.Context, tx *Tx) error {
		s := Score{Lead: crm.LeadID(h.id(ctx, tx, "lead")), Points: int64(h.number("points", 100)), On: h.day("scored")}
		if h.chance("MQL", 2) {
			s.MQLOn = s.On
		}
		if h.chance("SQL", 2) {
			s.SQLOn = s.On
		}
		return tx.SetScore(ctx, s)
	},
	"add a campaign": func(h history, ctx context.Context, tx *Tx) error {
		_, err := tx.AddCampaign(ctx, crm.Campaign{Name: h.name(), Start: h.day("start"), Aim: "more"})
		return err
	},
	"add a client": func(h history, ctx context.Context, tx *Tx) error {
		_, err := tx.AddClient(ctx, h.name())
		return err
	},
	"rename": func(h history, ctx context.Context, tx *Tx) error {
		noun := h.noun()
		return tx.Rename(ctx, noun, h.id(ctx, tx, string(noun)), h.name())
	},
	"merge names": func(h history, ctx context.Context, tx *Tx) error {
		noun := h.noun()
		from, err := tx.name(ctx, noun, h.id(ctx, tx, string(noun)))
		if err != nil {
			return err
		}
		into, err := tx.name(ctx, noun, h.id(ctx, tx, string(noun)))
		if err != nil || from.ID == 0 || into.ID == 0 {
			return errors.Join(err, ErrRollback)
		}
		return tx.Merge(ctx, noun, from, into)
	},
	"take a name out again": func(h history, ctx context.Context, tx *Tx) error {
		noun := h.noun()
		n, err := tx.name(ctx, noun, h.id(ctx, tx, string(noun)))
		if err != nil || n.ID == 0 {
			return errors.Join(err, ErrRollback)
		}
		return tx.Unmerge(ctx, noun, crm.SourceID(n.Source), n.Text)
	},
	"archive": func(h history, ctx context.Context, tx *Tx) error {
		noun := h.noun()
		return tx.Archive(ctx, noun, h.id(ctx, tx, string(noun)), pick(h, "on", []crm.Date{"", "2026-03-01"}))
	},
	"add a lead": func(h history, ctx context.Context, tx *Tx) error {
		_, err := tx.AddLead(ctx, h.lead(ctx, tx), []uint64{uint64(h.number("key", 5))})
		return err
	},
	"add leads": func(h history, ctx context.Context, tx *Tx) error {
		for range 4 {
			if _, err := tx.AddLead(ctx, h.lead(ctx, tx), nil); err != nil {
				return err
			}
		}
		return nil
	},
	"edit a lead": func(h history, ctx context.Context, tx *Tx) error {
		id := h.id(ctx, tx, "lead")
		if id == 0 {
			return ErrRollback
		}
		l, err := tx.Lead(ctx, crm.LeadID(id))
		if err != nil {
			return err
		}
		other := h.lead(ctx, tx)
		l.Title, l.ClientID, l.ReferrerID, l.Value, l.Tags, l.Fields = other.Title, other.ClientID, other.ReferrerID, other.Value, other.Tags, other.Fields
		l.Touch, l.FirstTouchOn = other.Touch, other.FirstTouchOn // to be ignored
		return tx.EditLead(ctx, l, []uint64{7})
	},
	"set a stage": func(h history, ctx context.Context, tx *Tx) error {
		return tx.SetStage(ctx, crm.LeadID(h.id(ctx, tx, "lead")), crm.StageChange{Stage: pick(h, "stage", crm.Stages), On: h.day("on")})
	},
	"follow up": func(h history, ctx context.Context, tx *Tx) error {
		return tx.SetFollowUp(ctx, crm.LeadID(h.id(ctx, tx, "lead")), h.day("on"))
	},
	"log on a lead": func(h history, ctx context.Context, tx *Tx) error {
		cost, base := h.money("cost")
		a := crm.Activity{Lead: crm.LeadID(h.id(ctx, tx, "lead")), Kind: "call", On: h.day("on"), Minutes: h.minutes(), Cost: cost, CostBase: base, CreatedAt: noon}
		if h.chance("via", 2) {
			a.Touch = h.touch(ctx, tx, true)
		}
		if a.Lead == 0 {
			return ErrRollback
		}
		_, err := tx.AddActivity(ctx, a)
		return err
	},
	"log for a source": func(h history, ctx context.Context, tx *Tx) error {
		cost, base := h.money("cost")
		_, err := tx.AddActivity(ctx, crm.Activity{Touch: h.touch(ctx, tx, true), Kind: "bid", On: h.day("on"), Minutes: h.minutes(),
			Cost: cost, CostBase: base, CreatedAt: noon})
		return err
	},
	"pay": paying, "pay again": paying,
	"set a deal's fee": func(h history, ctx context.Context, tx *Tx) error {
		id := crm.LeadID(h.id(ctx, tx, "lead"))
		if id == 0 {
			return ErrRollback
		}
		l, err := tx.Lead(ctx, id)
		if err != nil || l.Deal.Outcome != crm.Won {
			return errors.Join(err, ErrRollback)
		}
		return tx.SetDealFee(ctx, id, h.fee(l.Deal.Amount))
	},
	"take a payment back": func(h history, ctx context.Context, tx *Tx) error {
		_, err := tx.exec(ctx, `DELETE FROM payment WHERE id = ?`, h.id(ctx, tx, "payment"))
		return err
	},
	"close": closing,
	"reopen": func(h history, ctx context.Context, tx *Tx) error {
		return tx.ReopenDeal(ctx, crm.LeadID(h.id(ctx, tx, "lead")))
	},
	"close again": func(h history, ctx context.Context, tx *Tx) error {
		deal := h.id(ctx, tx, "deal")
		var lead crm.LeadID
		if found, err := tx.one(ctx, `SELECT lead_id FROM deal WHERE id = ?`, []any{deal}, &lead); err != nil || !found {
			return errors.Join(err, ErrRollback)
		}
		if err := tx.ReopenDeal(ctx, lead); err != nil {
			return err
		}
		return tx.CloseDeal(ctx, lead, crm.Deal{Outcome: crm.Lost, ClosedOn: h.day("closed"), Reason: pick(h, "reason", crm.Reasons)}, noon)
	},
	"remove a lead": func(h history, ctx context.Context, tx *Tx) error {
		return tx.RemoveLead(ctx, crm.LeadID(h.id(ctx, tx, "lead")))
	},
	"remove a lead and take its number": func(h history, ctx context.Context, tx *Tx) error {
		id := crm.LeadID(h.id(ctx, tx, "lead"))
		if id == 0 {
			return ErrRollback
		}
		if err := tx.RemoveLead(ctx, id); err != nil {
			return err
		}
		l := h.lead(ctx, tx)
		l.ID = id
		_, err := tx.AddLead(ctx, l, nil)
		return err
	},
	"add and remove": func(h history, ctx context.Context, tx *Tx) error {
		id, err := tx.AddLead(ctx, h.lead(ctx, tx), nil)
		if err != nil {
			return err
		}
		return tx.RemoveLead(ctx, id)
	},
	"set a setting": func(h history, ctx context.Context, tx *Tx) error {
		return tx.SetSetting(ctx, pick(h, "key", []string{"week-start", "hourly-cost"}), pick(h, "value", []string{"", "1", "2"}))
	},
	"set a rate": func(h history, ctx context.Context, tx *Tx) error {
		return tx.SetRate(ctx, crm.RateFrom{Currency: "USD", From: h.day("from"), Rate: pick(h, "rate", []crm.Rate{"0.5", "0.25"})})
	},
	"set a fee": func(h history, ctx context.Context, tx *Tx) error {
		return tx.SetSourceFee(ctx, crm.SourceID(h.id(ctx, tx, "source")), crm.Fee{From: h.day("from"), PPM: int64(h.number("fee", 1_000_000))})
	},
	"save a report": func(h history, ctx context.Context, tx *Tx) error {
		return tx.SaveReport(ctx, h.name(), `["--by","source"]`)
	},
	"merge leads": mergeLeads,
	"say what two leads are": func(h history, ctx context.Context, tx *Tx) error {
		a, b := crm.LeadID(h.id(ctx, tx, "lead")), crm.LeadID(h.id(ctx, tx, "lead"))
		return tx.SetPair(ctx, crm.Pair{A: a, B: b, Kind: pick(h, "pair", []crm.PairKind{crm.Different, crm.Repeat})})
	},
}

func closing(h history, ctx context.Context, tx *Tx) error {
	id := crm.LeadID(h.id(ctx, tx, "lead"))
	if id == 0 {
		return ErrRollback
	}
	d := crm.Deal{Outcome: pick(h, "outcome", append([]crm.Outcome{crm.Won, crm.Won}, crm.Outcomes...)), ClosedOn: h.day("closed")}
	if d.Outcome == crm.Won {
		if d.Amount, d.Base = h.money("amount"); d.Amount.Currency == "USD" {
			d.Rate = "0.5"
		}
	}
	if d.Outcome == crm.Lost {
		d.Reason = pick(h, "reason", crm.Reasons)
	}
	return tx.CloseDeal(ctx, id, d, noon)
}

func mergeLeads(h history, ctx context.Context, tx *Tx) error {
	return tx.PointLead(ctx, crm.LeadID(h.id(ctx, tx, "lead")), crm.LeadID(h.id(ctx, tx, "lead")))
}

// operationNames are sorted: the same draws must make the same history.
var operationNames = slices.Sorted(maps.Keys(operations))

// everyday is done more often than the rest.
var everyday = []string{"add a lead", "add leads", "close", "log for a source", "log on a lead", "merge leads", "pay", "set a stage"}

// command does a few operations in one update. It reports whether something
// was entered into the journal; one that is refused must write nothing.
func (h history) command() (entered bool) {
	was := h.entries()
	var line string
	err := update(h.s, "test", func(ctx context.Context, tx *Tx) error {
		for range 1 + h.number("more operations", 2) {
			op := pick(h, "operation", slices.Concat(everyday, everyday, operationNames))
			line += op + "; "
			if err := operations[op](h, ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if kind := crm.KindOf(err); err != nil && kind == crm.Internal && !isForeignKey(err) {
		h.Fatalf("%s: %v", line, err)
	}
	return h.entries() > was
}

// isForeignKey: a number that is not there, which no command hands down here.
func isForeignKey(err error) bool {
	return errors.As(err, new(interface{ Code() int })) && (fmt.Sprint(err) == "constraint failed: FOREIGN KEY constraint failed (787)" ||
		strings.Contains(err.Error(), "NOT NULL constraint failed: stage_change.lead_id"))
}

func (h history) entries() (n int) {
	view(h, h.s, func(ctx context.Context, tx *Tx) error {
		_, err := tx.one(ctx, `SELECT count(*) FROM journal WHERE NOT undone`, nil, &n)
		return err
	})
	return n
}
