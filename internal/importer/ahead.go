package importer

import (
	"iter"
	"slices"

	"leads/internal/dedup"
)

// Ahead is [File.Rows], read by another processor while the caller deals with
// the rows before; of a lead, Traits and Keys are taken there, too.
func (f *File) Ahead() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		r := &reader{file: f, full: make(chan []ready, batches), empty: make(chan []ready, batches), stop: make(chan struct{})}
		for range batches {
			r.empty <- make([]ready, 0, batch)
		}
		go r.read()
		defer r.end()
		for rows := range r.full {
			for i := range rows {
				f.part = rows[i].part
				if !yield(rows[i].Row) {
					return
				}
			}
			r.empty <- rows[:0]
		}
	}
}

// Rows go from one processor to the other so many at a time, and so many times
// one may be ahead of the other.
const (
	batch   = 64
	batches = 4
)

// ready is a row with the part of the file that ends there.
type ready struct {
	Row
	part float64
}

// reader reads rows ahead.
type reader struct {
	file        *File
	full, empty chan []ready
	stop        chan struct{}
}

func (r *reader) read() {
	defer close(r.full)
	rows := <-r.empty
	r.file.each(func(row *Row, part float64) bool {
		row.Raw = slices.Clone(row.Raw)
		if r.file.As == Leads && row.Err == nil && !row.Blank {
			row.Traits = dedup.TraitsOf(row.Lead)
			row.Keys = row.Traits.Keys()
		}
		if rows = append(rows, ready{*row, part}); len(rows) < batch {
			return true
		}
		r.full <- rows
		select {
		case rows = <-r.empty:
			return true
		case <-r.stop:
			rows = nil
			return false
		}
	})
	if len(rows) > 0 {
		r.full <- rows
	}
}

// end waits until nobody reads the file any more.
func (r *reader) end() {
	close(r.stop)
	for range r.full {
	}
}
