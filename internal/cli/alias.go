package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/kballard/go-shellquote"
	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/store"
)

// aliasSetting is leads config set alias.gig "add --source Upwork/Search".
func (a *app) aliasSetting(key string) (setting, error) {
	name := strings.TrimPrefix(key, crm.AliasPrefix)
	if name == "" || string(say.Shell(name)) != name || strings.HasPrefix(name, "-") {
		return setting{}, crm.Invalidf("%q cannot be the name of an alias", name).WithHint(`for example: leads config set alias.gig "add --source Upwork/Search"`)
	}
	if a.knows(name) {
		return setting{}, crm.Invalidf("%s is a command of leads: an alias needs a name of its own", name)
	}
	return setting{key, "", "your own command", func(_ context.Context, _ *store.Tx, text string) (string, error) {
		words, err := shellquote.Split(text)
		if err != nil || len(words) == 0 {
			return "", crm.Invalidf("%q is not a command line", text).WithHint("quote it as in a shell")
		}
		if !a.knows(words[0]) {
			return "", crm.Invalidf("there is no command %q", words[0]).WithHint("an alias begins with a command, such as add")
		}
		if word := opensFile(words); word != "" {
			return "", crm.Invalidf("an alias works on its own file and cannot name another: %q", word)
		}
		return text, nil
	}}, nil
}

// knows reports whether leads has a command or a topic of help of that name.
func (a *app) knows(name string) bool {
	return len(a.commandsFor(name)) == 1 || slices.Contains([]string{"help", "completion", "__complete", "__completeNoDesc"}, name) ||
		slices.ContainsFunc(newTopics(a), func(c *cobra.Command) bool { return c.Name() == name })
}

// unalias puts the words of an alias in the place of its name. A file that is
// not there, or cannot be read, has no aliases: the command that follows tells why.
func (a *app) unalias(ctx context.Context) error {
	name := firstWord(a.Args)
	if name == "" || name[0] == '-' || a.knows(name) || !a.hasFile() {
		return nil
	}
	var line string
	err := a.view(ctx, func(tx *store.Tx) (err error) {
		line, err = tx.Setting(ctx, crm.AliasPrefix+strings.ToLower(name))
		return err
	})
	words, bad := shellquote.Split(line)
	if err != nil || bad != nil || len(words) == 0 {
		return nil
	}
	if word := opensFile(words); word != "" || !a.knows(words[0]) {
		return crm.Errorf(crm.Refused, "the alias %q is not one that leads takes: %s", name, line).WithHint("leads config set alias.%s \"\"", name)
	}
	at := slices.Index(a.Args, name)
	a.Args = slices.Concat(a.Args[:at], words, a.Args[at+1:])
	a.line = string(say.Shell(a.Args...))
	return nil
}

// opensFile is the word of an alias by which it would open or write another file
// than the one that holds it; "" for none. The file may be somebody else's.
func opensFile(words []string) string {
	writes := slices.Contains([]string{"backup", "completion", "demo", "export", "man", "restore"}, words[0]) ||
		len(words) > 1 && words[0] == "client" && words[1] == "export"
	for _, word := range words {
		flag, _, _ := strings.Cut(word, "=")
		if flag == "--db" || flag == "--reject" || writes && (strings.ContainsAny(word, `/\`) || strings.HasPrefix(word, ".") || strings.HasPrefix(word, "~")) {
			return word
		}
	}
	return ""
}

// hasFile reports whether the file that the flags or the environment name is
// there. The flags are not parsed yet.
func (a *app) hasFile() bool {
	path := ""
	for i, arg := range a.Args {
		if value, ok := strings.CutPrefix(arg, "--db="); ok {
			path = value
		} else if arg == "--db" && i+1 < len(a.Args) {
			path = a.Args[i+1]
		}
	}
	if path == "" {
		var err error
		if path, err = a.dbPath(); err != nil {
			return false
		}
	}
	a.flags.db = path // until cobra reads it again
	return store.There(path)
}
