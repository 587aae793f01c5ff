package cli

import (
	"leads/internal/crm"
	"leads/internal/importer"
)

// packPayments writes the payments of a lead for a full export.
func packPayments(list []crm.Payment) (packed []importer.ArchivePayment) {
	for _, p := range list {
		packed = append(packed, importer.ArchivePayment{On: string(p.On), Amount: *packMoney(p.Amount, p.Base, p.Rate), Fee: packOwnFee(p.Fee),
			ExternalID: p.ExternalID, Note: p.Note, CreatedAt: string(p.CreatedAt)})
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
