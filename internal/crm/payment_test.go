package crm

import (
	"testing"

	"pgregory.net/rapid"
)

func eurosOf(minor int64) Money { return Money{minor, "EUR"} }

func TestAFixedFeeIsSpreadToTheCent(t *testing.T) {
	t.Parallel()
	deal := Deal{Outcome: Won, Amount: eurosOf(100_000), Base: eurosOf(100_000), Rate: "1", Fee: OwnFee{Known: true, Fixed: eurosOf(10_000)}}
	for _, c := range []struct {
		moral string
		paid  []int64
		want  []int64
	}{
		{"thirds add up", []int64{33_333, 33_333, 33_334}, []int64{3_333, 3_334, 3_333}},
		{"half of the price has half of the fee", []int64{50_000}, []int64{5_000}},
		{"a bonus has none", []int64{100_000, 20_000}, []int64{10_000, 0}},
		{"a refund gives its part back", []int64{100_000, -25_000}, []int64{10_000, -2_500}},
	} {
		var list []Payment
		for _, p := range c.paid {
			list = append(list, Payment{Amount: eurosOf(p), Base: eurosOf(p), Rate: "1"})
		}
		got, err := deal.FeesOnPayments(list)
		if err != nil {
			t.Fatal(err)
		}
		for i, taken := range got {
			if taken != (Taken{Known: true, Fixed: true, Minor: c.want[i]}) {
				t.Errorf("%s: payment %d has %+v, want %d", c.moral, i+1, taken, c.want[i])
			}
		}
	}
}

func TestTheFeeOfAPaymentComesBeforeThatOfTheDeal(t *testing.T) {
	t.Parallel()
	share := func(ppm int64) OwnFee { return OwnFee{Known: true, PPM: ppm} }
	pay := func(f OwnFee) Payment {
		return Payment{Amount: Money{100, "USD"}, Base: eurosOf(90), Rate: "0.9", Fee: f}
	}
	deal := Deal{Outcome: Won, Amount: Money{1000, "USD"}, Base: eurosOf(800), Rate: "0.8", Fee: share(120_000)}
	got, err := deal.FeesOnPayments([]Payment{pay(share(50_000)), pay(OwnFee{Known: true, Fixed: Money{10, "USD"}}), pay(OwnFee{})})
	want := []Taken{{Known: true, PPM: 50_000}, {Known: true, Fixed: true, Minor: 9}, {Known: true, PPM: 120_000}}
	if err != nil || len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	deal.Fee = OwnFee{}
	if got, err = deal.FeesOnPayments([]Payment{pay(OwnFee{})}); err != nil || got[0] != (Taken{}) {
		t.Errorf("an assumption is not known: %+v, %v", got, err)
	}
}

// Whatever the instalments, once a deal is paid in full all of its fixed fee is
// taken, and never more on the way.
func TestASpreadFeeAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(1, MaxMinor).Draw(t, "amount")
		fee := rapid.Int64Range(0, amount).Draw(t, "fee")
		deal := Deal{Outcome: Won, Amount: eurosOf(amount), Base: eurosOf(amount), Rate: "1", Fee: OwnFee{Known: true, Fixed: eurosOf(fee)}}
		var list []Payment
		left := amount
		for range rapid.IntRange(0, 6).Draw(t, "instalments") {
			part := rapid.Int64Range(0, left).Draw(t, "part")
			left -= part
			list = append(list, Payment{Amount: eurosOf(part), Base: eurosOf(part), Rate: "1"})
		}
		list = append(list, Payment{Amount: eurosOf(left), Base: eurosOf(left), Rate: "1"})
		got, err := deal.FeesOnPayments(list)
		if err != nil {
			t.Fatal(err)
		}
		sum := int64(0)
		for _, taken := range got {
			if sum += taken.Minor; taken.Minor < 0 || sum > fee {
				t.Fatalf("%+v of a fee of %d", got, fee)
			}
		}
		if sum != fee {
			t.Fatalf("%d of a fee of %d", sum, fee)
		}
	})
}

// What is converted at a rate and back differs by no more than the rounding.
func TestARateGoesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rate, err := ParseRate(rapid.StringMatching(`[1-9]\d{0,2}\.\d{1,4}`).Draw(t, "rate"))
		if err != nil {
			t.Fatal(err)
		}
		m := Money{rapid.Int64Range(-1e9, 1e9).Draw(t, "minor"), "USD"}
		base, err := rate.Convert(m, "EUR")
		if err != nil {
			t.Fatal(err)
		}
		back, err := rate.Back(base, "USD")
		if err != nil || back != m { // the rate is at least 1: no cent is lost
			t.Fatalf("%s at %s is %s, and back %s (%v)", m, rate, base, back, err)
		}
	})
}

func TestADealIsPaidInFullOnTheDayThatItsAmountIsReached(t *testing.T) {
	t.Parallel()
	deal := Deal{Outcome: Won, Amount: Money{1000, "USD"}, Base: eurosOf(900), Rate: "0.9", ClosedOn: "2026-01-01"}
	list := []Payment{{On: "2026-01-05", Amount: Money{600, "USD"}, Base: eurosOf(540), Rate: "0.9"},
		{On: "2026-02-01", Amount: eurosOf(360), Base: eurosOf(360), Rate: "1"}, // 400 USD at the rate of the closing day
		{On: "2026-02-09", Amount: Money{-100, "USD"}, Base: eurosOf(-80), Rate: "0.8"}}
	day, err := deal.PaidInFull(list)
	paid, _ := deal.Paid(list, "EUR")
	if left := deal.Unpaid(paid); err != nil || day != "2026-02-01" || paid != (Money{900, "USD"}) || left != (Money{100, "USD"}) {
		t.Errorf("in full on %q, paid %s, left %s, %v", day, paid, left, err)
	}
	if day, _ := deal.PaidInFull(list[:1]); day != "" {
		t.Errorf("a part is not all: %s", day)
	}
	deal.Amount, deal.Base = Money{}, Money{}
	if paid, _ := deal.Paid(list, "EUR"); paid != eurosOf(820) || deal.Unpaid(paid).Known() {
		t.Errorf("without an amount nothing is known to be left: %s", paid)
	}
}
