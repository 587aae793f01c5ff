package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// person is everything by which somebody can have come into a file.
type person struct{ name, contact, email, phone, url, external string }

// somebody draws a person whose words are nowhere else.
func somebody(chance *rand.Rand, n int) person {
	one := func(list ...string) string { return list[chance.IntN(len(list))] }
	word := func() string {
		return one("Quixota", "Žůželka", "O'Zymandia", "Łazęga", "Ünverdroß", "Ørnulfsen", "Βαλεντίνη", "Владислава", "李小龍", "D\"Arcy", "Nguyễn", "Ibn-Khaldūn", "<Bold>", "Back\\slash", "Jose\u0301fina", "SMITHSONIA", "e\u0301clair")
	}
	first, last := word(), fmt.Sprintf("%s%d", word(), 1000+n)
	handle := fmt.Sprintf("q%dz", 100_000+n)
	return person{name: first + " " + last + one("", " GmbH", " & Söhne", " (Berlin)"), contact: last + " " + first, email: handle + "@" + one("firma.example", "söhne.example"),
		phone: fmt.Sprintf("+33 6 12 %02d %02d %02d", n%100, n/100, 77), url: "https://people.example/in/" + handle, external: "ext-" + handle}
}

// lives has somebody come into the file in every way.
func (p person) lives(t *testing.T, dir string, n int) {
	t.Helper()
	run := func(args ...string) string {
		t.Helper()
		stdout, stderr, code := leads(dir, args...)
		if code != 0 {
			t.Fatalf("leads %v: exit %d, %s", args, code, stderr)
		}
		return strings.TrimSpace(stdout)
	}
	id := run("add", "Site for "+p.name, "--client", p.name, "--contact", p.contact, "--email", p.email, "--phone", p.phone, "--url", p.url, "--external-id", p.external,
		"--note", p.contact+" wants it", "--tag", p.name, "--set", "who="+p.name, "--source", "Upwork", "--on-duplicate", "allow", "--value", "1000")
	run("log", id, "call", "spoke with "+p.name, "--spent", "20m")
	run("add", "Job of another", "--source", "LinkedIn", "--note", "sent by "+p.contact+", "+strings.ToUpper(p.name), "--referrer", p.name, "--on-duplicate", "allow")
	run("edit", id, "--note", "was: "+p.email)
	switch n % 4 {
	case 0:
		run("undo")
		run("redo")
	case 1:
		run("win", id, "900")
	case 2:
		run("lead", "delete", id, "--yes")
		run("undo")
	case 3:
		run("edit", id, "--contact", "x", "--email", "x@x.example")
		run("undo")
		run("config", "set", "alias.x"+fmt.Sprint(n), "list --client "+fmt.Sprintf("%q", p.name))
	}
	if n%30 == 0 { // enough rows for a copy to be kept before
		path := filepath.Join(t.TempDir(), "many.csv")
		if err := os.WriteFile(path, []byte(manyRows(1200)), 0o600); err != nil {
			t.Fatal(err)
		}
		run("import", path, "--on-duplicate", "allow")
	}
}

// Whoever is forgotten leaves no byte: not in the file, its free pages or its
// journal, not in a copy. The numbers stay, and everybody else.
func TestForgottenPeopleLeaveNoByte(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	chance := rand.New(rand.NewPCG(9, 10))
	people := make([]person, trials(6, 124))
	for i := range people {
		people[i] = somebody(chance, i)
		people[i].lives(t, dir, i)
	}
	if names, _ := filepath.Glob(filepath.Join(dir, "leads.db.copies", "before-*")); len(names) == 0 {
		t.Fatal("no copy was kept: this proves less than it should")
	}
	numbers, _, _ := leads(dir, "report", "--by", "source,month", "--json")
	for i, p := range people {
		asked := []string{p.name, p.email, p.contact}[i%3]
		if i%3 > 0 { // the client of that name is another matter
			if _, stderr, code := leads(dir, "client", "forget", asked, "--yes"); code != 0 {
				t.Fatalf("%q: exit %d, %s", asked, code, stderr)
			}
		}
		if _, stderr, code := leads(dir, "client", "forget", p.name, "--yes"); code != 0 {
			t.Fatalf("%q: exit %d, %s", p.name, code, stderr)
		}
		for _, name := range filesBelow(t, dir) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			data = bytes.ToLower(data)
			for _, word := range []string{p.name, p.contact, p.email, p.phone, p.url, p.external} {
				if bytes.Contains(data, bytes.ToLower([]byte(word))) {
					t.Errorf("person %d: %s still holds %q", i, filepath.Base(name), word)
				}
			}
		}
		if i+1 < len(people) && i%10 == 0 {
			if shown, stderr, code := leads(dir, "client", "export", people[i+1].name); code != 0 || !strings.Contains(shown, people[i+1].email) {
				t.Errorf("with %q went %q: exit %d, %s", p.name, people[i+1].name, code, stderr)
			}
		}
	}
	if after, _, _ := leads(dir, "report", "--by", "source,month", "--json"); after != numbers {
		t.Errorf("the numbers changed:\n%s\n%s", numbers, after)
	}
	sound(t, dir)
}

// filesBelow lists the paths of all files below a folder.
func filesBelow(t *testing.T, root string) (paths []string) {
	t.Helper()
	err := filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
