package importer

import (
	"regexp"
	"strings"
	"sync"

	"leads/internal/crm"
	"leads/internal/say"
)

// EntryKind says what a line of a statement is.
type EntryKind int

// The kinds of entries. Moved money (a withdrawal to the bank) is neither
// earned nor spent.
const (
	Earned EntryKind = iota
	Spent
	Fee // what the platform takes of earnings
	Moved
)

// Entry is one line of a platform's statement. Earnings are gross: what the
// client paid, before the platform took its fee, since a report takes the fee
// of the source off the revenue itself.
type Entry struct {
	Kind     EntryKind
	Activity string // the kind of activity that a cost is: subscription or other
	On       crm.Date
	Ref      string    // the statement's number of the line
	Contract string    // the contract or order, the same for all its lines
	Client   string    // who paid
	Title    string    // what for, where the line says it
	Text     string    // the line in its own words
	Amount   crm.Money // of costs what was paid; negative when paid back
	Fee      crm.Money // that the line itself takes off an earning

	Payment  bool      // of a list of payments, which is of no source
	Invoice  bool      // Amount is what was paid of an invoice so far
	Lines    bool      // of an invoice whose amount is the sum of its lines
	Refund   bool      // Amount is negative: money that went back
	Refunded crm.Money // of a payment, what went back of it so far
	Email    string    // of who paid
	IDs      []string  // that may be the external id of the lead
}

// entry reads a row as a line of a statement.
func (b *builder) entry(row *Row) (err error) {
	e := &row.Entry
	if e.On, err = b.date(date); err != nil {
		return err
	}
	if row.Dated = e.On != ""; !row.Dated {
		if e.On, err = b.date(paidOn); err != nil {
			return err
		}
		if row.Dated = e.On != ""; !row.Dated {
			return b.fault("the row has no date")
		}
	}
	cur, err := b.currency()
	if err != nil {
		return err
	}
	if e.Amount, err = b.signed(amount, cur); err != nil {
		return err
	}
	if !e.Amount.Known() {
		return b.fault("the row has no amount")
	}
	if e.Fee, err = b.signed(fee, cur); err != nil {
		return err
	}
	e.Ref, e.Client, e.Text = b.text(externalID), firstOf(b.text(client), b.text(account)), b.text(title)
	if pre := b.plan.preset; pre != nil && pre.first.Source == "" {
		aside, err := b.payment(e, row)
		if err != nil {
			return err
		}
		if row.Aside = aside; !aside.IsZero() {
			row.Blank = true
		}
		return nil
	}
	if b.plan.has(fee) {
		e.order(b.text(status))
	} else {
		e.transaction(b.text(kind))
	}
	if e.Kind == Spent || e.Kind == Fee {
		e.Amount.Minor = -e.Amount.Minor
	}
	if e.Kind == Moved || e.Amount.Minor == 0 {
		row.Blank = true
		row.Aside = say.T("line %d is left out: %s moves money, it is neither earned nor spent (%s)", row.Line, firstOf(b.text(kind), b.text(status), "it"), e.Text)
	}
	return nil
}

// signed reads an amount that may be negative, also as (9.00).
func (b *builder) signed(f field, cur crm.Currency) (crm.Money, error) {
	cell := b.cells[f]
	if cell == "" {
		return crm.Money{}, nil
	}
	inner, bracketed := strings.CutPrefix(cell, "(")
	inner, closed := strings.CutSuffix(inner, ")")
	if !bracketed || !closed {
		inner = cell
	}
	m, err := crm.ParseMoney(inner, cur, b.rule(f).mark)
	if err != nil {
		return m, b.bad(f, err)
	}
	if bracketed && closed {
		m.Minor = -m.Minor
	}
	return m, nil
}

// order is a line of Fiverr: an order that was earned, unless it was cancelled.
func (e *Entry) order(status string) {
	e.Contract, e.Title = e.Ref, e.Text
	if e.Fee.Minor < 0 {
		e.Fee.Minor = -e.Fee.Minor
	}
	switch crm.Key(status) {
	case "cancelled", "canceled", "withdrawn", "withdrawal":
		e.Kind = Moved
	}
}

// transaction is a line of Upwork, told by its type.
func (e *Entry) transaction(kind string) {
	word := strings.ToLower(kind + " " + e.Text)
	e.Activity = "other"
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(word, w) {
				return true
			}
		}
		return false
	}
	switch key := crm.Key(kind); {
	case strings.HasPrefix(key, "withdrawal") && !strings.Contains(key, "fee"), key == "journal", key == "transfer", key == "deposit":
		e.Kind = Moved
	case key == "servicefee", strings.HasSuffix(key, "servicefee"):
		e.Kind = Fee
	case has("membership", "subscription", "connects") || strings.Contains(key, "fee") || strings.Contains(key, "tax") || key == "vat" || key == "wht":
		e.Kind = Spent
		if has("membership", "subscription") && !has("connects:", "connects purchased") {
			e.Activity = "subscription"
		}
	case e.Amount.Negative() && !isEarningKind(key): // a kind that is not known, and takes money
		e.Kind = Spent
	}
	text := e.Text
	if m := contractNumber().FindStringSubmatch(text); m != nil {
		e.Contract, text = m[1], m[2]
	}
	head, tail, _ := strings.Cut(text, " - ")
	for _, before := range []string{"Invoice for ", "Milestone Payment from ", "Payment from ", "Bonus from ", "Service Fee for ", "Refund to "} {
		if name, ok := strings.CutPrefix(head, before); ok {
			head = name
			break
		}
	}
	if e.Client == "" && e.Kind == Earned {
		e.Client = head
	}
	if tail != "" && !workedHours().MatchString(tail) && !strings.HasPrefix(strings.ToLower(tail), "invoice for milestone") {
		e.Title = tail
	}
}

// isEarningKind is true for what clients pay, and may take back.
func isEarningKind(key string) bool {
	for _, word := range []string{"hourly", "fixed", "bonus", "milestone", "refund", "payment", "expense", "adjustment", "chargeback", "overtime"} {
		if strings.Contains(key, word) {
			return true
		}
	}
	return false
}

var (
	contractNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\((\d+)\) *(.*)$`) })
	workedHours    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\d+:\d\d hrs? @`) })
)

// Note is the entry as a note on the lead that it was matched with. It is how
// an earning is known again when the statement comes a second time, and what
// was earned on a contract so far; [ReadNote] reads it.
func (e Entry) Note() string {
	note := earnedWord + e.Amount.Decimal() + " " + string(e.Amount.Currency)
	if e.Contract != "" {
		note += ", contract " + e.Contract
	}
	if e.Ref != "" && e.Ref != e.Contract {
		note += ", ref " + e.Ref
	}
	return note + ": " + e.Text
}

const earnedWord = "earned "

// ReadNote reads the amount and the contract of a note that [Entry.Note] wrote.
func ReadNote(note string) (amount crm.Money, contract string, ok bool) {
	rest, ok := strings.CutPrefix(note, earnedWord)
	if !ok {
		return amount, "", false
	}
	head, _, ok := strings.Cut(rest, ": ")
	if !ok {
		return amount, "", false
	}
	parts := strings.Split(head, ", ")
	number, code, _ := strings.Cut(parts[0], " ")
	cur, err := crm.ParseCurrency(code)
	if err != nil {
		return amount, "", false
	}
	if amount, err = crm.ParseMoney(number, cur, crm.MarkPoint); err != nil {
		return amount, "", false
	}
	for _, p := range parts[1:] {
		if c, ok := strings.CutPrefix(p, "contract "); ok {
			contract = c
		}
	}
	return amount, contract, true
}

// Paid is what a won deal is worth after one more payment, when earned is what
// was paid on it before. A deal is the sum of its payments, and never less
// than what was agreed. Other currencies do not change it.
func Paid(deal, earned, payment crm.Money) crm.Money {
	if !deal.Known() {
		return crm.Money{Minor: earned.Minor + payment.Minor, Currency: payment.Currency}
	}
	if deal.Currency != payment.Currency {
		return deal
	}
	sum := earned.Minor + payment.Minor
	if deal.Minor > earned.Minor && sum < deal.Minor || deal.Minor < earned.Minor && payment.Minor < 0 {
		return deal // agreed by hand, and not yet paid in full
	}
	return crm.Money{Minor: max(sum, 0), Currency: deal.Currency}
}
