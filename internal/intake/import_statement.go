package intake

import (
	"context"
	"slices"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/store"
)

// statement is what an import of a platform's statement knows beside its rows.
// Earnings close deals or complete them, at the gross amount; what the platform
// takes is booked as a cost of the source, unless the source has a fee of its
// own on that day: then every report takes that fee off already.
type statement struct {
	touch     crm.TouchNames
	source    crm.Touch // zero until a cost needs it
	fees      []crm.Fee // of the source
	known     bool      // whether source and fees were looked up
	there     map[string]int64
	seen      map[string]int64
	contracts map[string]crm.LeadID
	earned    map[crm.LeadID]crm.Money // so far, by the notes on the lead
	paid      map[string]came          // by the number of the line in its statement
	invoices  map[string]*invoice      // of the file, by number
	hash      int64                    // of the row at hand, where its statement has no numbers
	spared    int                      // fees not booked, since a report takes them off
}

// prepareStatement reads what was booked from statements before.
func (r *run) prepareStatement(ctx context.Context, tx *store.Tx, file *importer.File) (err error) {
	s := &statement{touch: file.Touch(), there: map[string]int64{}, seen: map[string]int64{},
		contracts: map[string]crm.LeadID{}, earned: map[crm.LeadID]crm.Money{}, paid: map[string]came{}, invoices: map[string]*invoice{}}
	r.statement, r.seen = s, map[string]int64{}
	if r.lastKnown, err = tx.LastActivity(ctx); err != nil {
		return err
	}
	payments, err := tx.Payments(ctx, 0)
	for _, p := range payments {
		_, contract, ok := importer.ReadNote(p.Note)
		if ok {
			s.there[string(p.On)+p.Note]++
		}
		s.enter(p.Lead, contract, p)
	}
	return err
}

// came is what came on one line of a statement so far.
type came struct {
	lead crm.LeadID
	came int64
}

// enter notes a payment.
func (s *statement) enter(id crm.LeadID, contract string, p crm.Payment) {
	s.book(id, contract, p.Amount)
	if p.ExternalID != "" {
		was := s.paid[p.ExternalID]
		s.paid[p.ExternalID] = came{id, was.came + p.Amount.Minor}
	}
}

// survivor is the lead under which a number counts.
func survivor(ctx context.Context, tx *store.Tx, id crm.LeadID) (crm.Lead, error) {
	lead, err := tx.Lead(ctx, id)
	if err == nil && lead.MergedInto != 0 {
		return tx.Lead(ctx, lead.MergedInto)
	}
	return lead, err
}

// book adds to what was earned on a lead.
func (s *statement) book(id crm.LeadID, contract string, amount crm.Money) {
	if contract != "" {
		s.contracts[contract] = id
	}
	sum := s.earned[id]
	if sum.Known() && sum.Currency != amount.Currency {
		return
	}
	s.earned[id] = crm.Money{Minor: sum.Minor + amount.Minor, Currency: amount.Currency}
}

// statementLine books one line of a statement.
func (r *run) statementLine(ctx context.Context, tx *store.Tx, row importer.Row) error {
	e := row.Entry
	if e.Payment {
		return r.payment(ctx, tx, row)
	}
	if e.Kind != importer.Earned {
		return r.spent(ctx, tx, row)
	}
	s, note := r.statement, e.Note()
	if s.seen[string(e.On)+note]++; s.seen[string(e.On)+note] <= s.there[string(e.On)+note] {
		r.counts.Duplicates++
		return nil
	}
	lead, why, err := r.earnedOn(ctx, tx, e)
	if err != nil {
		return err
	}
	if lead.ID == 0 {
		r.leave(say.T("unmatched: line %d, %s, %s of %s for %q: %s", row.Line, say.Day(e.On), e.Amount, orElse(e.Client, "–"), e.Text, why))
		return nil
	}
	if err := r.feeOf(ctx, tx, lead, e); err != nil {
		return err
	}
	before := r.counts
	if err := r.pay(ctx, tx, row.Line, lead, e, e.Amount, e.Ref); err != nil {
		return err
	}
	if r.counts.Closed == before.Closed {
		r.counts.Paid++
	}
	return nil
}

// earn closes the lead as won, or adds to the deal that is there.
func (r *run) earn(ctx context.Context, tx *store.Tx, line int, lead crm.Lead, e importer.Entry) error {
	if lead.Open() {
		if e.On < lead.FirstTouchOn {
			r.warnings.add(line, say.T("line %d: lead %d is closed on %s, before its first touch on %s", line, int64(lead.ID), say.Day(e.On), say.Day(lead.FirstTouchOn)))
		}
		r.counts.Closed++
		return r.close(ctx, tx, lead.ID, crm.Deal{Outcome: crm.Won, ClosedOn: e.On, Amount: e.Amount})
	}
	was := lead.Deal
	sum := r.statement.earned[lead.ID]
	amount := importer.Paid(was.Amount, sum, e.Amount)
	deal := crm.Deal{Outcome: crm.Won, ClosedOn: was.ClosedOn, Amount: amount, Rate: was.Rate, Fee: was.Fee}
	if was.Amount == sum && e.On < was.ClosedOn { // a deal of payments is won on the day of the first
		deal.ClosedOn = e.On
	}
	if amount == was.Amount && deal.ClosedOn == was.ClosedOn { // agreed before, and now paid in part
		return nil
	}
	var err error
	if was.Amount.Known() && deal.ClosedOn == was.ClosedOn {
		deal.Base, err = was.Rate.Convert(amount, r.Base) // the rate was frozen on closing
	} else {
		deal.Base, deal.Rate, err = InBase(ctx, tx, amount, r.Base, deal.ClosedOn)
	}
	if err != nil {
		return err
	}
	if err := tx.ReopenDeal(ctx, lead.ID); err != nil {
		return err
	}
	return tx.CloseDeal(ctx, lead.ID, deal, r.At)
}

// feeOf books the fee in the line of the earning itself.
func (r *run) feeOf(ctx context.Context, tx *store.Tx, lead crm.Lead, e importer.Entry) error {
	if !e.Fee.Known() || e.Fee.Minor == 0 {
		return nil
	}
	if err := r.lookUpSource(ctx, tx); err != nil && crm.KindOf(err) != crm.NotFound {
		return err
	}
	if crm.FeeOn(r.statement.fees, e.On) > 0 {
		r.statement.spared++
		return nil
	}
	act := crm.Activity{Lead: lead.ID, Kind: "other", On: e.On, Cost: e.Fee, Note: "fee of " + orElse(e.Ref, e.Text), CreatedAt: r.At}
	var err error
	if act.CostBase, _, err = InBase(ctx, tx, act.Cost, r.Base, act.On); err != nil {
		return err
	}
	_, err = tx.AddActivity(ctx, act)
	return err
}

// lookUpSource finds the source that the statement is of, and its fees.
func (r *run) lookUpSource(ctx context.Context, tx *store.Tx) (err error) {
	s := r.statement
	if s.known {
		return nil
	}
	if s.source, err = tx.ResolveTouch(ctx, s.touch, r.Create); err != nil {
		return err
	}
	s.known = true
	sources, err := tx.Sources(ctx)
	for _, source := range sources {
		if source.ID == s.source.Source {
			s.fees = source.Fees
		}
	}
	return err
}

// spent books a cost on the source.
func (r *run) spent(ctx context.Context, tx *store.Tx, row importer.Row) error {
	e := row.Entry
	if err := r.lookUpSource(ctx, tx); err != nil {
		return err
	}
	if e.Amount.Negative() {
		r.leave(say.T("unmatched: line %d, %s, %s: a cost that was paid back: %s", row.Line, say.Day(e.On),
			crm.Money{Minor: -e.Amount.Minor, Currency: e.Amount.Currency}, e.Text))
		return nil
	}
	act := crm.Activity{Kind: e.Activity, On: e.On, Touch: r.statement.source, Cost: e.Amount, Note: e.Text, CreatedAt: r.At}
	if e.Ref != "" {
		act.Note += " (" + e.Ref + ")"
	}
	if e.Kind == importer.Fee && crm.FeeOn(r.statement.fees, e.On) > 0 {
		there, err := tx.CountActivity(ctx, act, r.lastKnown)
		if err != nil {
			return err
		}
		if there > 0 {
			r.warnings.add(row.Line, say.T("line %d: this fee was booked as a cost before the source had a fee of its own; reports take it off twice", row.Line))
			r.counts.Duplicates++
			return nil
		}
		r.statement.spared++
		r.counts.Read--
		r.counts.Skipped++
		return nil
	}
	var err error
	if act.CostBase, _, err = InBase(ctx, tx, act.Cost, r.Base, act.On); err != nil {
		return err
	}
	before := r.counts.Added
	added, err := r.addOnce(ctx, tx, act, true)
	if added != 0 {
		r.counts.Added = before
		r.counts.Costs++
	}
	return err
}

// earnedOn finds the lead that an earning is of: by its contract, then by its
// client, then by its title. A zero lead has a reason.
func (r *run) earnedOn(ctx context.Context, tx *store.Tx, e importer.Entry) (crm.Lead, say.Text, error) {
	var found []crm.Lead
	if id := r.statement.contracts[e.Contract]; e.Contract != "" && id != 0 {
		lead, err := survivor(ctx, tx, id)
		return r.notLost(lead, err)
	}
	if e.Contract != "" {
		list, err := r.known(ctx, tx, e.Contract)
		if err != nil {
			return crm.Lead{}, say.Text{}, err
		}
		if len(list) == 1 {
			lead, err := survivor(ctx, tx, list[0].ID)
			return r.notLost(lead, err)
		}
	}
	if e.Client != "" {
		name := dedup.NormalName(e.Client)
		list, err := r.leadsBy(ctx, tx, dedup.ClientKeys(e.Client), func(l crm.Lead) bool {
			return dedup.NormalName(l.Client) == name || dedup.NormalName(l.Contact) == name
		})
		if err != nil {
			return crm.Lead{}, say.Text{}, err
		}
		found = list
	}
	if len(found) == 0 && e.Title != "" {
		list, err := tx.Leads(ctx, store.LeadFilter{Search: e.Title})
		if err != nil {
			return crm.Lead{}, say.Text{}, err
		}
		found = slices.DeleteFunc(list, func(l crm.Lead) bool { return crm.Key(l.Title) != crm.Key(e.Title) })
	}
	if len(found) == 0 {
		return crm.Lead{}, say.T("no lead has its contract, client or title"), nil
	}
	return r.oneOf(found, e)
}

// oneOf narrows several leads of a client down: those that were not lost, those
// of the statement's source, those with its title, those that were there by
// then, those still open. What then is more than one is not decided here.
func (r *run) oneOf(found []crm.Lead, e importer.Entry) (crm.Lead, say.Text, error) {
	first := found[0]
	found = narrowed(found,
		func(l crm.Lead) bool { return l.Open() || l.Deal.Outcome == crm.Won },
		func(l crm.Lead) bool { return crm.Key(l.First.Source) == crm.Key(r.statement.touch.Source) },
		func(l crm.Lead) bool { return e.Title != "" && dedup.TitleLikeness(l.Title, e.Title) >= .85 },
		func(l crm.Lead) bool { return l.FirstTouchOn <= e.On },
		crm.Lead.Open,
	)
	if len(found) > 1 {
		hint := say.T("%d leads match, such as %d and %d", len(found), int64(found[0].ID), int64(found[1].ID))
		if e.Contract != "" {
			hint = say.T("%s (say which: leads edit %d --external-id %s)", hint, int64(found[0].ID), e.Contract)
		}
		return crm.Lead{}, hint, nil
	}
	if len(found) == 0 {
		return r.notLost(first, nil)
	}
	return r.notLost(found[0], nil)
}

// notLost keeps an earning off a lead that ended otherwise.
func (r *run) notLost(l crm.Lead, err error) (crm.Lead, say.Text, error) {
	if err == nil && !l.Open() && l.Deal.Outcome != crm.Won {
		return crm.Lead{}, say.T("lead %d is closed as %s (leads reopen %d)", int64(l.ID), say.T(string(l.Deal.Outcome)), int64(l.ID)), nil
	}
	return l, say.Text{}, err
}

// leadsBy finds the leads under a posting that are really matches.
func (r *run) leadsBy(ctx context.Context, tx *store.Tx, keys []uint64, matches func(crm.Lead) bool) (list []crm.Lead, err error) {
	ids, err := tx.LeadsByKey(ctx, keys)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		l, err := survivor(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if matches(l) && !slices.ContainsFunc(list, func(other crm.Lead) bool { return other.ID == l.ID }) {
			list = append(list, l)
		}
	}
	return list, nil
}

// remarks lists what could not be matched, all of it, and what was not booked.
func (s *statement) remarks() (list []say.Text) {
	if s == nil {
		return nil
	}
	switch {
	case s.spared == 1:
		list = append(list, say.T("1 service fee is not booked as a cost: reports take the fee of %s off the revenue", s.touch.Source))
	case s.spared > 1:
		list = append(list, say.T("%d service fees are not booked as costs: reports take the fee of %s off the revenue", s.spared, s.touch.Source))
	}
	return list
}

// orElse is the text, or what replaces it where there is none.
func orElse(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}
