package importer

import (
	"bytes"
	"io"

	"leads/internal/crm"
)

// What is taken from a pipe or a device at most: of all of it, of a line, and of
// JSON that is one line. A file has an end, these may not.
const (
	mostPiped = 1 << 30
	mostLine  = maxRecord
	mostJSON  = 256 << 20
	mostWhole = 1 << 30 // of a file that has to be in memory as a whole
)

// Bounded reads r until it proves to be no table: a line without an end, or no
// end at all. The error is Refused.
func Bounded(r io.Reader) io.Reader { return &bounded{r: r, line: mostLine} }

type bounded struct {
	r          io.Reader
	begun      bool
	all, since int64 // bytes in all, and since the last end of a line
	line       int64 // how long a line may be
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	text := p[:n]
	if begin := bytes.TrimLeft(text, "\ufeff \t\r\n"); !b.begun && len(begin) > 0 {
		b.begun = true
		if begin[0] == '{' || begin[0] == '[' {
			b.line = mostJSON
		}
	}
	b.all += int64(n)
	b.since += int64(n)
	if at := bytes.LastIndexByte(text, '\n'); at >= 0 {
		b.since = int64(n - at - 1)
	}
	switch {
	case b.since > b.line:
		return n, crm.Errorf(crm.Refused, "the input has no end of line for %d MB: that is not a table", b.line>>20).
			WithHint("leads import FILE, with the name of a CSV or JSON file")
	case b.all > mostPiped:
		return n, crm.Errorf(crm.Refused, "the input has not ended after %d MB", int64(mostPiped>>20)).
			WithHint("give a file of that size by name: leads import FILE")
	}
	return n, err
}
