package archive

import (
	"bufio"
	"context"
	"encoding/json"
	"io"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/store"
)

// Options say what goes into an archive.
type Options struct {
	Settings []string // keys of the settings to take along, in their order
	Mask     *Mask    // nil: everything as it is
}

// Write writes the whole file as JSON Lines, one [importer.Archive] a line, in the
// order in which an import can take them back.
func Write(ctx context.Context, tx *store.Tx, out io.Writer, o Options) error {
	own, err := tx.OwnTouchNames(ctx)
	if err != nil {
		return err
	}
	buffer := bufio.NewWriterSize(out, 1<<16)
	encoder := json.NewEncoder(buffer)
	encoder.SetEscapeHTML(false)
	w := writer{tx, own, o.Settings, func(r importer.Archive) error {
		if o.Mask != nil && !o.Mask.record(&r) {
			return nil
		}
		return encoder.Encode(r)
	}}
	for _, part := range []func(context.Context) error{w.settings, w.words, w.alone, w.leads, w.pairs} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return buffer.Flush()
}

// writer is one archive on its way.
type writer struct {
	tx    *store.Tx
	own   store.TouchNaming
	keys  []string
	write func(importer.Archive) error
}

// alone writes the activities that belong to no lead.
func (w *writer) alone(ctx context.Context) error {
	list, err := w.tx.Activities(ctx, store.ActivityFilter{Alone: true})
	if err != nil {
		return err
	}
	rows, err := w.tx.ImportRowsAlone(ctx)
	if err != nil {
		return err
	}
	for _, act := range list {
		packed := packActivity(act, w.own, rows[act.ID])
		if err := w.write(importer.Archive{Record: "activity", Activity: &packed}); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) leads(ctx context.Context) error {
	return w.tx.Pages(ctx, true, func(list []crm.Lead) error {
		packed, err := packLeads(ctx, w.tx, list, w.own)
		if err != nil {
			return err
		}
		for i := range packed {
			if err := w.write(importer.Archive{Record: "lead", Lead: &packed[i]}); err != nil {
				return err
			}
		}
		return nil
	})
}

// pairs writes what was decided about possible duplicates.
func (w *writer) pairs(ctx context.Context) error {
	return records(w, func(p crm.Pair) importer.Archive {
		return importer.Archive{Record: "pair", Leads: []int64{int64(p.A), int64(p.B)}, Kind: string(p.Kind)}
	})(w.tx.Pairs(ctx))
}

// records writes a list, when it could be read, each of it as a record.
func records[T any](w *writer, pack func(T) importer.Archive) func(list []T, err error) error {
	return func(list []T, err error) error {
		for i := 0; err == nil && i < len(list); i++ {
			err = w.write(pack(list[i]))
		}
		return err
	}
}
