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

// words writes what leads are told by: rates, saved reports, answers of the review,
// the four lists of names, and the rules of touchpoints. What a name is merged into
// comes by name.
func (w *writer) words(ctx context.Context) error {
	for _, part := range []func(context.Context) error{w.rates, w.reports, w.answers, w.sources, w.channels, w.campaigns, w.clients, w.touchRules} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) rates(ctx context.Context) error {
	return records(w, func(r crm.RateFrom) importer.Archive {
		return importer.Archive{Record: "rate", Currency: string(r.Currency), From: string(r.From), Rate: string(r.Rate)}
	})(w.tx.Rates(ctx))
}

func (w *writer) reports(ctx context.Context) error {
	return records(w, func(r store.SavedReport) importer.Archive {
		return importer.Archive{Record: "report", Name: r.Name, Value: r.Flags}
	})(w.tx.SavedReports(ctx))
}

func (w *writer) answers(ctx context.Context) error {
	return records(w, func(r crm.ReviewAnswer) importer.Archive {
		return importer.Archive{Record: "answer", Key: r.Question, Value: r.Text, From: string(r.On)}
	})(w.tx.ReviewAnswers(ctx))
}

func (w *writer) sources(ctx context.Context) error {
	return records(w, func(s crm.Source) importer.Archive {
		r := importer.Archive{Record: "source", Name: s.Name, Hosts: s.Hosts, Also: s.Also, Description: s.Description,
			MergedInto: w.own.Sources[s.MergedInto], ArchivedOn: string(s.ArchivedOn)}
		for _, c := range s.Connects {
			r.Connects = append(r.Connects, importer.ArchiveConnect{From: string(c.From), ArchiveMoney: *packMoney(c.Price, crm.Money{}, "")})
		}
		for _, f := range s.Fees {
			r.Fees = append(r.Fees, importer.ArchiveFee{From: string(f.From), PPM: f.PPM})
		}
		return r
	})(w.tx.Sources(ctx))
}

func (w *writer) channels(ctx context.Context) error {
	return records(w, func(c crm.Channel) importer.Archive {
		return importer.Archive{Record: "channel", Source: c.SourceName, Name: c.Name, Direction: string(c.Direction), Also: c.Also,
			MergedInto: w.own.Channels[c.MergedInto], ArchivedOn: string(c.ArchivedOn)}
	})(w.tx.Channels(ctx))
}

func (w *writer) campaigns(ctx context.Context) error {
	plans := map[crm.CampaignID]*importer.ArchivePlan{}
	experiments, err := w.tx.Experiments(ctx)
	if err != nil {
		return err
	}
	for _, e := range experiments {
		plans[e.Campaign] = &importer.ArchivePlan{Variants: e.Variants, Sends: e.Sends, Each: e.Each, RatePPM: e.Rate, SpreadPPM: e.Spread, CreatedAt: string(e.At)}
	}
	return records(w, func(c crm.Campaign) importer.Archive {
		return importer.Archive{Record: "campaign", Name: c.Name, Start: string(c.Start), End: string(c.End), Aim: c.Aim,
			Also: c.Also, Partner: c.Partner, Sector: c.Sector, Message: c.Message, Plan: plans[c.ID],
			MergedInto: w.own.Campaigns[c.MergedInto], ArchivedOn: string(c.ArchivedOn)}
	})(w.tx.Campaigns(ctx))
}

func (w *writer) clients(ctx context.Context) error {
	return records(w, func(c crm.Client) importer.Archive { return packClient(c, w.own) })(w.tx.Clients(ctx))
}

func packClient(c crm.Client, own store.TouchNaming) importer.Archive {
	return importer.Archive{Record: "client", Name: c.Name, Note: c.Note, Contact: c.Contact, Email: c.Email, Phone: c.Phone, URL: c.URL, Origin: c.Origin,
		MergedInto: own.Clients[c.MergedInto], ArchivedOn: string(c.ArchivedOn)}
}

func (w *writer) touchRules(ctx context.Context) error {
	return records(w, func(r crm.TouchRule) importer.Archive {
		return importer.Archive{Record: "touch_rule", Kind: r.Kind, Direction: string(r.Direction), Replied: r.Replied, Via: packTouch(r.Touch, w.own)}
	})(w.tx.TouchRules(ctx))
}
