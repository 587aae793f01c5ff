package importer

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

func TestLinesOfAnUpworkStatement(t *testing.T) {
	usd := func(minor int64) crm.Money { return crm.Money{Minor: minor, Currency: "USD"} }
	const header = "Date,Ref ID,Type,Description,Agency,Amount,Balance\n"
	cases := []struct {
		moral, row string
		want       Entry
	}{
		{"an hourly contract", `"Nov 16, 2026",1,Hourly,"(55) Lark Media - 21:30 hrs @ $60.00/hr - 11/09/2026 - 11/15/2026",,"1,290.00",0`,
			Entry{Activity: "other", On: "2026-11-16", Ref: "1", Contract: "55", Client: "Lark Media", Amount: usd(129000),
				Text: "(55) Lark Media - 21:30 hrs @ $60.00/hr - 11/09/2026 - 11/15/2026"}},
		{"client and title are in the older form", `08/03/2026,2,Fixed Price,Milestone Payment from Quill Corp - Mobile App API,,850.00,0`,
			Entry{Activity: "other", On: "2026-08-03", Ref: "2", Client: "Quill Corp", Title: "Mobile App API", Amount: usd(85000),
				Text: "Milestone Payment from Quill Corp - Mobile App API"}},
		{"a service fee", `08/13/2026,3,Service Fee,Service Fee for X,,-85.00,0`,
			Entry{Kind: Fee, Activity: "other", On: "2026-08-13", Ref: "3", Amount: usd(8500), Text: "Service Fee for X"}},
		{"connects in accounting style", `08/13/2026,4,Membership Fee,Connects: 60 Connects purchased,,(9.00),0`,
			Entry{Kind: Spent, Activity: "other", On: "2026-08-13", Ref: "4", Amount: usd(900), Text: "Connects: 60 Connects purchased"}},
		{"a membership", `08/13/2026,5,Membership Fee,Freelancer Plus membership,,-19.99,0`,
			Entry{Kind: Spent, Activity: "subscription", On: "2026-08-13", Ref: "5", Amount: usd(1999), Text: "Freelancer Plus membership"}},
		{"a fee of the withdrawal is a cost, the withdrawal is not", `08/13/2026,6,Withdrawal Fee,To bank,,-2.00,0`,
			Entry{Kind: Spent, Activity: "other", On: "2026-08-13", Ref: "6", Amount: usd(200), Text: "To bank"}},
		{"a refund is an earning taken back", `08/13/2026,7,Refund,(55) Refund to Lark Media,,-50.00,0`,
			Entry{Activity: "other", On: "2026-08-13", Ref: "7", Contract: "55", Client: "Lark Media", Amount: usd(-5000), Text: "(55) Refund to Lark Media"}},
		{"a type that is not known and takes money is a cost", `08/13/2026,8,Oddity,What is this,,-1.00,0`,
			Entry{Kind: Spent, Activity: "other", On: "2026-08-13", Ref: "8", Amount: usd(100), Text: "What is this"}},
	}
	for _, c := range cases {
		t.Run(c.moral, func(t *testing.T) {
			got := rows(opened(t, header+c.row+"\n", base))
			if len(got) != 1 || got[0].Err != nil || !reflect.DeepEqual(got[0].Entry, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

// What an earning writes on its lead is read again as the same earning.
func TestANoteOfAnEarningIsReadBack(t *testing.T) {
	text := rapid.StringMatching(`[A-Za-z0-9(): ,-]{0,30}`)
	word := rapid.StringMatching(`[A-Z0-9]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		e := Entry{Amount: crm.Money{Minor: rapid.Int64Range(-crm.MaxMinor, crm.MaxMinor).Draw(t, "minor"), Currency: rapid.SampledFrom([]crm.Currency{"EUR", "JPY", "KWD"}).Draw(t, "currency")},
			Contract: word.Draw(t, "contract"), Ref: word.Draw(t, "ref"), Text: text.Draw(t, "text")}
		amount, contract, ok := ReadNote(e.Note())
		if !ok || amount != e.Amount || contract != e.Contract {
			t.Fatalf("%q is read as %v, %q, %v", e.Note(), amount, contract, ok)
		}
	})
}

// A deal that only payments made is their sum, in whatever order they come,
// as long as nothing is paid back that was not there.
func TestPaymentsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var deal, sum crm.Money
		for _, minor := range rapid.SliceOfN(rapid.Int64Range(1, 1_000_000), 1, 20).Draw(t, "payments") {
			p := eur(minor)
			deal = Paid(deal, sum, p)
			sum = eur(sum.Minor + minor)
		}
		if deal != sum {
			t.Fatalf("the deal is %v, its payments are %v", deal, sum)
		}
	})
}

func TestPaid(t *testing.T) {
	cases := []struct {
		moral                     string
		deal, earned, payment, it crm.Money
	}{
		{"a won deal without an amount gets one", crm.Money{}, crm.Money{}, eur(500), eur(500)},
		{"what was agreed stays while less is paid", eur(1000), eur(300), eur(600), eur(1000)},
		{"more than was agreed raises it", eur(1000), eur(600), eur(500), eur(1100)},
		{"a refund lowers what payments made", eur(600), eur(600), eur(-200), eur(400)},
		{"a refund leaves what was agreed", eur(1000), eur(600), eur(-200), eur(1000)},
		{"another currency changes nothing", eur(1000), crm.Money{}, crm.Money{Minor: 5, Currency: "USD"}, eur(1000)},
	}
	for _, c := range cases {
		if got := Paid(c.deal, c.earned, c.payment); got != c.it {
			t.Errorf("%s: got %v, want %v", c.moral, got, c.it)
		}
	}
}
