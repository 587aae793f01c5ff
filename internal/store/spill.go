package store

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
)

// spillFrom is how many postings are held in memory: 16 bytes each.
var spillFrom = 1 << 20

// sorter brings postings into order. What memory should not hold lies sorted in
// a file without a name; it is hashes and numbers, and gone with the process.
type sorter struct {
	held []posting
	runs []int64 // where each run ends in the file
	file *os.File
	err  error // of an earlier add
}

func (s *sorter) add(p posting) {
	if len(s.held) >= spillFrom {
		s.err = errors.Join(s.err, s.spill())
	}
	s.held = append(s.held, p)
}

func (a posting) compare(b posting) int {
	switch {
	case a.key < b.key:
		return -1
	case a.key > b.key:
		return 1
	}
	return int(a.lead - b.lead)
}

// spill writes what is held as one more run.
func (s *sorter) spill() (err error) {
	if s.file == nil {
		if s.file, err = os.CreateTemp("", "leads-sort-*"); err != nil {
			return err
		}
		os.Remove(s.file.Name()) // where an open file keeps its name, close removes it
	}
	slices.SortFunc(s.held, posting.compare)
	w := bufio.NewWriterSize(s.file, 1<<16)
	var record [16]byte
	for _, p := range s.held {
		binary.LittleEndian.PutUint64(record[:], uint64(p.key))
		binary.LittleEndian.PutUint64(record[8:], uint64(p.lead))
		if _, err := w.Write(record[:]); err != nil {
			return err
		}
	}
	begin := int64(0)
	if n := len(s.runs); n > 0 {
		begin = s.runs[n-1]
	}
	s.runs = append(s.runs, begin+int64(len(s.held))*int64(len(record)))
	s.held = s.held[:0]
	return w.Flush()
}

// each gives every posting once, in order, and leaves the sorter empty.
func (s *sorter) each(fn func(posting) error) error {
	defer s.close()
	if s.err != nil {
		return s.err
	}
	slices.SortFunc(s.held, posting.compare)
	if s.runs == nil {
		for _, p := range s.held {
			if err := fn(p); err != nil {
				return err
			}
		}
		return nil
	}
	return s.merge(fn)
}

// run is one sorted run that is being read.
type run struct {
	next   posting
	from   io.Reader // nil: the held ones
	held   []posting
	record [16]byte
}

// advance reads the next posting; false at the end.
func (r *run) advance() (bool, error) {
	if r.from == nil {
		if len(r.held) == 0 {
			return false, nil
		}
		r.next, r.held = r.held[0], r.held[1:]
		return true, nil
	}
	if _, err := io.ReadFull(r.from, r.record[:]); err != nil {
		if err == io.EOF {
			return false, nil
		}
		return false, err
	}
	r.next = posting{int64(binary.LittleEndian.Uint64(r.record[:])), int64(binary.LittleEndian.Uint64(r.record[8:]))}
	return true, nil
}

// merge reads all runs side by side. They are few: the least is looked for.
func (s *sorter) merge(fn func(posting) error) error {
	runs := []*run{{held: s.held}}
	begin := int64(0)
	for _, end := range s.runs {
		runs = append(runs, &run{from: bufio.NewReaderSize(io.NewSectionReader(s.file, begin, end-begin), 1<<16)})
		begin = end
	}
	for i := 0; i < len(runs); {
		more, err := runs[i].advance()
		if err != nil {
			return err
		}
		if i++; !more {
			i--
			runs = slices.Delete(runs, i, i+1)
		}
	}
	for len(runs) > 0 {
		least := 0
		for i, r := range runs[1:] {
			if r.next.compare(runs[least].next) < 0 {
				least = i + 1
			}
		}
		if err := fn(runs[least].next); err != nil {
			return err
		}
		more, err := runs[least].advance()
		if err != nil {
			return err
		}
		if !more {
			runs = slices.Delete(runs, least, least+1)
		}
	}
	return nil
}

// close forgets everything.
func (s *sorter) close() {
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name())
	}
	*s = sorter{}
}
