package importer

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"leads/internal/crm"
)

// FuzzReader holds the reading of CSV against encoding/csv: whatever the file,
// the records below the header are those that the reference reads with the same
// delimiter, cell for cell, up to where the reference gives up; and there a
// record says clearly what is wrong. Nothing is lost or read as something else.
func FuzzReader(f *testing.F) {
	f.Add([]byte("title,source\nA,x\n\n\"b\nc\",y\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Open(data, base)
		if err != nil {
			if crm.KindOf(err) == crm.Internal {
				t.Fatalf("not in words: %v", err)
			}
			return
		}
		ours, ok := file.records.(csvText)
		if !ok {
			return
		}
		reference := referenceReader(t, data, file.Delimiter)
		for { // down to the header; what is above it is notes
			cells, err := reference.Read()
			if err != nil {
				return // notes that the reference cannot read
			}
			if slices.Equal(cells, file.Headers()) {
				break
			}
		}
		ended := false
		ours.each(func(r record) bool {
			if r.cells == nil && r.err == nil {
				return true // a blank line, which the reference leaves out
			}
			want, err := reference.Read()
			var parse *csv.ParseError
			switch {
			case errors.As(err, &parse):
				if r.err == nil {
					t.Fatalf("line %d is read as %q, the reference says: %v", r.line, r.cells, err)
				}
				ended = true
				return false
			case err != nil:
				t.Fatalf("line %d is read as %q, the reference has no more: %v", r.line, r.cells, err)
			case !slices.Equal(r.cells, want):
				t.Fatalf("line %d is read as %q, the reference reads %q", r.line, r.cells, want)
			}
			return true
		})
		if cells, err := reference.Read(); !ended && err != io.EOF {
			t.Fatalf("the reference reads on: %q, %v", cells, err)
		}
	})
}

// referenceReader reads the text of a file as encoding/csv does.
func referenceReader(t *testing.T, data []byte, delimiter rune) *csv.Reader {
	t.Helper()
	text, _, err := decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if _, rest, ok := excelMark(text); ok {
		text = rest
	}
	r := csv.NewReader(strings.NewReader(string(text)))
	r.Comma, r.FieldsPerRecord = delimiter, -1
	return r
}

// A text is the same text in each encoding in which it can be written.
func TestEveryEncodingOfATextIsReadAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringMatching(`[a-zA-Zéèêàçœ€’–…ÉÀ« »0-9]{1,12}`)
		text := "title,source\r\n"
		for range rapid.IntRange(1, 5).Draw(t, "rows") {
			text += cell.Draw(t, "title") + "," + cell.Draw(t, "source") + "\r\n"
		}
		want, _, err := decode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		var le, be []byte
		for _, u := range utf16.Encode([]rune(text)) {
			le = append(le, byte(u), byte(u>>8))
			be = append(be, byte(u>>8), byte(u))
		}
		ansi, err := encoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		if ansi != text && utf8.ValidString(ansi) {
			t.Skip("the same bytes are another text in UTF-8, É« and ɫ, and UTF-8 goes first")
		}
		for name, data := range map[string][]byte{
			"UTF-8 with a mark": []byte("\ufeff" + text), "Windows-1252": []byte(ansi),
			"UTF-16LE": le, "UTF-16BE": be, "UTF-16LE with a mark": append([]byte("\xff\xfe"), le...), "UTF-16BE with a mark": append([]byte("\xfe\xff"), be...),
		} {
			if got, _, err := decode(data); err != nil || string(got) != string(want) {
				t.Fatalf("%s: got %q, %v, want %q", name, got, err, want)
			}
		}
	})
}

func encoder() *encoding.Encoder { return charmap.Windows1252.NewEncoder() }
