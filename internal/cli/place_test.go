package cli

import (
	"path/filepath"
	"testing"
)

// The file is where the line or the environment says, else where the system keeps the
// data of programs: under LocalAppData on Windows, whatever HOME says there.
func TestWhereTheFileIs(t *testing.T) {
	home, local, data := filepath.FromSlash("/home/ana"), filepath.FromSlash("/local"), filepath.FromSlash("/data")
	for _, c := range []struct {
		moral        string
		windows      bool
		flag         string
		env          map[string]string
		file, copies string // the file, and the folder of its copies
	}{
		{"the line comes first", false, "x.db", map[string]string{"LEADS_DB": "y.db", "HOME": home}, "x.db", home + "/.local/state/leads/backups"},
		{"then LEADS_DB", true, "", map[string]string{"LEADS_DB": "y.db", "LocalAppData": local, "HOME": home}, "y.db", local + "/leads/backups"},
		{"then the rules of XDG", true, "", map[string]string{"XDG_DATA_HOME": data, "XDG_STATE_HOME": data, "LocalAppData": local}, data + "/leads/leads.db", data + "/leads/backups"},
		{"on Windows LocalAppData, although a shell sets HOME", true, "", map[string]string{"LocalAppData": local, "HOME": home}, local + "/leads/leads.db", local + "/leads/backups"},
		{"elsewhere HOME, although LocalAppData is set", false, "", map[string]string{"LocalAppData": local, "HOME": home}, home + "/.local/share/leads/leads.db", home + "/.local/state/leads/backups"},
	} {
		a := &app{Env: Env{Windows: c.windows, Getenv: func(name string) string { return c.env[name] }}}
		a.flags.db = c.flag
		if file, err := a.dbPath(); err != nil || file != filepath.FromSlash(c.file) {
			t.Errorf("%s: %q, %v", c.moral, file, err)
		}
		if dir, err := a.backupFolder(); err != nil || dir != filepath.FromSlash(c.copies) {
			t.Errorf("%s: copies in %q, %v", c.moral, dir, err)
		}
	}
}
