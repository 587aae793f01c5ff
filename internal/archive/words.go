package archive

import (
	"context"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/intake"
	"leads/internal/store"
)

// settings writes the currency, without which amounts mean nothing, the other
// settings, the aliases, and the rules of the score.
func (w *writer) settings(ctx context.Context) error {
	base, err := w.tx.Base(ctx)
	if err != nil {
		return err
	}
	setting := func(key, value string) error {
		if value == "" {
			return nil
		}
		return w.write(importer.Archive{Record: "setting", Key: key, Value: value})
	}
	for _, key := range w.keys {
		value, err := w.tx.Setting(ctx, key)
		if err != nil {
			return err
		}
		if key == "currency" {
			value = string(base)
		}
		if err := setting(key, value); err != nil {
			return err
		}
	}
	aliases, err := w.tx.Settings(ctx, crm.AliasPrefix)
	if err != nil {
		return err
	}
	for _, alias := range aliases {
		if err := setting(alias[0], alias[1]); err != nil {
			return err
		}
	}
	rules, err := w.tx.ScoreTable(ctx)
	if err != nil {
		return err
	}
	return setting(intake.ScoreRecord, rules)
}

func (w *writer) rates(ctx context.Context) error {
	rates, err := w.tx.Rates(ctx)
	if err != nil {
		return err
	}
	for _, r := range rates {
		if err := w.write(importer.Archive{Record: "rate", Currency: string(r.Currency), From: string(r.From), Rate: string(r.Rate)}); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) reports(ctx context.Context) error {
	reports, err := w.tx.SavedReports(ctx)
	if err != nil {
		return err
	}
	for _, r := range reports {
		if err := w.write(importer.Archive{Record: "report", Name: r.Name, Value: r.Flags}); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) answers(ctx context.Context) error {
	answers, err := w.tx.ReviewAnswers(ctx)
	if err != nil {
		return err
	}
	for _, r := range answers {
		if err := w.write(importer.Archive{Record: "answer", Key: r.Question, Value: r.Text, From: string(r.On)}); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) touchRules(ctx context.Context) error {
	rules, err := w.tx.TouchRules(ctx)
	if err != nil {
		return err
	}
	for _, r := range rules {
		if err := w.write(importer.Archive{Record: "touch_rule", Kind: r.Kind, Direction: string(r.Direction), Replied: r.Replied, Via: packTouch(r.Touch, w.own)}); err != nil {
			return err
		}
	}
	return nil
}

// vocabulary writes sources, channels, campaigns and clients; what another is
// merged into comes by name.
func (w *writer) vocabulary(ctx context.Context) error {
	var list []importer.Archive
	for _, part := range []func(context.Context, *store.Tx, store.TouchNaming) ([]importer.Archive, error){sources, channels, campaigns, clients} {
		some, err := part(ctx, w.tx, w.own)
		if err != nil {
			return err
		}
		list = append(list, some...)
	}
	for _, r := range list {
		if err := w.write(r); err != nil {
			return err
		}
	}
	return nil
}

func sources(ctx context.Context, tx *store.Tx, own store.TouchNaming) (list []importer.Archive, err error) {
	all, err := tx.Sources(ctx)
	for _, s := range all {
		r := importer.Archive{Record: "source", Name: s.Name, Hosts: s.Hosts, Also: s.Also, Description: s.Description,
			MergedInto: own.Sources[s.MergedInto], ArchivedOn: string(s.ArchivedOn)}
		for _, c := range s.Connects {
			r.Connects = append(r.Connects, importer.ArchiveConnect{From: string(c.From), ArchiveMoney: *packMoney(c.Price, crm.Money{}, "")})
		}
		for _, f := range s.Fees {
			r.Fees = append(r.Fees, importer.ArchiveFee{From: string(f.From), PPM: f.PPM})
		}
		list = append(list, r)
	}
	return list, err
}

func channels(ctx context.Context, tx *store.Tx, own store.TouchNaming) (list []importer.Archive, err error) {
	all, err := tx.Channels(ctx)
	for _, c := range all {
		list = append(list, importer.Archive{Record: "channel", Source: c.SourceName, Name: c.Name, Direction: string(c.Direction), Also: c.Also,
			MergedInto: own.Channels[c.MergedInto], ArchivedOn: string(c.ArchivedOn)})
	}
	return list, err
}

func campaigns(ctx context.Context, tx *store.Tx, own store.TouchNaming) (list []importer.Archive, err error) {
	plans := map[crm.CampaignID]*importer.ArchivePlan{}
	experiments, err := tx.Experiments(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range experiments {
		plans[e.Campaign] = &importer.ArchivePlan{Variants: e.Variants, Sends: e.Sends, Each: e.Each, RatePPM: e.Rate, SpreadPPM: e.Spread, CreatedAt: string(e.At)}
	}
	all, err := tx.Campaigns(ctx)
	for _, c := range all {
		list = append(list, importer.Archive{Record: "campaign", Name: c.Name, Start: string(c.Start), End: string(c.End), Aim: c.Aim,
			Also: c.Also, Partner: c.Partner, Sector: c.Sector, Message: c.Message, Plan: plans[c.ID],
			MergedInto: own.Campaigns[c.MergedInto], ArchivedOn: string(c.ArchivedOn)})
	}
	return list, err
}

func clients(ctx context.Context, tx *store.Tx, own store.TouchNaming) (list []importer.Archive, err error) {
	all, err := tx.Clients(ctx)
	for _, c := range all {
		list = append(list, packClient(c, own))
	}
	return list, err
}

func packClient(c crm.Client, own store.TouchNaming) importer.Archive {
	return importer.Archive{Record: "client", Name: c.Name, Note: c.Note, Contact: c.Contact, Email: c.Email, Phone: c.Phone, URL: c.URL, Origin: c.Origin,
		MergedInto: own.Clients[c.MergedInto], ArchivedOn: string(c.ArchivedOn)}
}
