package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"leads/internal/crm"
	"leads/internal/say"
	"leads/internal/sheet"
	"leads/internal/store"
)

func newBackup(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "backup [FILE]",
		Short: "Copy the whole file, also while it is in use",
		Long: `Copy the whole file, also while it is in use, and check the copy before it gets its name.
Without FILE the copy is dated and goes to $XDG_STATE_HOME/leads/backups. The path is printed.
A file that is already there is never overwritten.`,
		Example: "  leads backup\n  leads backup /media/usb/leads-2026-11-21.db",
		Args:    between(0, 1, "one FILE"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			path, err := a.backupPath(args)
			if err != nil {
				return err
			}
			return a.backup(ctx, path)
		}),
	}
}

// backupPath is the argument, else a dated file in the folder of backups.
func (a *app) backupPath(args []string) (string, error) {
	if len(args) == 1 {
		if args[0] == "-" {
			return "", crm.Invalidf("a backup is a file, not a stream").WithHint("everything as text: leads export --format jsonl -")
		}
		return args[0], nil
	}
	folder, err := a.backupFolder()
	if err != nil {
		return "", err
	}
	name := strings.TrimSuffix(filepath.Base(a.dbName()), ".db") + "-" + a.now.UTC().Format("20060102T150405Z")
	path := filepath.Join(folder, name+".db")
	for n := 2; store.There(path); n++ { // two in one second
		path = filepath.Join(folder, fmt.Sprintf("%s-%d.db", name, n))
	}
	return path, nil
}

// dbName is the path of the file, "leads.db" where none can be told.
func (a *app) dbName() string {
	if path, err := a.dbPath(); err == nil {
		return path
	}
	return "leads.db"
}

// backupFolder is where backups without a name go: the place of the XDG rules
// for what should outlive a restart but not move to another computer.
func (a *app) backupFolder() (string, error) {
	if dir := a.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "leads", "backups"), nil
	}
	if dir := a.Getenv("LocalAppData"); dir != "" && a.Windows {
		return filepath.Join(dir, "leads", "backups"), nil
	}
	if home := a.Getenv("HOME"); home != "" {
		return filepath.Join(home, ".local", "state", "leads", "backups"), nil
	}
	return "", crm.Errorf(crm.Refused, "there is no home directory to keep backups in").WithHint("name the copy: leads backup FILE")
}

func (a *app) backup(ctx context.Context, path string) error {
	a.listen()
	s, err := a.open(ctx, true)
	if err != nil {
		return err
	}
	if err := s.Backup(ctx, path); err != nil {
		return err
	}
	return a.sayPath(path, path)
}

// sayPath answers with the path of the file that a command has made, or for
// people with a sentence about it.
func (a *app) sayPath(path, sentence string) error {
	if a.structured() {
		return a.print(&sheet.Sheet{Shape: sheet.Record, Columns: []sheet.Column{{Key: "path", Title: say.T("path")}}, Rows: [][]any{{path}}})
	}
	return a.answer(safe(sentence), safe(path))
}

func newRestore(a *app) *cobra.Command {
	yes := false
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Restore a copy; the current file is kept beside it",
		Long: `Restore a copy made by leads backup, or by leads itself before a migration or a big import.
The copy is checked first. The current file is kept beside it, and its name is printed.`,
		Example: "  leads restore ~/.local/state/leads/backups/leads-20261121T100000Z.db",
		Args:    exactly(1, "FILE"),
		RunE: a.run(func(ctx context.Context, args []string) error {
			return a.restore(ctx, args[0], yes)
		}),
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

func (a *app) restore(ctx context.Context, from string, yes bool) error {
	a.listen()
	path, err := a.dbPath()
	if err != nil {
		return err
	}
	if err := store.Check(ctx, from); err != nil {
		return err
	}
	if err := a.sure(ctx, yes, a.say("Restore %s in place of %s?", from, path)); err != nil {
		return err
	}
	kept, err := store.Restore(ctx, path, from, crm.InstantOf(a.now))
	if err != nil {
		return err
	}
	if kept != "" {
		a.note("what it held before is in %s", kept)
	}
	return a.sayPath(path, a.say("Restored %s from %s", path, from))
}
