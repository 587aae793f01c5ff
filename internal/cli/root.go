package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"leads/internal/crm"
	"leads/internal/render"
	"leads/internal/store"
)

// newRoot builds the command line. The nouns are the full form; the short forms
// are the same commands at the top.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "leads",
		Short: "Where your paid work comes from, and what each source really costs",
		Example: `  leads add "Shop redesign" --source Upwork/Invite --client Noisette --value 3200
  leads log 1 call "talked scope" --spent 25m --stage discussion
  leads win 1 3000
  leads report --by source`,
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       a.version(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return a.helpOr(cmd, args)
			}
			return a.run(func(ctx context.Context, _ []string) error { return a.showToday(ctx) })(cmd, args)
		},
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { writeHelp(a, cmd) })
	root.SetUsageFunc(func(cmd *cobra.Command) error { writeHelp(a, cmd); return nil })
	root.SetFlagErrorFunc(flagError)
	a.rootFlags(root.PersistentFlags())

	for _, c := range a.commandsFor(firstWord(a.Args)) {
		root.AddCommand(c())
	}
	root.AddCommand(append(newTopics(a), newCompletion(a, root))...)
	root.SetHelpCommand(newHelp(a, root))
	if word := firstWord(a.Args); word == cobra.ShellCompRequestCmd || word == cobra.ShellCompNoDescRequestCmd {
		a.complete(root)
	}
	return root
}

// version is what --version tells: version, commit, and the SQLite inside.
func (a *app) version() string {
	if !slices.Contains(a.Args, "--version") || a.Commit == nil {
		return a.Version
	}
	parts := []string{"SQLite " + store.SQLite}
	if commit := a.Commit(); commit != "" {
		parts = append([]string{"commit " + commit}, parts...)
	}
	return a.Version + " (" + strings.Join(parts, ", ") + ")"
}

// lazily is a command of the first level and how it is made. Making all of
// them costs more than most of them take to run.
type lazily struct {
	name string
	make func() *cobra.Command
}

// commandsFor gives the makers of the command with a name, or of all when there
// is none: for the help, and to name the nearest.
func (a *app) commandsFor(name string) []func() *cobra.Command {
	all := []lazily{
		{"lead", func() *cobra.Command {
			return a.group("lead", "Opportunities: one record each",
				newLeadAdd(a), newLeadBid(a), newLeadList(a), newLeadShow(a), newLeadEdit(a), newLeadStage(a),
				newLeadDuplicates(a), newLeadMerge(a), newLeadDelete(a))
		}},
		{"activity", func() *cobra.Command {
			return a.group("activity", "Work on a lead or for a source", newActivityLog(a), newActivityList(a), newActivityEdit(a), newActivityDelete(a))
		}},
		{"deal", func() *cobra.Command {
			return a.group("deal", "How leads end", newDealWin(a), newDealPay(a), newDealList(a), newDealSet(a), newDealLose(a), newDealReopen(a))
		}},
		{"source", func() *cobra.Command { return newSource(a) }},
		{"channel", func() *cobra.Command { return newChannel(a) }},
		{"campaign", func() *cobra.Command { return newCampaign(a) }},
		{"client", func() *cobra.Command { return newClient(a) }},
		{"score", func() *cobra.Command { return newScore(a) }},
		{"touch", func() *cobra.Command { return newTouch(a) }},
		{"rate", func() *cobra.Command {
			return a.group("rate", "Exchange rates to the base currency, by date", newRateSet(a), newRateList(a), newRateRemove(a))
		}},
		{"config", func() *cobra.Command {
			return a.group("config", "What is set for this file", newConfigList(a), newConfigGet(a), newConfigSet(a))
		}},
		{"add", func() *cobra.Command { return newLeadAdd(a) }},
		{"bid", func() *cobra.Command { return newLeadBid(a) }},
		{"list", func() *cobra.Command { return newLeadList(a) }},
		{"show", func() *cobra.Command { return newLeadShow(a) }},
		{"edit", func() *cobra.Command { return newLeadEdit(a) }},
		{"stage", func() *cobra.Command { return newLeadStage(a) }},
		{"duplicates", func() *cobra.Command { return newLeadDuplicates(a) }},
		{"merge", func() *cobra.Command { return newLeadMerge(a) }},
		{"log", func() *cobra.Command { return newActivityLog(a) }},
		{"win", func() *cobra.Command { return newDealWin(a) }},
		{"pay", func() *cobra.Command { return newDealPay(a) }},
		{"lose", func() *cobra.Command { return newDealLose(a) }},
		{"reopen", func() *cobra.Command { return newDealReopen(a) }},
		{"report", func() *cobra.Command { return newReport(a) }},
		{"attribution", func() *cobra.Command { return newAttribution(a) }},
		{"ask", func() *cobra.Command { return newAsk(a) }},
		{"advise", func() *cobra.Command { return newAdvise(a) }},
		{"compare", func() *cobra.Command { return newCompare(a) }},
		{"review", func() *cobra.Command { return newReview(a) }},
		{"next", func() *cobra.Command { return newNext(a) }},
		{"funnel", func() *cobra.Command { return newFunnel(a) }},
		{"pipeline", func() *cobra.Command { return newPipeline(a) }},
		{"goal", func() *cobra.Command { return newGoal(a) }},
		{"value", func() *cobra.Command { return newValue(a) }},
		{"import", func() *cobra.Command { return newImport(a) }},
		{"export", func() *cobra.Command { return newExport(a) }},
		{"undo", func() *cobra.Command { return newUndo(a) }},
		{"redo", func() *cobra.Command { return newRedo(a) }},
		{"history", func() *cobra.Command { return newHistory(a) }},
		{"backup", func() *cobra.Command { return newBackup(a) }},
		{"restore", func() *cobra.Command { return newRestore(a) }},
		{"doctor", func() *cobra.Command { return newDoctor(a) }},

		{"man", func() *cobra.Command { return newMan(a) }},
		{"demo", func() *cobra.Command { return newDemo(a) }},
	}
	var makers []func() *cobra.Command
	for _, c := range all {
		if c.name == name {
			return []func() *cobra.Command{c.make}
		}
		makers = append(makers, c.make)
	}
	if name == "--version" {
		return nil
	}
	return makers
}

// firstWord is the first argument that is neither a flag nor the value of one;
// "--version" when that alone was asked for.
func firstWord(args []string) string {
	if len(args) == 1 && args[0] == "--version" {
		return args[0]
	}
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; {
		case arg == "--db" || arg == "--format" || arg == "--color":
			i++
		case !strings.HasPrefix(arg, "-"):
			return arg
		}
	}
	return ""
}

func (a *app) rootFlags(f *pflag.FlagSet) {
	f.StringVar(&a.flags.db, "db", "", "the `file` to work on (else $LEADS_DB, else $XDG_DATA_HOME/leads/leads.db)")
	f.StringVar(&a.flags.format, "format", "", "`how` to write the answer: table, tsv, json, jsonl, csv or markdown; report and review also html")
	f.BoolVar(&a.flags.json, "json", false, "the same as --format json")
	f.BoolVar(&a.flags.header, "header", false, "begin TSV with a row of names")
	f.StringVar(&a.flags.color, "color", "auto", "`when` to colour: auto, always or never")
	f.BoolVar(&a.flags.noInput, "no-input", false, "never ask")
	f.BoolVar(&a.flags.noPager, "no-pager", false, "never show a long answer page by page")
	f.BoolVarP(&a.flags.quiet, "quiet", "q", false, "only the answer, no remarks")
}

// group is a noun with its verbs. Alone it shows its help; a verb that it does
// not have is an error.
func (a *app) group(use, short string, verbs ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Args: cobra.ArbitraryArgs}
	cmd.RunE = a.helpOr
	cmd.AddCommand(verbs...)
	return cmd
}

// helpOr shows the help of a command that was called without a verb, and
// refuses a verb that is not there, naming the nearest.
func (a *app) helpOr(cmd *cobra.Command, args []string) error {
	if err := a.settle(cmd); err != nil {
		return err
	}
	if len(args) == 0 {
		writeHelp(a, cmd)
		return nil
	}
	var names, topics []string
	for _, c := range cmd.Commands() {
		switch {
		case c.Annotations["topic"] != "":
			topics = append(topics, c.Name())
		case !c.Hidden:
			names = append(names, c.Name())
		}
	}
	if len(crm.Nearest(args[0], names)) == 0 {
		names = topics
	}
	err := crm.Invalidf("there is no command %q", cmd.CommandPath()+" "+args[0])
	if near := crm.Nearest(args[0], names); len(near) > 0 {
		return err.WithHint("did you mean %s?", strings.Join(near, ", "))
	}
	return err.WithHint("%s --help lists what there is", cmd.CommandPath())
}

// newHelp is `leads help WORDS`: an unknown topic is an error, not a silent page.
func newHelp(a *app, root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND|TOPIC]",
		Short:   "Help on a command or a topic",
		Example: "  leads help report\n  leads help exit-codes",
		Args:    cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				var names []string
				for _, c := range root.Commands() {
					names = append(names, c.Name())
				}
				if near := crm.Nearest(strings.Join(args, " "), names); len(near) > 0 {
					return crm.Invalidf("there is no help on %q", strings.Join(args, " ")).WithHint("did you mean %s?", strings.Join(near, ", "))
				}
				return crm.Invalidf("there is no help on %q", strings.Join(args, " ")).WithHint("leads help")
			}
			writeHelp(a, cmd)
			return nil
		},
	}
}

// writeHelp prints a command's help on stdout. cobra's own call of it cannot
// hand an error on: Main looks at unwritten.
func writeHelp(a *app, cmd *cobra.Command) {
	a.hear()
	var page bytes.Buffer
	helpPage(a, &page, cmd)
	_, a.unwritten = io.WriteString(a.Stdout, render.Fold(page.String(), a.width()))
}

func helpPage(a *app, w io.Writer, cmd *cobra.Command) {
	cmd.InitDefaultHelpFlag() // so that help CMD and CMD --help say the same
	text := cmd.Long
	if text == "" {
		text = cmd.Short
	}
	fmt.Fprintln(w, a.say(text))
	if cmd.Runnable() && !strings.HasPrefix(cmd.Use, "leads") && cmd.Annotations["topic"] == "" && !cmd.HasSubCommands() {
		parent := ""
		if cmd.HasParent() {
			parent = cmd.Parent().CommandPath() + " "
		}
		fmt.Fprintf(w, "\n%s\n  %s%s %s\n", a.say("Usage:"), parent, cmd.Use, a.say("[flags]"))
	}
	if cmd.Example != "" {
		fmt.Fprintf(w, "\n%s\n%s\n", a.say("Example:"), cmd.Example)
	}
	writeCommands(a, w, cmd)
	if own := cmd.NonInheritedFlags(); own.HasAvailableFlags() && cmd.HasParent() {
		fmt.Fprintf(w, "\n%s\n%s", a.say("Flags:"), a.flagUsages(own))
	}
	if cmd.Annotations["topic"] != "" {
		return
	}
	if !cmd.HasParent() {
		fmt.Fprintf(w, "\n%s\n%s", a.say("Flags of every command:"), a.flagUsages(cmd.PersistentFlags()))
		return
	}
	fmt.Fprintf(w, "\n%s\n", a.say("Every command also has --db, --format, --json, --color, --no-input, --no-pager and --quiet: leads --help"))
}

// flagUsages describes flags in the person's language.
func (a *app) flagUsages(flags *pflag.FlagSet) string {
	flags.VisitAll(a.translateFlag)
	usages := flags.FlagUsages()
	if a.catalogue.English() {
		return usages
	}
	for _, kind := range []string{"string", "strings"} {
		text := a.say(kind)
		text += strings.Repeat(" ", max(0, len(kind)-len(text))) // columns stay aligned
		usages = strings.ReplaceAll(usages, " "+kind+"  ", " "+text+"  ")
	}
	return byDefault.ReplaceAllStringFunc(usages, func(found string) string {
		return a.say("(default %s)", byDefault.FindStringSubmatch(found)[1])
	})
}

// byDefault is how pflag tells a default, at the end of a line.
var byDefault = regexp.MustCompile(`(?m)\(default (\S+)\)$`)

func (a *app) translateFlag(f *pflag.Flag) {
	if name, help := strings.CutPrefix(f.Usage, "help for "); help && f.Name == "help" {
		f.Usage = a.say("help for %s", name)
		return
	}
	if f.Name == "version" {
		f.Usage = a.say("the version of leads")
		return
	}
	f.Usage = a.say(f.Usage)
}

// themes are the commands of the first page of help: what a day takes, then the rest
// by what it is about.
var themes = []struct{ title, commands string }{
	{"Every day:", "add bid log win lose list show next report review"},
	{"A lead on its way:", "lead edit stage pay reopen merge duplicates activity deal client"},
	{"What it comes to:", "ask advise compare attribution funnel pipeline value goal score"},
	{"Lists and settings:", "source channel campaign touch rate config"},
	{"The file:", "import export backup restore undo redo history doctor demo"},
	{"Around the program:", "completion man"},
}

// writeCommands lists the commands below one.
func writeCommands(a *app, w io.Writer, cmd *cobra.Command) {
	if !cmd.HasAvailableSubCommands() {
		return
	}
	list := func(title string, commands []*cobra.Command) {
		fmt.Fprintf(w, "\n%s\n", a.say(title))
		for _, c := range commands {
			fmt.Fprintf(w, "  %-12s %s\n", c.Name(), a.say(c.Short))
		}
	}
	all := cmd.Commands()
	if cmd.HasParent() {
		list("Commands:", all)
		return
	}
	for _, theme := range themes {
		var of []*cobra.Command
		for name := range strings.FieldsSeq(theme.commands) {
			if at := slices.IndexFunc(all, func(c *cobra.Command) bool { return c.Name() == name }); at >= 0 {
				of = append(of, all[at])
			}
		}
		list(theme.title, of)
	}
	list("Help topics:", slices.DeleteFunc(slices.Clone(all), func(c *cobra.Command) bool { return c.Annotations["topic"] == "" }))
}
