package form

import (
	"charm.land/huh/v2"
	"fmt"
	"io"
	"strings"
)

// keyMap is huh's, its help in the person's language.
func (a Asker) keyMap() *huh.KeyMap {
	m := huh.NewDefaultKeyMap()
	enter, back, escape := a.say("enter"), a.say("shift+tab"), a.say("esc")
	m.Input.Prev.SetHelp(back, a.say("back"))
	m.Input.Next.SetHelp(enter, a.say("next"))
	m.Input.Submit.SetHelp(enter, a.say("submit"))
	m.Input.AcceptSuggestion.SetKeys("right", "ctrl+e")
	m.Input.AcceptSuggestion.SetHelp("→", a.say("complete"))
	m.Select.Prev.SetHelp(back, a.say("back"))
	m.Select.Next.SetHelp(enter, a.say("select"))
	m.Select.Submit.SetHelp(enter, a.say("submit"))
	m.Select.Up.SetHelp("↑", a.say("up"))
	m.Select.Down.SetHelp("↓", a.say("down"))
	m.Select.Filter.SetHelp("/", a.say("filter"))
	m.Select.SetFilter.SetHelp(escape, a.say("set filter"))
	m.Select.ClearFilter.SetHelp(escape, a.say("clear filter"))
	yes, no := a.say("yes"), a.say("no")
	m.Confirm.Prev.SetHelp(back, a.say("back"))
	m.Confirm.Next.SetHelp(enter, a.say("next"))
	m.Confirm.Submit.SetHelp(enter, a.say("submit"))
	m.Confirm.Toggle.SetKeys("left", "right", "up", "down", "tab")
	m.Confirm.Toggle.SetHelp("←/→", a.say("other answer"))
	m.Confirm.Accept.SetKeys("y", "Y", yes[:1], strings.ToUpper(yes[:1]))
	m.Confirm.Accept.SetHelp(yes[:1], yes)
	m.Confirm.Reject.SetKeys("n", "N", no[:1], strings.ToUpper(no[:1]))
	m.Confirm.Reject.SetHelp(no[:1], no)
	return m
}

// spoken writes what huh says in plain lines in the person's language. Its few
// sentences cannot be set; one that it words otherwise some day stays English.
type spoken struct {
	io.Writer
	a Asker
}

func (s spoken) Write(p []byte) (int, error) {
	text, from, to := string(p), 0, 0
	switch {
	case read(text, "Enter a number between %d and %d:", &from, &to):
		text = s.a.say("Enter a number between %d and %d:", from, to) + " "
	case read(text, "Invalid: must be a number between %d and %d", &from, &to):
		text = s.a.say("Please enter a number between %d and %d.", from, to) + "\n"
	case read(text, "Invalid: must be %d", &to), text == "There is only one option available; enter the number 1:":
		text = s.a.say("There is only one choice; enter 1:") + " "
	default:
		return s.Writer.Write(p)
	}
	_, err := io.WriteString(s.Writer, text)
	return len(p), err
}

// read takes the numbers out of a sentence that has exactly these words.
func read(text, words string, numbers ...*int) bool {
	list := make([]any, len(numbers))
	for i, n := range numbers {
		list[i] = n
	}
	n, err := fmt.Sscanf(text, words, list...)
	return err == nil && n == len(numbers)
}
