package cli

import (
	"slices"
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
