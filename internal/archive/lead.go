package archive

import (
	"context"
	"strconv"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/store"
)

// packLeads packs leads, in the order of their numbers, with their steps, their
// work and their payments.
func packLeads(ctx context.Context, tx *store.Tx, list []crm.Lead, own store.TouchNaming) ([]importer.ArchiveLead, error) {
	first, last := list[0].ID, list[len(list)-1].ID
	acts, err := tx.ActivitiesOf(ctx, first, last)
	if err != nil {
		return nil, err
	}
	stages, err := tx.StagesOf(ctx, first, last)
	if err != nil {
		return nil, err
	}
	paid, err := tx.PaymentsOf(ctx, first, last)
	if err != nil {
		return nil, err
	}
	from, err := tx.Provenance(ctx, first, last)
	if err != nil {
		return nil, err
	}
	packed := make([]importer.ArchiveLead, len(list))
	for i, l := range list {
		lead := packLead(l, own, stages[l.ID])
		for _, act := range acts[l.ID] {
			lead.Activities = append(lead.Activities, packActivity(act, own, from.Activities[act.ID]))
		}
		lead.Payments = packPayments(paid[l.ID], from)
		lead.FirstKnown, lead.ImportRows = packKnown(from.TouchUnknown[l.ID]), packRows(from.Leads[l.ID])
		if lead.Deal != nil {
			lead.Deal.DayKnown, lead.Deal.MergedFrom = packKnown(from.ClosingUnknown[l.ID]), int64(from.DealFrom[l.ID])
		}
		packed[i] = lead
	}
	return packed, nil
}

// packMoney writes an amount with its rate and its base amount, where they are known.
func packMoney(m, base crm.Money, rate crm.Rate) *importer.ArchiveMoney {
	if !m.Known() {
		return nil
	}
	return &importer.ArchiveMoney{Amount: m.Decimal(), Currency: string(m.Currency), Rate: string(rate), Base: base.Decimal()}
}

func packTouch(t crm.Touch, own store.TouchNaming) *importer.ArchiveTouch {
	n := own.Name(t)
	if n == (crm.TouchNames{}) {
		return nil
	}
	return &importer.ArchiveTouch{Source: n.Source, Channel: n.Channel, Campaign: n.Campaign}
}

func packActivity(a crm.Activity, own store.TouchNaming, rows []int64) importer.ArchiveActivity {
	return importer.ArchiveActivity{Kind: a.Kind, On: string(a.On), Via: packTouch(a.Touch, own), Direction: string(a.Direction), Minutes: a.Minutes,
		Cost: packMoney(a.Cost, a.CostBase, ""), Note: a.Note, CreatedAt: string(a.CreatedAt), MergedFrom: int64(a.MergedFrom), ImportRows: packRows(rows)}
}

func packLead(l crm.Lead, own store.TouchNaming, stages []crm.StageChange) importer.ArchiveLead {
	out := importer.ArchiveLead{ID: int64(l.ID), Title: l.Title, Client: own.Clients[l.ClientID], Contact: l.Contact, Email: l.Email, Phone: l.Phone,
		URL: l.URL, ExternalID: l.ExternalID, TouchOn: string(l.FirstTouchOn), Value: packMoney(l.Value, crm.Money{}, ""),
		Referrer: own.Clients[l.ReferrerID], FollowUpOn: string(l.FollowUpOn), Tags: l.Tags, Fields: l.Fields, Note: l.Note, Variant: l.Variant,
		MergedInto: int64(l.MergedInto), MQLOn: string(l.MQLOn), SQLOn: string(l.SQLOn), CreatedAt: string(l.CreatedAt), UpdatedAt: string(l.UpdatedAt)}
	if touch := packTouch(l.Touch, own); touch != nil {
		out.Touch = *touch
	}
	for _, s := range stages {
		out.Stages = append(out.Stages, importer.ArchiveStage{Stage: string(s.Stage), On: string(s.On), MergedFrom: int64(s.MergedFrom)})
	}
	if !l.Open() && l.DealOwn {
		out.Deal = &importer.ArchiveDeal{Outcome: string(l.Deal.Outcome), ClosedOn: string(l.Deal.ClosedOn),
			Amount: packMoney(l.Deal.Amount, l.Deal.Base, l.Deal.Rate), Reason: string(l.Deal.Reason), Fee: packOwnFee(l.Deal.Fee)}
	}
	return out
}

// packRows writes the hashes of imported rows: as texts, which no reader of JSON rounds.
func packRows(hashes []int64) (packed []string) {
	for _, h := range hashes {
		packed = append(packed, strconv.FormatUint(uint64(h), 16))
	}
	return packed
}

// packKnown is absent where a day is known, as nearly all are.
func packKnown(unknown bool) *bool {
	if !unknown {
		return nil
	}
	return new(bool)
}

// packPayments writes the payments of a lead for a full export.
func packPayments(list []crm.Payment, from store.Provenance) (packed []importer.ArchivePayment) {
	for _, p := range list {
		packed = append(packed, importer.ArchivePayment{On: string(p.On), Amount: *packMoney(p.Amount, p.Base, p.Rate), Fee: packOwnFee(p.Fee),
			ExternalID: p.ExternalID, Note: p.Note, CreatedAt: string(p.CreatedAt), MergedFrom: int64(p.MergedFrom), ImportRows: packRows(from.Payments[p.ID])})
	}
	return packed
}

func packOwnFee(f crm.OwnFee) *importer.ArchiveOwnFee {
	switch {
	case f.Fixed.Known():
		return &importer.ArchiveOwnFee{Fixed: f.Fixed.Decimal()}
	case f.Known:
		return &importer.ArchiveOwnFee{PPM: &f.PPM}
	}
	return nil
}
