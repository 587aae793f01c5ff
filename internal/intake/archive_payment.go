package intake

import (
	"context"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/store"
)

func unpackOwnFee(f *importer.ArchiveOwnFee, currency crm.Currency) (own crm.OwnFee, err error) {
	switch {
	case f == nil:
		return own, nil
	case f.PPM != nil && *f.PPM >= 0 && *f.PPM <= 1_000_000:
		return crm.OwnFee{Known: true, PPM: *f.PPM}, nil
	case f.PPM != nil || currency == "":
		return own, crm.Errorf(crm.Refused, "an impossible fee")
	}
	own.Known = true
	own.Fixed, err = crm.ParseMoney(f.Fixed, currency, crm.MarkPoint)
	return own, err
}

// archivedPayments takes back the payments of a lead.
func (r *archive) archivedPayments(ctx context.Context, tx *store.Tx, id crm.LeadID, list []importer.ArchivePayment) (err error) {
	for _, packed := range list {
		p := crm.Payment{Lead: id, On: crm.Date(packed.On), ExternalID: packed.ExternalID, Note: packed.Note, CreatedAt: crm.Instant(packed.CreatedAt)}
		if p.Amount, p.Base, p.Rate, err = unpackMoney(&packed.Amount, r.Base); err != nil {
			return err
		}
		if !r.fresh { // another base currency may hold here
			if p.Base, p.Rate, err = InBase(ctx, tx, p.Amount, r.Base, p.On); err != nil {
				return err
			}
		}
		if p.Fee, err = unpackOwnFee(packed.Fee, p.Amount.Currency); err != nil {
			return err
		}
		p.MergedFrom = r.movedFrom(id, packed.MergedFrom)
		added, err := tx.AddPayment(ctx, p)
		if err != nil {
			return err
		}
		if err := r.cameFrom(packed.ImportRows, store.ImportRow{Payment: added}); err != nil {
			return err
		}
	}
	return nil
}
