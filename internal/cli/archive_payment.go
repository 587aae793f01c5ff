package cli

import (
	"strconv"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/store"
)

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
