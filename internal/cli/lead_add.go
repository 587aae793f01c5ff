package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/intake"
	"leads/internal/say"
	"leads/internal/store"
)

// leadInput is a lead as the flags of add and edit give it.
type leadInput struct {
	title, client, contact, email, phone, url, externalID, variant string
	source, channel, campaign                                      string
	value, currency, date, stage, note, spent, cost                string
	followUp, referrer                                             string
	tags, set                                                      []string
	newSource, force, dryRun, noSource                             bool
	bid                                                            bool // its first activity is a bid
	connects                                                       int64
	onDuplicate, repeatOf                                          string
}

func newLeadAdd(a *app) *cobra.Command {
	var in leadInput
	cmd := &cobra.Command{
		Use:   "add [TITLE|URL]",
		Short: "Record a new lead",
		Long: `Record a new lead. Where it came from is its first touch, and that is locked for ever.
An opportunity that already exists is detected: log the new contact on it instead.
A web address alone is enough: it gives the source, the id of the posting and often a title.
The beginning of a name is enough where only one name begins so: -s up/inv is Upwork/Invite.`,
		Example: `  leads add "Shop redesign" --source Upwork/Invite --client Noisette --value 3200
  leads add "Data pipeline" --url https://www.upwork.com/jobs/~0123456789abcdef --spent 20m`,
		Args: between(0, 1, "one TITLE"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			if len(args) == 1 {
				in.title = args[0]
			}
			return a.leadAdd(ctx, in)
		}),
	}
	in.addFlags(cmd)
	return cmd
}

// addFlags are the flags of add and bid.
func (in *leadInput) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&in.source, "source", "s", "", "where it came from: `SOURCE[/CHANNEL[/CAMPAIGN]]`, or none; known hosts of --url say it too")
	f.StringVar(&in.channel, "channel", "", "how, inside the source")
	f.StringVar(&in.campaign, "campaign", "", "which initiative")
	f.StringVar(&in.date, "date", "", "`day` of the first touch (default today)")
	in.editFlags(cmd)
	f.StringVar(&in.stage, "stage", "", "new, contacted, discussion, proposal, interview or negotiation")
	f.StringVar(&in.spent, "spent", "", "`time` spent so far, such as 25m")
	f.StringVar(&in.cost, "cost", "", "`money` spent so far, such as 3 or $2.40")
	f.BoolVar(&in.newSource, "new-source", false, "add a source or channel that is not in the list")
	f.BoolVar(&in.force, "force", false, "with --new-source: also a name that is nearly another, or that of a bought list")
	f.StringVar(&in.onDuplicate, "on-duplicate", "", "ask, warn, refuse, log or allow (default: ask on a terminal, else refuse the certain)")
	f.StringVar(&in.repeatOf, "repeat-of", "", "the `ID` of the previous order, of the same client: a new lead, linked")
	f.BoolVar(&in.dryRun, "dry-run", false, "only check for duplicates")
}

// editFlags are the flags that add and edit share.
func (in *leadInput) editFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&in.client, "client", "", "the company or person who would pay")
	f.StringVar(&in.contact, "contact", "", "the person you talk to")
	f.StringVar(&in.email, "email", "", "e-mail `address`")
	f.StringVar(&in.phone, "phone", "", "phone `number`")
	f.StringVar(&in.url, "url", "", "`link` to the posting")
	f.StringVar(&in.externalID, "external-id", "", "the `id` it has elsewhere")
	f.StringVar(&in.value, "value", "", "what it may be worth, such as 3200 or $1,500.00 (`money`)")
	f.StringVar(&in.currency, "currency", "", "ISO `code` of the value (default: the base currency)")
	f.StringVar(&in.note, "note", "", "anything else; - reads it from standard input")
	f.StringVar(&in.followUp, "follow-up", "", "`day` to come back to it: tomorrow, friday, 3d")
	f.StringVar(&in.variant, "variant", "", "which version of your message or proposal it got, such as A (leads campaign plan)")
	f.StringVar(&in.referrer, "referrer", "", "the client who sent it")
	f.StringArrayVar(&in.tags, "tag", nil, "a `word` to find it by (repeatable)")
	f.StringArrayVar(&in.set, "set", nil, "an own field, such as industry=SaaS (`KEY=VALUE`, repeatable)")
}

// leadAdd checks what was typed, looks for duplicates and adds the lead.
func (a *app) leadAdd(ctx context.Context, in leadInput) error {
	lead, err := a.readLead(&in)
	if err != nil {
		return err
	}
	said := intake.Verdict{}
	if said.Policy, err = a.addPolicy(in.onDuplicate); err != nil {
		return err
	}
	if in.repeatOf != "" {
		if said.RepeatOf, err = a.leadID(ctx, in.repeatOf); err != nil {
			return err
		}
	}
	if a.interactive() && !in.dryRun {
		if err = a.askLead(ctx, &lead, &in); err != nil {
			return err
		}
	}
	if lead.Title == "" {
		return crm.Invalidf("a lead needs a title").WithHint("leads add TITLE --source SOURCE")
	}
	if in.dryRun {
		return a.view(ctx, func(tx *store.Tx) error {
			base, err := tx.Base(ctx)
			if err != nil {
				return err
			}
			if _, err := readMoney(in.value, in.currency, base); err != nil {
				return err
			}
			return a.leadCheck(ctx, tx, lead, in.newSource, said.RepeatOf)
		})
	}
	create := store.Create{Touch: in.newSource, Client: true, Force: in.force}
	if a.interactive() {
		if err := a.askSource(ctx, &lead, &create); err != nil {
			return err
		}
	}
	if said.Policy == dedup.Ask {
		if said, err = a.askDuplicate(ctx, lead, said); err != nil {
			return err
		}
	}
	var did intake.Added
	err = a.update(ctx, func(tx *store.Tx) (err error) {
		did, err = a.addLead(ctx, tx, lead, in, said, create)
		return err
	})
	if err != nil {
		return err
	}
	if said.RepeatOf != 0 && !did.Logged {
		a.note("it is a repeat of lead %d", int64(said.RepeatOf))
	}
	return a.sayAdded(did.Lead, did.Logged)
}

// readLead reads what needs no file.
func (a *app) readLead(in *leadInput) (crm.Lead, error) {
	lead := crm.Lead{Title: crm.CleanLine(in.title), FirstTouchOn: a.today}
	if err := in.readInto(a, &lead); err != nil {
		return lead, err
	}
	var err error
	if lead.First, err = crm.ParseTouch(in.source); err != nil {
		return lead, err
	}
	home, channel := crm.SplitChannel(in.channel)
	for _, part := range []struct {
		flag, said, text string
		to               *string
	}{{"channel", in.channel, home, &lead.First.Source}, {"channel", in.channel, channel, &lead.First.Channel},
		{"campaign", in.campaign, in.campaign, &lead.First.Campaign}} {
		text := crm.CleanLine(part.text)
		if text != "" && *part.to != "" && crm.Key(text) != crm.Key(*part.to) {
			return lead, crm.Invalidf("--%s %q and --source %q contradict each other", part.flag, part.said, in.source)
		}
		if text != "" {
			*part.to = text
		}
	}
	if in.date != "" {
		if lead.FirstTouchOn, err = a.date(in.date, crm.Back); err != nil {
			return lead, err
		}
		if lead.FirstTouchOn > a.today {
			a.note("warning: the first touch is in the future: %s", say.Day(lead.FirstTouchOn))
		}
	}
	if crm.IsNoSource(lead.First.Source) {
		if in.noSource, lead.First.Source = true, ""; lead.First.Channel != "" {
			return lead, crm.Invalidf("channel %q needs its source", lead.First.Channel).WithHint("write it as SOURCE/CHANNEL")
		}
	}
	fromURL(&lead)
	lead.Stage = crm.New
	if in.stage != "" {
		if lead.Stage, err = crm.ParseStage(in.stage); err != nil {
			return lead, err
		}
	}
	return lead, nil
}

// readInto reads the flags that edit has too, except for money.
func (in leadInput) readInto(a *app, lead *crm.Lead) (err error) {
	for _, f := range []struct {
		from string
		to   *string
	}{
		{in.client, &lead.Client}, {in.contact, &lead.Contact}, {in.email, &lead.Email}, {in.phone, &lead.Phone},
		{in.externalID, &lead.ExternalID}, {in.referrer, &lead.Referrer}, {in.url, &lead.URL}, {in.variant, &lead.Variant},
	} {
		*f.to = crm.CleanLine(f.from)
	}
	if lead.Email != "" {
		if err := crm.CheckEmail(lead.Email); err != nil {
			return err
		}
	}
	if err := crm.CheckLink(lead.URL); err != nil {
		return err
	}
	lead.Note = in.note
	for _, tag := range in.tags {
		if tag = crm.CleanLine(tag); tag != "" {
			lead.Tags = append(lead.Tags, tag)
		}
	}
	if len(in.set) > 0 {
		lead.Fields = map[string]string{}
	}
	for _, pair := range in.set {
		key, value, ok := strings.Cut(pair, "=")
		if !ok || crm.CleanLine(key) == "" {
			return crm.Invalidf("--set %q is not KEY=VALUE", pair).WithHint("for example: --set industry=SaaS")
		}
		lead.Fields[crm.CleanLine(key)] = value
	}
	if in.followUp != "" {
		lead.FollowUpOn, err = a.date(in.followUp, crm.Ahead)
	}
	return err
}

// addPolicy is what to do about duplicates: what was asked for, else ask a
// person, else the default of a script.
func (a *app) addPolicy(flag string) (dedup.Policy, error) {
	if flag == "" {
		if a.interactive() {
			return dedup.Ask, nil
		}
		return dedup.Default, nil
	}
	policy, err := dedup.ParsePolicy(flag, dedup.Ask, dedup.Warn, dedup.Refuse, dedup.Log, dedup.Allow)
	if err == nil && policy == dedup.Ask && !a.interactive() {
		return policy, crm.Invalidf("--on-duplicate ask needs a terminal").WithHint("use warn, refuse, log or allow")
	}
	return policy, err
}

// addLead reads what needs the file, and adds the lead within one transaction.
func (a *app) addLead(ctx context.Context, tx *store.Tx, lead crm.Lead, in leadInput, said intake.Verdict, create store.Create) (did intake.Added, err error) {
	base, err := tx.Base(ctx)
	if err != nil {
		return did, err
	}
	if lead.Value, err = readMoney(in.value, in.currency, base); err != nil {
		return did, err
	}
	entry := intake.Entry{Verdict: said, Create: create, At: crm.InstantOf(a.now)}
	if lead.First, err = a.expand(ctx, tx, lead.First); err != nil {
		return did, err
	}
	if in.bid {
		entry.Work, err = a.readBid(ctx, tx, in, lead, base)
	} else {
		entry.Work, err = a.readWork(ctx, tx, in.spent, in.cost, "other", lead.FirstTouchOn, base)
	}
	if err != nil {
		return did, err
	}
	entry.Lead, entry.NoSource = lead, in.noSource
	if did, err = intake.Add(ctx, tx, entry); err != nil {
		return did, err
	}
	if did.FromLink && !did.Logged && a.interactive() {
		a.note("%s, as its link says", did.Lead.First.String())
	}
	for _, w := range did.Warnings {
		a.warn(w)
	}
	if !did.Logged && a.structured() {
		did.Lead, err = tx.Lead(ctx, did.Lead.ID)
	}
	return did, err
}

// sayAdded tells what add did.
func (a *app) sayAdded(lead crm.Lead, logged bool) error {
	if lead.First.Source == "" && !logged {
		a.note("lead %d has no source: it counts as (none), and its first touch is locked", int64(lead.ID))
	}
	if a.structured() {
		return a.print(leadSheet(a.scores.Scored(lead)))
	}
	text := a.say("Added lead %d: %s", int64(lead.ID), lead.Title)
	if logged {
		text = a.say("Logged on lead %d: %s", int64(lead.ID), lead.Title)
	}
	if a.machine() && logged {
		a.note("logged on lead %d, which is the same opportunity", int64(lead.ID))
	}
	return a.answer(safe(text), fmt.Sprint(int64(lead.ID)))
}
