package importer

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// However small the window, a file read through it has the rows that it has
// when it is read as a whole.
func TestAFileReadThroughAWindowHasTheSameRows(t *testing.T) {
	rapid.Check(t, sameRowsThroughAWindow)
}

func FuzzWindow(f *testing.F) { f.Fuzz(rapid.MakeFuzz(sameRowsThroughAWindow)) }

func sameRowsThroughAWindow(t *rapid.T) {
	pieces := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "é", "😀", `"`, `""`, ",", "\n", "\n", "\r\n", "\r", " ", `"x",`, "\n\"two\nlines\",b\n",
		"Shop,Noisette,2026-01-31\n", "Other,,31 Jan 2026\n", "\x00", "\xff", "'=1+1"}), 0, 200)
	text := "\ufefftitle,client,date\n" + strings.Join(pieces.Draw(t, "pieces"), "")
	whole, wholeErr := Open([]byte(text), base)
	window := rapid.IntRange(40, 120).Draw(t, "window")
	pieced, piecedErr := openInput(bytes.NewReader([]byte(text)), base, 0, window)
	if (wholeErr == nil) != (piecedErr == nil) {
		t.Fatalf("as a whole: %v; through a window: %v", wholeErr, piecedErr)
	}
	if wholeErr != nil {
		if wholeErr.Error() != piecedErr.Error() {
			t.Fatalf("as a whole: %v; through a window: %v", wholeErr, piecedErr)
		}
		return
	}
	if want, got := rowsWithText(whole), rowsWithText(pieced); !reflect.DeepEqual(want, got) {
		t.Fatalf("as a whole\n%+v\nthrough a window of %d\n%+v", want, window, got)
	}
	if !reflect.DeepEqual(whole.Columns, pieced.Columns) || pieced.Err() != nil {
		t.Fatalf("as a whole %+v, through a window %+v, %v", whole.Columns, pieced.Columns, pieced.Err())
	}
}

// rowsWithText are the rows with their cells, and errors as text.
func rowsWithText(f *File) []Row {
	var out []Row
	for r := range f.Rows() {
		r.Raw = append([]string{}, r.Raw...)
		if r.Err != nil {
			r.Warnings, r.Raw = nil, append(r.Raw, r.Err.Error())
			r.Err = nil
		}
		out = append(out, r)
	}
	return out
}

// A file that is cut while it is read is an error, not a shorter file.
func TestAFileThatBecomesShorterIsNoticed(t *testing.T) {
	in := &shrinking{Reader: bytes.NewReader([]byte("title\n" + strings.Repeat("Shop\n", 100)))}
	f, err := openInput(in, base, 0, 64)
	if err != nil {
		t.Fatal(err)
	}
	in.gone = true
	if n := len(brief(f)); n >= 100 || f.Err() == nil {
		t.Errorf("%d rows, error %v", n, f.Err())
	}
}

type shrinking struct {
	*bytes.Reader
	gone bool
}

func (s *shrinking) ReadAt(p []byte, at int64) (int, error) {
	if s.gone {
		p = p[:len(p)/2]
		n, err := s.Reader.ReadAt(p, at)
		if err == nil {
			err = bytes.ErrTooLarge
		}
		return n, err
	}
	return s.Reader.ReadAt(p, at)
}
