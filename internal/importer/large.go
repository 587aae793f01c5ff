package importer

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"leads/internal/crm"
)

// Input is a file to import: [bytes.Reader] and [io.SectionReader] are two.
type Input interface {
	io.ReaderAt
	Size() int64
}

// A file above large bytes is read through a window of so many bytes instead
// of being held in memory as a whole.
const (
	large  = 16 << 20
	window = 1 << 20
)

// OpenInput is [Open] for a file of any size. A large CSV in UTF-8 is never in
// memory as a whole; everything else is.
func OpenInput(in Input, o Options) (*File, error) {
	return openInput(in, o, large, window)
}

func openInput(in Input, o Options, large int64, window int) (*File, error) {
	if in.Size() > large {
		plain, err := isPlain(in, window)
		if err != nil {
			return nil, err
		}
		if plain {
			return openLarge(in, o, window)
		}
	}
	return openWhole(in, o)
}

// ReadAll gives the whole input.
func ReadAll(in Input) ([]byte, error) {
	data := make([]byte, in.Size())
	if n, err := in.ReadAt(data, 0); n < len(data) {
		return nil, err
	}
	return data, nil
}

// isPlain reports whether an input is CSV in UTF-8 with lines, which can be
// read piece by piece.
func isPlain(in Input, window int) (bool, error) {
	w := &windows{in: in, size: window}
	for first := true; ; first = false {
		if err := w.fill(); err != nil {
			return false, err
		}
		if len(w.text) == 0 {
			return true, nil
		}
		if first {
			begin := bytes.TrimLeft(bytes.TrimPrefix(w.text, []byte("\ufeff")), " \t\r\n")
			if len(begin) == 0 || begin[0] == '{' || begin[0] == '[' || bytes.IndexByte(w.text, '\n') < 0 || bytes.IndexByte(w.text, 0) >= 0 {
				return false, nil
			}
		}
		end := len(w.text)
		if !w.last() { // a character may be cut in two
			for end > len(w.text)-utf8.UTFMax && !utf8.RuneStart(w.text[end-1]) {
				end--
			}
			end--
		}
		if !utf8.Valid(w.text[:end]) {
			return false, nil
		}
		w.take(end)
	}
}

// openLarge understands the beginning of a file as [Open] does, and lets its
// rows be read through windows. A file whose rows are not simply the rest of
// its bytes is read as a whole.
func openLarge(in Input, o Options, window int) (*File, error) {
	head := &windows{in: in, size: window}
	if err := head.fill(); err != nil {
		return nil, err
	}
	begin := head.text[:bytes.LastIndexByte(head.text, '\n')+1]
	f, err := open(begin, o, func(f *File) error {
		body, ok := f.records.(csvText)
		if !ok || !bytes.HasSuffix(begin, body.body) {
			return errWhole
		}
		f.records = &largeCSV{csvText: body, in: in, from: int64(len(begin) - len(body.body)), window: window, failed: &f.failed}
		return nil
	})
	if errors.Is(err, errWhole) {
		return openWhole(in, o)
	}
	return f, err
}

var errWhole = errors.New("the file has to be read as a whole")

func openWhole(in Input, o Options) (*File, error) {
	if in.Size() > mostWhole {
		return nil, crm.Errorf(crm.Refused, "the file is too large to be anything but CSV in UTF-8 (%d MB)", in.Size()>>20)
	}
	data, err := ReadAll(in)
	if err != nil {
		return nil, err
	}
	return Open(data, o)
}

// Err is why reading the input failed, after its rows were read.
func (f *File) Err() error { return f.failed }

// largeCSV is the rows of a file that is read through windows.
type largeCSV struct {
	csvText // its body is only the beginning
	in      Input
	from    int64 // where the body begins
	window  int
	failed  *error
}

// maxRecord bounds a record, which a quote that is never closed makes endless.
const maxRecord = 64 << 20

// each reads window after window. A record that ends where the window does may
// go on behind it, and is read again from the next one.
func (c *largeCSV) each(yield func(record) bool) {
	w := &windows{in: c.in, at: c.from, size: c.window}
	line := c.line
	for {
		if err := w.fill(); err != nil {
			*c.failed = err
			return
		}
		piece := c.csvText
		piece.body, piece.line = w.text, line
		done, stopped := 0, false
		piece.each(func(r record) bool {
			if r.end == len(w.text) && !w.last() && len(w.text) < maxRecord {
				return false
			}
			line += lineEnds(w.text[done:r.end])
			done = r.end
			r.part = float64(w.at+int64(done)-c.from) / float64(c.in.Size()-c.from)
			stopped = !yield(r)
			return !stopped
		})
		if stopped || w.last() {
			return
		}
		w.take(done)
	}
}

// windows gives a file piece by piece.
type windows struct {
	in   Input
	at   int64 // of the text
	size int
	text []byte
	read []byte // behind text
}

// fill adds a window to the text that was not taken; it doubles where nothing was.
func (w *windows) fill() error {
	left := len(w.text)
	want := int(min(int64(left+max(left, w.size)), w.in.Size()-w.at))
	if cap(w.read) < want {
		w.read = make([]byte, want)
	}
	copy(w.read[:left], w.text)
	w.text = w.read[:want]
	n, err := w.in.ReadAt(w.text[left:], w.at+int64(left))
	if n < want-left {
		if errors.Is(err, io.EOF) {
			return crm.Errorf(crm.Refused, "the file became shorter while it was read")
		}
		return err
	}
	return nil
}

// take drops the beginning of the text.
func (w *windows) take(n int) { w.text, w.at = w.text[n:], w.at+int64(n) }

// last reports whether the text reaches the end of the file.
func (w *windows) last() bool { return w.at+int64(len(w.text)) == w.in.Size() }
