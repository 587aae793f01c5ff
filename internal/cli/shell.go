package cli

import (
	"github.com/kballard/go-shellquote"

	"leads/internal/say"
)

// pasted is a command line that the file holds, such as one of its history: it
// is data, so it is quoted again, and a file from somebody else cannot have a
// person paste more than the words of one command.
func pasted(line string) say.Line {
	words, err := shellquote.Split(line)
	if err != nil {
		return say.Shell(line)
	}
	return say.Shell(words...)
}
