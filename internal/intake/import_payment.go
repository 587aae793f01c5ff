package intake

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/store"
)

// inOrder puts the lines of a statement into the order of their days: some list
// the latest first, and money cannot go back before it came.
func inOrder(rows []importer.Row) {
	slices.SortStableFunc(rows, func(a, b importer.Row) int {
		back := func(r importer.Row) int {
			if r.Entry.Amount.Negative() {
				return 1
			}
			return 0
		}
		return cmp.Or(strings.Compare(string(a.Entry.On), string(b.Entry.On)), cmp.Compare(back(a), back(b)))
	})
}

// paymentMatch is what a line says of the lead that was paid.
func paymentMatch(e importer.Entry) importer.Match {
	m := importer.Match{IDs: e.IDs}
	for _, c := range []struct {
		text string
		into *[]string
	}{{e.Title, &m.Titles}, {e.Client, &m.Clients}, {e.Email, &m.Emails}} {
		if c.text != "" {
			*c.into = append(*c.into, c.text)
		}
	}
	return m
}

// payment books a line of a list of payments or invoices.
func (r *run) payment(ctx context.Context, tx *store.Tx, row importer.Row) error {
	e, s := row.Entry, r.statement
	was := s.paid[e.Ref]
	lead, why := crm.Lead{}, say.Text{}
	var err error
	if e.Ref != "" && was.lead != 0 {
		lead, err = survivor(ctx, tx, was.lead)
	} else {
		hash, row, known, _, failed := r.metRow(ctx, tx, row)
		if failed != nil {
			return failed
		}
		if known && row.Payment != 0 {
			r.counts.Duplicates++
			return nil
		}
		if e.Ref == "" {
			s.hash = hash
		}
		lead, why, err = r.paidLead(ctx, tx, e)
	}
	if err != nil {
		return err
	}
	if lead.ID == 0 {
		r.leave(say.T("unmatched: line %d, %s, %s of %s for %q: %s", row.Line, say.Day(e.On), e.Amount, orElse(e.Client, orElse(e.Email, "–")), e.Text, why))
		return nil
	}
	due := crm.Money{Minor: e.Amount.Minor, Currency: e.Amount.Currency}
	switch {
	case e.Invoice && e.Ref != "":
		due.Minor = s.dueOf(e, was.came)
	case was.lead != 0 && e.Ref != "":
		due.Minor = 0
	}
	back := crm.Money{Minor: e.Refunded.Minor + s.paid[refundOf(e.Ref)].came, Currency: e.Amount.Currency}
	if due.Minor == 0 && (!e.Refunded.Known() || back.Minor <= 0) {
		r.counts.Duplicates++
		return nil
	}
	before := r.counts
	if due.Minor != 0 {
		if err := r.pay(ctx, tx, row.Line, lead, e, due, e.Ref); err != nil {
			return err
		}
	}
	if e.Refunded.Known() && back.Minor > 0 {
		if lead, err = survivor(ctx, tx, lead.ID); err != nil {
			return err
		}
		e.Fee, back.Minor = crm.Money{Currency: e.Amount.Currency}, -back.Minor
		if err := r.pay(ctx, tx, row.Line, lead, e, back, refundOf(e.Ref)); err != nil {
			return err
		}
	}
	if r.counts.Closed > before.Closed { // one row, one count
		r.counts.Paid = before.Paid
	} else {
		r.counts.Paid = before.Paid + 1
	}
	return nil
}

// invoice is what a file says of one invoice, in one row or in several.
type invoice struct {
	rows   int             // still to come
	before int64           // came before this import
	sum    int64           // of the rows so far
	said   map[string]bool // amounts and days, of rows that repeat the whole invoice
}

// countInvoices notes how many rows each invoice has.
func (s *statement) countInvoices(rows []importer.Row) {
	for _, row := range rows {
		e := row.Entry
		if row.Err != nil || row.Blank || !e.Invoice || e.Ref == "" {
			continue
		}
		if s.invoices[e.Ref] == nil {
			s.invoices[e.Ref] = &invoice{before: -1, said: map[string]bool{}}
		}
		s.invoices[e.Ref].rows++
	}
}

// dueOf is what a row of an invoice adds to what came before. An invoice of several
// rows is their sum: of payments, or of its lines. A row of the same amount and day
// says the invoice once more, for another of its lines.
func (s *statement) dueOf(e importer.Entry, came int64) int64 {
	of := s.invoices[e.Ref]
	if of.before < 0 {
		of.before = came
	}
	of.rows--
	said := e.Amount.String() + string(e.On)
	above := of.sum
	if !of.said[said] || e.Lines {
		of.sum += e.Amount.Minor
	}
	of.said[said] = true
	if of.rows == 0 && of.sum < of.before {
		return of.sum - of.before
	}
	return max(0, of.sum-max(of.before, above))
}

// refundOf is the external id of what went back of a payment.
func refundOf(ref string) string {
	if ref == "" {
		return ""
	}
	return ref + " refund"
}

// paidLead finds the lead that a payment is of. Money that goes back is only of
// one that was paid.
func (r *run) paidLead(ctx context.Context, tx *store.Tx, e importer.Entry) (crm.Lead, say.Text, error) {
	m := paymentMatch(e)
	if m.IsZero() {
		return crm.Lead{}, say.T("the line names nobody"), nil
	}
	lead, why, err := r.matchLead(ctx, tx, m, e.On)
	if err != nil || lead.ID == 0 {
		return lead, why, err
	}
	if e.Amount.Negative() && lead.Open() {
		return crm.Lead{}, say.T("nothing was paid on lead %d", int64(lead.ID)), nil
	}
	return r.notLost(lead, nil)
}

// pay enters a payment: an open lead is won with it, a deal that is the sum of its
// payments grows.
func (r *run) pay(ctx context.Context, tx *store.Tx, line int, lead crm.Lead, e importer.Entry, amount crm.Money, ref string) error {
	s := r.statement
	e.Amount = amount
	agreed := lead.Open() && e.Payment && lead.Value.Known() && lead.Value.Currency == amount.Currency && lead.Value.Minor >= amount.Minor
	if agreed {
		if e.On < lead.FirstTouchOn {
			r.warnings.add(line, say.T("line %d: lead %d is closed on %s, before its first touch on %s", line, int64(lead.ID), say.Day(e.On), say.Day(lead.FirstTouchOn)))
		}
		r.counts.Closed++
		if err := r.close(ctx, tx, lead.ID, crm.Deal{Outcome: crm.Won, ClosedOn: e.On, Amount: lead.Value}); err != nil {
			return err
		}
	} else if err := r.earn(ctx, tx, line, lead, e); err != nil {
		return err
	}
	p := crm.Payment{Lead: lead.ID, On: e.On, Amount: amount, ExternalID: ref, Note: e.Note(), CreatedAt: r.At}
	if e.Payment && e.Fee.Known() {
		p.Fee = crm.OwnFee{Known: true, Fixed: e.Fee}
	}
	var err error
	if p.Base, p.Rate, err = InBase(ctx, tx, p.Amount, r.Base, p.On); err != nil {
		return err
	}
	id, err := tx.AddPayment(ctx, p)
	if err != nil {
		return err
	}
	if s.hash != 0 {
		r.remember(store.ImportRow{Hash: s.hash, Payment: id})
		s.hash = 0
	}
	s.enter(lead.ID, e.Contract, p)
	if p.Fee.Known {
		if err := r.dealFee(ctx, tx, lead.ID); err != nil {
			return err
		}
	}
	return tx.Touched(ctx, lead.ID, r.At)
}

// dealFee has the deal know what its payments cost, so that a report of what was
// won takes off the same as one of what was paid.
func (r *run) dealFee(ctx context.Context, tx *store.Tx, id crm.LeadID) error {
	lead, err := tx.Lead(ctx, id)
	if err != nil || lead.Deal.Outcome != crm.Won || !lead.Deal.Amount.Known() {
		return err
	}
	list, err := tx.Payments(ctx, id)
	if err != nil {
		return err
	}
	sum, before := crm.Money{Currency: lead.Deal.Amount.Currency}, int64(0)
	for i, p := range list {
		if !p.Fee.Fixed.Known() || p.Fee.Fixed.Currency != sum.Currency {
			return nil
		}
		if sum.Minor += p.Fee.Fixed.Minor; i < len(list)-1 {
			before = sum.Minor
		}
	}
	if own := lead.Deal.Fee; own.Known && (!own.Fixed.Known() || own.Fixed.Minor != before && own.Fixed.Minor != sum.Minor) {
		return nil // the person said what the platform takes of this contract
	}
	if sum.Minor > lead.Deal.Amount.Minor {
		return nil
	}
	return tx.SetDealFee(ctx, id, crm.OwnFee{Known: true, Fixed: sum})
}
