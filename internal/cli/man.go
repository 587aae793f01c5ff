package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"leads/internal/crm"
)

func newMan(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write man pages into a folder",
		Long: `Write a man page for every command into a folder, for a package or for man itself:
one of your manpath, such as ~/.local/share/man/man1.`,
		Example: "  leads man ~/.local/share/man/man1",
		Args:    exactly(1, "DIR"),
		RunE:    a.run(func(_ context.Context, args []string) error { return a.man(args[0]) }),
	}
}

// man writes a page for every command and topic. cobra's own writer of man
// pages would bring a Markdown parser and a YAML library along, for what is a
// few lines of roff a page. The date is that of the run, so that LEADS_NOW makes
// the pages reproducible.
func (a *app) man(dir string) error {
	b := &app{Env: a.Env, now: a.now, today: a.today, catalogue: a.catalogue}
	b.Args = nil // with every command, not only this one
	if err := a.MakeDir(dir); err != nil {
		return crm.Errorf(crm.Refused, "cannot make the folder %s: %s", dir, plainReason(err))
	}
	pages := 0
	var walk func(*cobra.Command) error
	walk = func(cmd *cobra.Command) error {
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
		path := filepath.Join(dir, name+".1")
		err := a.WriteFile(path, func(w io.Writer) error {
			_, err := io.WriteString(w, b.manPage(name, cmd))
			return err
		})
		if err != nil {
			return crm.Errorf(crm.Refused, "cannot write %s: %s", path, plainReason(err))
		}
		pages++
		for _, c := range cmd.Commands() {
			if err := walk(c); err != nil {
				return err
			}
		}
		return nil
	}
	if err := walk(newRoot(b)); err != nil {
		return err
	}
	return a.answer(safe(a.say("wrote %d man pages to %s", pages, dir)), safe(dir))
}

// manPage is one page in the macros of man(7).
func (a *app) manPage(name string, cmd *cobra.Command) string {
	var w strings.Builder
	fmt.Fprintf(&w, ".TH %q 1 %q \"leads %s\" \"leads\"\n", strings.ToUpper(name), string(a.today), roff(a.Version))
	section := func(title string) { fmt.Fprintf(&w, ".SH %s\n", roff(strings.ToUpper(a.say(title)))) }
	verbatim := func(text string) { fmt.Fprintf(&w, ".nf\n%s\n.fi\n", roff(text)) }
	section("Name")
	fmt.Fprintf(&w, "%s \\- %s\n", roff(name), roff(a.say(cmd.Short)))
	if cmd.Runnable() && cmd.Annotations["topic"] == "" {
		section("Usage")
		parent := ""
		if cmd.HasParent() {
			parent = cmd.Parent().CommandPath() + " "
		}
		fmt.Fprintf(&w, ".B %s\n", roff(parent+cmd.Use))
	}
	if cmd.Long != "" {
		section("Description")
		verbatim(a.say(cmd.Long))
	}
	if own := cmd.NonInheritedFlags(); own.HasAvailableFlags() {
		section("Flags")
		a.manFlags(&w, own)
	}
	if cmd.Example != "" {
		section("Example")
		verbatim(cmd.Example)
	}
	var others []string
	if cmd.HasParent() {
		others = append(others, strings.ReplaceAll(cmd.Parent().CommandPath(), " ", "-"))
	}
	for _, c := range cmd.Commands() {
		others = append(others, strings.ReplaceAll(c.CommandPath(), " ", "-"))
	}
	section("See also")
	for i, other := range others {
		comma := ","
		if i == len(others)-1 {
			comma = ""
		}
		fmt.Fprintf(&w, ".BR %s (1)%s\n", roff(other), comma)
	}
	return w.String()
}

func (a *app) manFlags(w *strings.Builder, flags *pflag.FlagSet) {
	flags.VisitAll(func(f *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(f)
		names := "--" + f.Name
		if f.Shorthand != "" {
			names = "-" + f.Shorthand + ", " + names
		}
		if !a.catalogue.English() {
			translated := *f
			translated.Usage = a.say(f.Usage)
			value, usage = pflag.UnquoteUsage(&translated)
		}
		fmt.Fprintf(w, ".TP\n.B %s\n%s\n", roff(strings.TrimSpace(names+" "+value)), roff(usage))
	})
}

// roff writes text so that no character of it is a command.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
