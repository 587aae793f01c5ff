//go:build unix

package main

import (
	"strings"
	"testing"
)

// leads edit without flags shows what is there; what is changed becomes the flags that
// could have been typed, and what is left alone is not touched.
func TestEditShowsWhatIsThere(t *testing.T) {
	t.Parallel()
	for mode, env := range modes {
		file := open(t)
		talk := [][2]string{{"What is the opportunity?", "\r"}, {"Which client?", "\r"}, {"Which person?", "Ada\r"}, {"e-mail", "ada@\r"}, {"is not", "ada@noisette.example\r"},
			{"phone", "\r"}, {"Which link?", "\r"}, {"worth?", "2900 EUR\r"}, {"come back", "tomorrow\r"}, {"Anything to note", "\r"}}
		if mode == "drawn" {
			talk = [][2]string{{"What is the opportunity?", " 2\r\rAda\rada@\r"}, {"is not", "noisette.example\r\r"},
				{"come back", "\r\x152900 USD\rtomorrow\r\r"}}
		}
		shown, code := terminal(t, env, []string{"--db", file, "edit", "1"}, talk...)
		if code != 0 || !strings.Contains(shown, "Edited lead 1: Shop redesign") {
			t.Fatalf("%s: code %d:\n%q", mode, code, shown)
		}
		told, _, _ := leads(t.TempDir(), "--db", file, "show", "1", "--json")
		wants := []string{`"client": "Noisette"`, `"contact": "Ada"`, `"email": "ada@noisette.example"`, `"value": "2900.00"`, `"follow_up_on": "2026-11-22"`}
		if mode == "drawn" {
			wants = append(wants, `"title": "Shop redesign 2"`, `"currency": "USD"`)
		}
		for _, want := range wants {
			if !strings.Contains(told, want) {
				t.Errorf("%s: %s is missing: %s", mode, want, told)
			}
		}
		history, _, _ := leads(t.TempDir(), "--db", file, "history", "--limit", "1", "--format", "tsv")
		if strings.Contains(history, "--phone") || !strings.Contains(history, "--contact Ada") {
			t.Errorf("%s: the history has %q", mode, history)
		}
	}
}

// What is emptied in the form is cleared; where nothing changed, nothing is written.
func TestEditClearsWhatIsEmptied(t *testing.T) {
	t.Parallel()
	file := open(t)
	shown, code := terminal(t, nil, []string{"--db", file, "edit", "1"}, [2]string{"What is the opportunity?", "\r\x15\r\r\r\r"}, [2]string{"come back", "\r\r\r\r"})
	if code != 0 || !strings.Contains(shown, "leads --db "+file+" edit 1 --clear client") {
		t.Errorf("code %d:\n%q", code, shown)
	}
	shown, code = terminal(t, nil, []string{"--db", file, "edit", "1"}, [2]string{"What is the opportunity?", "\r\r\r\r\r"}, [2]string{"come back", "\r\r\r\r"})
	if code != 0 || !strings.Contains(shown, "nothing was changed") {
		t.Errorf("code %d:\n%q", code, shown)
	}
	if _, stderr, code := leads(t.TempDir(), "--db", file, "edit", "1"); code != 2 || !strings.Contains(stderr, "there is nothing to change") {
		t.Errorf("in a script: code %d: %s", code, stderr)
	}
}
