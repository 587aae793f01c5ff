package cli

import (
	"slices"
	"strings"
	"testing"
)

// leads help NAME finds a command before a topic, so a topic with the name of a
// command could never be read.
func TestNoTopicBearsTheNameOfACommand(t *testing.T) {
	a := &app{}
	var commands []string
	for _, c := range newRoot(a).Commands() {
		if c.Annotations["topic"] == "" {
			commands = append(append(commands, c.Name()), c.Aliases...)
		}
	}
	for _, topic := range newTopics(a) {
		if slices.Contains(commands, topic.Name()) {
			t.Errorf("leads help %s shows the command", topic.Name())
		}
	}
}

// The first page of help shows each command once, ten of them first.
func TestEveryCommandHasItsTheme(t *testing.T) {
	var shown, there []string
	for _, theme := range themes {
		shown = append(shown, strings.Fields(theme.commands)...)
	}
	for _, c := range newRoot(&app{Env: Env{Getenv: func(string) string { return "" }}}).Commands() {
		if c.Annotations["topic"] == "" && !c.Hidden && c.Name() != "help" {
			there = append(there, c.Name())
		}
	}
	if n := len(strings.Fields(themes[0].commands)); n != 10 {
		t.Errorf("%d commands are of every day", n)
	}
	slices.Sort(shown)
	slices.Sort(there)
	if !slices.Equal(shown, there) {
		t.Errorf("help shows\n%v\nthere are\n%v", shown, there)
	}
}
