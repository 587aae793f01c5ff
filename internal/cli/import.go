package cli

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/importer"
	"leads/internal/intake"
	"leads/internal/store"
)

// importInput is an import as its flags give it.
type importInput struct {
	file, as, dateFormat, decimal, onDuplicate, reject string
	source, channel, campaign                          string
	preset, sheet, dateFrom                            string
	flags                                              func() []string // as they were given, for a command to paste
	said                                               []string        // the flags of what was answered
	maps, values                                       []string
	dryRun, create, skipBad, keepColumns, listPresets  bool
	update, force                                      bool
	origin                                             string
	contacts, insist                                   bool // rows of leads are contacts, or leads whatever the export is
	asked                                              bool // a person left columns out
}

func newImport(a *app) *cobra.Command {
	var in importInput
	cmd := &cobra.Command{
		Use:   "import [FILE|-]",
		Short: "Bring in leads, activities, deals or payments from a spreadsheet, CSV or JSON",
		Long: `Bring in leads, activities, deals or payments from a file, or from a pipe: CSV, a workbook
(.xlsx), a table in Markdown, JSON as an API gives it. The header says what each column is; --map
says it where the header does not, and --dry-run shows what would happen.
On a terminal, you are asked about columns that match no field.
An import is one transaction: one bad row and nothing is imported, unless --skip-bad.
Rows that differ in any column are different records; of equal ones the first is added. Running
the same file twice adds nothing, and leads undo takes a whole import back (later: leads undo N).

A row without a date counts as today, a closed one as its closing day (--date-from): then its first
touch is unknown, and it is left out of days to win. Cells such as N/A, - or TBD are empty.
Unknown words are listed once, with a command that maps them all.

Exports of HubSpot, Pipedrive, Salesforce, Zoho, LinkedIn, Upwork, Fiverr, Trello and others are
recognised by their header (--list-presets); --preset names one, and --preset spreadsheet goes by the
headers alone. Time trackers (Toggl, Clockify, Harvest, Kimai, Watson, Timewarrior), meetings of
Calendly and messages of LinkedIn become activities of the lead that has their project, title,
client or mailbox; advertising becomes a cost of its source. PayPal, Stripe, Wise and lists of
invoices are payments: the first one wins an open lead. A statement of Upwork or Fiverr is money
likewise: an earning closes the lead of its contract, client or title as won, or adds to its deal,
at the gross amount. Connects, subscriptions and fees become costs of the source; service fees only
while the source has no fee of its own (leads source set Upwork --fee 10%), which every report
takes off. What matches no lead is listed, not booked.

--as activities: columns lead (number or external id), date, kind, via, minutes, cost, note, stage
--as deals: columns lead, outcome (default won), closed_on, amount, currency, reason
A number in a column headed lead is that of a lead; ids of other tools are external ids.`,
		Example: `  leads import leads.csv --dry-run
  leads import bids.csv --map "Job link=url,Time sent=date" --source Upwork/Search
  leads import deals.csv --as deals --map deal_id=lead,won_date=closed_on`,
		Args: between(0, 1, "one FILE"),
	}
	cmd.RunE = a.run(func(ctx context.Context, args []string) error {
		if len(args) == 1 {
			in.file = args[0]
		}
		if in.listPresets {
			return a.listPresets()
		}
		in.contacts = slices.Contains([]string{"clients", "contacts"}, crm.Key(in.as))
		in.insist = in.as == string(importer.Leads) && cmd.Flags().Changed("as")
		in.flags = func() []string { return givenFlags(cmd) }
		return a.importFile(ctx, in)
	})
	f := cmd.Flags()
	f.StringVar(&in.as, "as", "leads", "leads, activities, deals, or clients: contacts without a lead (name, contact, email, phone, url, origin, note); the default for connections of LinkedIn, unless --source is given")
	f.StringVar(&in.origin, "origin", "", "where the records of contacts come from, where the rows do not say it")
	f.StringArrayVar(&in.maps, "map", nil, `which column is which field: "Deal Name=title,Montant=value"; - leaves it out (repeatable)`)
	f.StringArrayVar(&in.values, "map-value", nil, `what a word of the file means: "Engaging=discussion,1=won,Organic Search=Website" (repeatable)`)
	f.BoolVar(&in.dryRun, "dry-run", false, "show header, fields and plan; write nothing")
	f.BoolVar(&in.create, "create", false, "add unknown sources, channels and campaigns")
	f.BoolVar(&in.force, "force", false, "with --create: also a name that is nearly another, or that of a bought list")
	f.BoolVar(&in.update, "update", false, "update leads that certainly exist: what is not locked, and never back to an earlier stage")
	f.BoolVar(&in.skipBad, "skip-bad", false, "import the good rows and leave the bad ones")
	f.StringVar(&in.reject, "reject", "", "write the bad rows with line and reason to a `file`")
	f.BoolVar(&in.keepColumns, "keep-columns", false, "keep unknown columns as own fields of the leads")
	f.StringVarP(&in.source, "source", "s", "", "`SOURCE[/CHANNEL[/CAMPAIGN]]` of rows that name none")
	f.StringVar(&in.channel, "channel", "", "channel of rows that name none")
	f.StringVar(&in.campaign, "campaign", "", "campaign of rows that name none")
	f.StringVar(&in.dateFormat, "date-format", "", "`order` in dates such as 03/04/2026: dmy, mdy or ymd")
	f.StringVar(&in.decimal, "decimal", "", "decimal `mark` of amounts: point or comma")
	f.StringVar(&in.preset, "preset", "", "the `export` that the file comes from, where its header does not say; spreadsheet for none")
	f.StringVar(&in.dateFrom, "date-from", "closed", "`day` that a row without a date takes: closed (of a closed row, its closing day), today or refuse")
	f.StringVar(&in.sheet, "sheet", "", "the `sheet` of a workbook (.xlsx); the first that has rows if not given")
	f.BoolVar(&in.listPresets, "list-presets", false, "list the known exports, and how they are recognised")
	f.StringVar(&in.onDuplicate, "on-duplicate", "skip", "skip (the certain), log, warn, refuse or allow")
	return cmd
}

// readImport reads flags and file.
func (a *app) readImport(in importInput) (o importer.Options, policy dedup.Policy, data importer.Input, err error) {
	if o.Contacts, o.Insist = in.contacts, in.insist; o.Contacts {
		in.as = string(importer.Leads)
	}
	if o.As, err = importer.ParseAs(in.as); err != nil {
		return o, policy, nil, err
	}
	if policy, err = dedup.ParsePolicy(in.onDuplicate, dedup.Skip, dedup.Log, dedup.Warn, dedup.Refuse, dedup.Allow); err != nil {
		return o, policy, nil, err
	}
	for _, pairs := range []struct {
		texts []string
		to    *map[string]string
	}{{in.maps, &o.Map}, {in.values, &o.Values}} {
		if *pairs.to, err = importer.ParsePairs(strings.Join(pairs.texts, ",")); err != nil {
			return o, policy, nil, err
		}
	}
	if o.Preset, err = importer.ParsePreset(in.preset); err != nil {
		return o, policy, nil, err
	}
	if in.dateFormat != "" {
		if o.DateOrder, err = crm.ParseDateOrder(in.dateFormat); err != nil {
			return o, policy, nil, err
		}
	}
	switch in.decimal {
	case "":
	case "point", ".":
		o.Decimal = crm.MarkPoint
	case "comma", ",":
		o.Decimal = crm.MarkComma
	default:
		return o, policy, nil, crm.Invalidf("--decimal must be point or comma, not %q", in.decimal).Near(in.decimal, "point", "comma")
	}
	if o.DateFrom, err = importer.ParseDateFrom(in.dateFrom); err != nil {
		return o, policy, nil, err
	}
	if o.Default, err = crm.ParseTouch(in.source); err != nil {
		return o, policy, nil, err
	}
	if in.channel != "" {
		o.Default.Channel = crm.CleanLine(in.channel)
	}
	if in.campaign != "" {
		o.Default.Campaign = crm.CleanLine(in.campaign)
	}
	o.KeepColumns, o.Create, o.Today, o.Sheet = in.keepColumns, in.create, a.today, in.sheet
	data, err = a.readInput(in.file)
	return o, policy, data, err
}

// readInput reads a file, or the pipe for "-" or nothing. A terminal is told
// how to call instead of being waited for.
func (a *app) readInput(file string) (importer.Input, error) {
	a.listen() // a pipe may keep us waiting
	name := file
	if file == "" || file == "-" {
		if a.StdinTTY {
			return nil, crm.Invalidf("there is no file to import").WithHint("leads import FILE, or pipe one in: cat FILE | leads import -")
		}
		file, name = "", "stdin"
	}
	in, err := a.Input(file)
	if err != nil {
		return nil, crm.Errorf(crm.Refused, "cannot read %s: %s", name, plainReason(err))
	}
	return in, nil
}

// importFile plans and carries out an import. A dry run does the same and
// takes it all back, so it cannot promise what would not happen.
func (a *app) importFile(ctx context.Context, in importInput) (err error) {
	if in.reject == "-" {
		return crm.Invalidf("--reject needs the name of a file").WithHint("--reject bad.csv")
	}
	o, policy, data, err := a.readImport(in)
	if err != nil {
		return err
	}
	if in.update && (o.As != importer.Leads || policy == dedup.Allow) {
		return crm.Invalidf("--update refreshes existing leads, so it needs rows of leads and the duplicate check")
	}
	if c, ok := data.(io.Closer); ok {
		defer c.Close()
	}
	archive := importer.IsArchive(data) && o.As == importer.Leads
	if a.interactive() && !archive {
		if err := a.askColumns(ctx, data, &in, &o); err != nil {
			return err
		}
	}
	if !in.dryRun {
		kept, failed := a.copyBefore(ctx, data.Size())
		if failed != nil {
			return failed
		}
		defer func() {
			if err == nil && kept != "" {
				a.note("the file as it was is kept in %s", kept)
			}
		}()
	}
	if archive {
		did, err := a.carryOut(ctx, in, a.intake(in, policy, data), func(ctx context.Context, tx *store.Tx, came intake.Import) (*intake.Result, error) {
			return intake.Archive(ctx, tx, data, came)
		})
		if err != nil {
			return err
		}
		return a.sayImport(in, &importer.File{Kind: importer.FullExport}, did)
	}
	if err := a.knowNames(ctx, &o); err != nil {
		return err
	}
	file, err := importer.OpenInput(data, o)
	if err != nil {
		return err
	}
	a.notePreset(file, in)
	for _, note := range file.Notes {
		a.note("%s", note)
	}
	a.noteUntaken(file, in)
	came := a.intake(in, policy, data)
	if came.Origin = in.origin; came.Origin == "" && file.Contacts && !file.Preset.About.IsZero() {
		tool, _, _ := strings.Cut(file.Preset.About.String(), ":")
		came.Origin = tool + " export"
	}
	did, err := a.importRows(ctx, in, o, came, file)
	for err == nil && a.asksNames(in, did) {
		if err = a.askNames(ctx, &in, &o, did); err != nil {
			return err
		}
		if file, err = importer.OpenInput(data, o); err == nil {
			did, err = a.importRows(ctx, in, o, came, file)
		}
	}
	if err != nil {
		return err
	}
	return a.sayImport(in, file, did)
}

// importRows carries out the import of a file that was understood.
func (a *app) importRows(ctx context.Context, in importInput, o importer.Options, came intake.Import, file *importer.File) (*intake.Result, error) {
	came.Base, came.Sources, came.Insisted = o.Base, o.Sources, map[string]bool{}
	for from, to := range o.Values {
		came.Insisted[crm.Key(to)] = came.Insisted[crm.Key(to)] || crm.Key(from) == crm.Key(to)
	}
	return a.carryOut(ctx, in, came, func(ctx context.Context, tx *store.Tx, came intake.Import) (*intake.Result, error) {
		return intake.Rows(ctx, tx, file, came)
	})
}

// intake says how the rows of a file come in, as the flags have it.
func (a *app) intake(in importInput, policy dedup.Policy, data importer.Input) intake.Import {
	return intake.Import{At: crm.InstantOf(a.now), Today: a.today, Policy: policy, Update: in.update, Plan: in.dryRun,
		Create: store.Create{Touch: in.create, Client: true, Force: in.force}, Size: data.Size(), Check: a.checkSetting}
}

// carryOut runs an import as one transaction, and takes it back where it is only
// tried or has bad rows that nobody asked to skip.
func (a *app) carryOut(ctx context.Context, in importInput, came intake.Import, rows func(context.Context, *store.Tx, intake.Import) (*intake.Result, error)) (did *intake.Result, err error) {
	err = a.update(ctx, func(tx *store.Tx) (err error) {
		meter := a.newMeter()
		came.Tell = meter.tell
		did, err = rows(ctx, tx, came)
		meter.end()
		if err != nil {
			return err
		}
		if a.asksNames(in, did) {
			return store.ErrRollback
		}
		for _, t := range did.Notes {
			a.note("%s", t)
		}
		if err := a.askSourceless(ctx, in, did); err != nil {
			return err
		}
		if in.dryRun || did.Counts.Rejected > 0 && !in.skipBad {
			return store.ErrRollback
		}
		return nil
	})
	return did, err
}

// copyBefore keeps a copy of a file with leads before a big import, of more
// than some 2,000 rows: undo takes an import back, a copy also what was done on
// top of it.
func (a *app) copyBefore(ctx context.Context, size int64) (kept string, err error) {
	const big = 256 << 10
	path, err := a.dbPath()
	if err != nil || size < big || !store.There(path) {
		return "", err
	}
	s, err := a.open(ctx, true)
	if err != nil {
		return "", err
	}
	defer s.Close()
	var last crm.LeadID
	err = s.View(ctx, func(tx *store.Tx) error {
		last, err = tx.LastLead(ctx)
		return err
	})
	if err != nil || last == 0 {
		return "", err
	}
	return s.KeepCopy(ctx, "import", crm.InstantOf(a.now))
}
