package form

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
)

// lowScreen keeps the question on a screen that is lower than the form. Huh forgets
// the blank line above its help when it measures, so that the top line, which is the
// question, would be cut off.
type lowScreen struct {
	huh.Layout
	rows int
}

// measure learns the height of the screen from what passes by.
func (s *lowScreen) measure(_ tea.Model, msg tea.Msg) tea.Msg {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		s.rows = size.Height
	}
	return msg
}

// View takes blank lines away, the lowest first, until the form fits.
func (s *lowScreen) View(f *huh.Form) string {
	lines := strings.Split(s.Layout.View(f), "\n")
	for at := len(lines) - 1; at > 0 && s.rows > 0 && len(lines) > s.rows; at-- {
		if strings.TrimSpace(lines[at]) == "" {
			lines = slices.Delete(lines, at, at+1)
		}
	}
	return strings.Join(lines, "\n")
}
