package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/intake"
	"leads/internal/render"
	"leads/internal/store"
)

func newExport(a *app) *cobra.Command {
	anonymous := false
	cmd := &cobra.Command{
		Use:   "export [FILE]",
		Short: "Write everything out: CSV, JSON or JSON Lines",
		Long: `Write everything out, to stdout or to FILE (private to you). CSV and JSON hold the leads, in
the order of their numbers; JSON Lines holds the whole file: sources with fees, clients,
activities, stages, deals and payments. leads import takes each of them back.
--anonymize writes the same for sharing a report or a bug: names, titles, addresses, notes and
own fields are replaced, each the same everywhere, so that figures and duplicates stay.
The format is that of --format, else of the name of FILE, else CSV; FILE.ics holds the follow-up
days, for a calendar.`,
		Example:     "  leads export leads.csv\n  leads export --format jsonl > everything.jsonl\n  leads export --anonymize for-a-bug-report.jsonl",
		Args:        between(0, 1, "one FILE"),
		Annotations: map[string]string{datable: "yes"},
		RunE: a.run(func(ctx context.Context, args []string) error {
			file := ""
			if len(args) == 1 && args[0] != "-" {
				file = args[0]
			}
			return a.export(ctx, file, anonymous)
		}),
	}
	cmd.Flags().BoolVar(&anonymous, "anonymize", false, "replace what is personal; days, amounts, stages and sources stay")
	return cmd
}

// exportFormat is the format of an export.
func (a *app) exportFormat(file string) (render.Format, error) {
	switch {
	case a.flags.json:
		return render.JSON, nil
	case a.flags.formatSet:
		if a.format == render.CSV || a.format == render.JSON || a.format == render.JSONL || a.format == render.ICS {
			return a.format, nil
		}
		return "", crm.Invalidf("an export is csv, json or jsonl, not %s", string(a.format))
	}
	ending := strings.TrimPrefix(strings.ToLower(filepath.Ext(file)), ".")
	switch ending {
	case "json":
		return render.JSON, nil
	case "jsonl", "ndjson":
		return render.JSONL, nil
	case "ics":
		return render.ICS, nil
	}
	if ending != "" && ending != "csv" && ending != "txt" {
		return "", crm.Invalidf("an export is csv, json or jsonl, not %s", ending).
			WithHint("a spreadsheet opens CSV: leads export %s", strings.TrimSuffix(file, filepath.Ext(file))+".csv")
	}
	return render.CSV, nil
}

func (a *app) export(ctx context.Context, file string, anonymous bool) error {
	format, err := a.exportFormat(file)
	if err != nil {
		return err
	}
	e := exporter{a: a, format: format}
	if anonymous {
		e.mask = newMask()
	}
	if format == render.ICS && anonymous {
		return crm.Invalidf("a calendar is not anonymized")
	}
	read := func(w io.Writer) error {
		if format == render.ICS {
			return a.calendar(ctx, w)
		}
		return a.view(ctx, func(tx *store.Tx) error { return e.export(ctx, tx, w) })
	}
	if file != "" {
		if err := a.writeInto(file, read); err != nil {
			return err
		}
		e.remark()
		a.note("wrote %s", file)
		return nil
	}
	e.screen = a.StdoutTTY
	var held pieces // a pipe may block, and must not keep the file from others meanwhile
	if err := read(&held); err != nil {
		return err
	}
	e.remark()
	for _, piece := range held {
		if _, err := a.Stdout.Write(piece); err != nil {
			return err
		}
	}
	return nil
}

// pieces hold an answer that grows.
type pieces [][]byte

const pieceSize = 1 << 20

func (p *pieces) Write(data []byte) (int, error) {
	for left := data; len(left) > 0; {
		last := len(*p) - 1
		if last < 0 || len((*p)[last]) == cap((*p)[last]) {
			*p = append(*p, make([]byte, 0, pieceSize))
			last++
		}
		some := left[:min(len(left), cap((*p)[last])-len((*p)[last]))]
		(*p)[last], left = append((*p)[last], some...), left[len(some):]
	}
	return len(data), nil
}

// exporter is one export.
type exporter struct {
	a      *app
	format render.Format
	mask   *mask // nil: as it is
	screen bool
}

// remark says what was replaced.
func (e *exporter) remark() {
	if e.mask == nil {
		return
	}
	e.a.note("replaced: titles, names, e-mails, phones, URLs, ids, tags, notes, own fields, campaigns, sources of your own; saved reports and aliases are left out")
	e.a.note("kept: days, stages, outcomes, reasons, amounts, hours, kinds, fees, rates, settings, well-known sources and channels, names of own fields")
}

func (e *exporter) export(ctx context.Context, tx *store.Tx, w io.Writer) error {
	if e.format == render.JSONL {
		return exportArchive(ctx, tx, e.mask, w)
	}
	var failed error
	columns := leadsSheet(nil)
	value := columns.Column("value")
	rows := func(yield func([]any) bool) {
		failed = tx.Pages(ctx, false, func(list []crm.Lead) error {
			if err := e.a.scores.Freshen(ctx, tx, list); err != nil {
				return err
			}
			for i := range list {
				if e.mask != nil {
					e.mask.lead(&list[i])
				}
				if !yield(exportCells(&list[i], value)) {
					return errEnough
				}
			}
			return nil
		})
	}
	err := render.WriteRows(w, columns, rows, render.Options{Format: e.format, Screen: e.screen})
	if failed != nil && !errors.Is(failed, errEnough) {
		return failed
	}
	return err
}

// errEnough ends a reading that nobody listens to.
var errEnough = errors.New("enough")

// exportArchive writes the whole file as JSON Lines.
func exportArchive(ctx context.Context, tx *store.Tx, m *mask, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	write := func(r importer.Archive) error {
		if m != nil && !m.archive(&r) {
			return nil
		}
		return encoder.Encode(r)
	}
	own, err := tx.OwnTouchNames(ctx)
	if err != nil {
		return err
	}
	if err := exportWords(ctx, tx, own, write); err != nil {
		return err
	}
	alone, err := tx.Activities(ctx, store.ActivityFilter{Alone: true})
	if err != nil {
		return err
	}
	rows, err := tx.ImportRowsAlone(ctx)
	if err != nil {
		return err
	}
	for _, act := range alone {
		packed := packActivity(act, own)
		packed.ImportRows = packRows(rows[act.ID])
		if err := write(importer.Archive{Record: "activity", Activity: &packed}); err != nil {
			return err
		}
	}
	err = tx.Pages(ctx, true, func(list []crm.Lead) error { return exportLeads(ctx, tx, list, own, write) })
	if err != nil {
		return err
	}
	pairs, err := tx.Pairs(ctx)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if err := write(importer.Archive{Record: "pair", Leads: []int64{int64(p.A), int64(p.B)}, Kind: string(p.Kind)}); err != nil {
			return err
		}
	}
	return out.Flush()
}

// exportLeads writes a page of leads with their steps and their work.
func exportLeads(ctx context.Context, tx *store.Tx, list []crm.Lead, own store.TouchNaming, write func(importer.Archive) error) error {
	first, last := list[0].ID, list[len(list)-1].ID
	acts, err := tx.ActivitiesOf(ctx, first, last)
	if err != nil {
		return err
	}
	stages, err := tx.StagesOf(ctx, first, last)
	if err != nil {
		return err
	}
	paid, err := tx.PaymentsOf(ctx, first, last)
	if err != nil {
		return err
	}
	from, err := tx.Provenance(ctx, first, last)
	if err != nil {
		return err
	}
	for _, l := range list {
		var packed []importer.ArchiveActivity
		for _, act := range acts[l.ID] {
			one := packActivity(act, own)
			one.ImportRows = packRows(from.Activities[act.ID])
			packed = append(packed, one)
		}
		lead := packLead(l, own, stages[l.ID], packed)
		lead.Payments = packPayments(paid[l.ID], from)
		lead.FirstKnown, lead.ImportRows = packKnown(from.TouchUnknown[l.ID]), packRows(from.Leads[l.ID])
		if lead.Deal != nil {
			lead.Deal.DayKnown, lead.Deal.MergedFrom = packKnown(from.ClosingUnknown[l.ID]), int64(from.DealFrom[l.ID])
		}
		if err := write(importer.Archive{Record: "lead", Lead: &lead}); err != nil {
			return err
		}
	}
	return nil
}

// exportWords writes settings, rates and the four lists of names, in the order
// in which they can be taken back.
func exportWords(ctx context.Context, tx *store.Tx, own store.TouchNaming, write func(importer.Archive) error) error {
	for _, st := range settings {
		value, err := tx.Setting(ctx, st.key)
		if err != nil {
			return err
		}
		if st.key == "currency" && value == "" {
			value = st.fallback // amounts mean nothing without it
		}
		if value != "" {
			if err := write(importer.Archive{Record: "setting", Key: st.key, Value: value}); err != nil {
				return err
			}
		}
	}
	aliases, err := tx.Settings(ctx, aliasPrefix)
	if err != nil {
		return err
	}
	for _, alias := range aliases {
		if err := write(importer.Archive{Record: "setting", Key: alias[0], Value: alias[1]}); err != nil {
			return err
		}
	}
	rules, err := tx.ScoreTable(ctx)
	if err == nil && rules != "" {
		err = write(importer.Archive{Record: "setting", Key: intake.ScoreRecord, Value: rules})
	}
	if err != nil {
		return err
	}
	rates, err := tx.Rates(ctx)
	if err != nil {
		return err
	}
	for _, r := range rates {
		if err := write(importer.Archive{Record: "rate", Currency: string(r.Currency), From: string(r.From), Rate: string(r.Rate)}); err != nil {
			return err
		}
	}
	reports, err := tx.SavedReports(ctx)
	if err != nil {
		return err
	}
	for _, r := range reports {
		if err := write(importer.Archive{Record: "report", Name: r.Name, Value: r.Flags}); err != nil {
			return err
		}
	}
	answers, err := tx.ReviewAnswers(ctx)
	if err != nil {
		return err
	}
	for _, r := range answers {
		if err := write(importer.Archive{Record: "answer", Key: r.Question, Value: r.Text, From: string(r.On)}); err != nil {
			return err
		}
	}
	words, err := vocabulary(ctx, tx, own)
	if err != nil {
		return err
	}
	for _, w := range words {
		if err := write(w); err != nil {
			return err
		}
	}
	counted, err := tx.TouchRules(ctx)
	if err != nil {
		return err
	}
	for _, r := range counted {
		if err := write(importer.Archive{Record: "touch_rule", Kind: r.Kind, Direction: string(r.Direction), Replied: r.Replied, Via: packTouch(r.Touch, own)}); err != nil {
			return err
		}
	}
	return nil
}

// vocabulary packs sources, channels, campaigns and clients; what another is
// merged into comes by name.
func vocabulary(ctx context.Context, tx *store.Tx, own store.TouchNaming) (list []importer.Archive, err error) {
	sources, err := tx.Sources(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		w := importer.Archive{Record: "source", Name: s.Name, Hosts: s.Hosts, MergedInto: own.Sources[s.MergedInto], ArchivedOn: string(s.ArchivedOn)}
		w.Also, w.Description = s.Also, s.Description
		for _, c := range s.Connects {
			w.Connects = append(w.Connects, importer.ArchiveConnect{From: string(c.From), ArchiveMoney: *packMoney(c.Price, crm.Money{}, "")})
		}
		for _, f := range s.Fees {
			w.Fees = append(w.Fees, importer.ArchiveFee{From: string(f.From), PPM: f.PPM})
		}
		list = append(list, w)
	}
	channels, err := tx.Channels(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range channels {
		list = append(list, importer.Archive{Record: "channel", Source: c.SourceName, Name: c.Name, Direction: string(c.Direction), Also: c.Also,
			MergedInto: own.Channels[c.MergedInto], ArchivedOn: string(c.ArchivedOn)})
	}
	campaigns, err := tx.Campaigns(ctx)
	if err != nil {
		return nil, err
	}
	plans, err := packPlans(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, c := range campaigns {
		list = append(list, importer.Archive{Record: "campaign", Name: c.Name, Start: string(c.Start), End: string(c.End), Aim: c.Aim,
			Also: c.Also, Partner: c.Partner, Sector: c.Sector, Message: c.Message, Plan: plans[c.ID],
			MergedInto: own.Campaigns[c.MergedInto], ArchivedOn: string(c.ArchivedOn)})
	}
	clients, err := tx.Clients(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range clients {
		list = append(list, importer.Archive{Record: "client", Name: c.Name, Note: c.Note,
			Contact: c.Contact, Email: c.Email, Phone: c.Phone, URL: c.URL, Origin: c.Origin,
			MergedInto: own.Clients[c.MergedInto], ArchivedOn: string(c.ArchivedOn)})
	}
	return list, nil
}

// packPlans writes the planned tests of campaigns.
func packPlans(ctx context.Context, tx *store.Tx) (map[crm.CampaignID]*importer.ArchivePlan, error) {
	plans := map[crm.CampaignID]*importer.ArchivePlan{}
	list, err := tx.Experiments(ctx)
	for _, e := range list {
		plans[e.Campaign] = &importer.ArchivePlan{Variants: e.Variants, Sends: e.Sends, Each: e.Each, RatePPM: e.Rate, SpreadPPM: e.Spread, CreatedAt: string(e.At)}
	}
	return plans, err
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

func packActivity(a crm.Activity, own store.TouchNaming) importer.ArchiveActivity {
	return importer.ArchiveActivity{Kind: a.Kind, On: string(a.On), Via: packTouch(a.Touch, own), Direction: string(a.Direction), Minutes: a.Minutes,
		Cost: packMoney(a.Cost, a.CostBase, ""), Note: a.Note, CreatedAt: string(a.CreatedAt), MergedFrom: int64(a.MergedFrom)}
}

func packLead(l crm.Lead, own store.TouchNaming, stages []crm.StageChange, acts []importer.ArchiveActivity) importer.ArchiveLead {
	out := importer.ArchiveLead{ID: int64(l.ID), Title: l.Title, Client: own.Clients[l.ClientID], Contact: l.Contact, Email: l.Email, Phone: l.Phone,
		URL: l.URL, ExternalID: l.ExternalID, TouchOn: string(l.FirstTouchOn), Value: packMoney(l.Value, crm.Money{}, ""),
		Referrer: own.Clients[l.ReferrerID], FollowUpOn: string(l.FollowUpOn), Tags: l.Tags, Fields: l.Fields, Note: l.Note, Variant: l.Variant,
		MergedInto: int64(l.MergedInto), MQLOn: string(l.MQLOn), SQLOn: string(l.SQLOn), CreatedAt: string(l.CreatedAt), UpdatedAt: string(l.UpdatedAt), Activities: acts}
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
