package store

import (
	"context"
	"database/sql"
	"strings"

	"leads/internal/crm"
)

// AllClientNames names every client as the one that it counts under.
func (t *Tx) AllClientNames(ctx context.Context) (map[crm.ClientID]string, error) {
	return countedNames[crm.ClientID](ctx, t, "client")
}

// ClientNames adds the names of some clients to others, each as the one that it
// counts under. Ids that lie near each other are best next to each other.
func (t *Tx) ClientNames(ctx context.Context, ids []crm.ClientID, names map[crm.ClientID]string) error {
	n := &clientNames{t: t, names: names, merged: map[crm.ClientID]crm.ClientID{}}
	for len(ids) > 0 {
		near := 1
		for near < len(ids) && ids[near]>>nameBits == ids[0]>>nameBits {
			near++
		}
		var err error
		if first := int64(ids[0]) >> nameBits << nameBits; near > fewNames {
			err = n.readRange(ctx, first, first+1<<nameBits-1)
		} else {
			for _, id := range ids[:near] {
				if err == nil {
					err = n.read(ctx, `id = ?`, int64(id))
				}
			}
		}
		if err != nil {
			return err
		}
		ids = ids[near:]
	}
	merged := n.merged
	n.merged = map[crm.ClientID]crm.ClientID{}
	for id, into := range merged {
		if _, known := n.names[into]; !known {
			if err := n.read(ctx, `id = ?`, int64(into)); err != nil {
				return err
			}
		}
		n.names[id] = n.names[into]
	}
	return nil
}

// clientNames gathers names, and who was merged into whom.
type clientNames struct {
	t      *Tx
	names  map[crm.ClientID]string
	merged map[crm.ClientID]crm.ClientID
}

const (
	nameBits = 10
	fewNames = 1 << nameBits / 10 // of so many it is quicker to ask for each
)

func (n *clientNames) read(ctx context.Context, where string, args ...any) error {
	return n.t.each(ctx, `SELECT id, name, coalesce(merged_into, 0) FROM client WHERE `+where, args, func(rows *sql.Rows) error {
		var id, into crm.ClientID
		var name string
		err := rows.Scan(&id, &name, &into)
		if n.names[id] = name; into != 0 {
			n.merged[id] = into
		}
		return err
	})
}

// readRange reads the names of all clients from one id to another: as one text
// where no id is missing and none is merged, which takes a third of the time.
func (n *clientNames) readRange(ctx context.Context, from, to int64) error {
	var first, last, count, merged int64
	var text string
	_, err := n.t.one(ctx, `SELECT coalesce(min(id), 0), coalesce(max(id), 0), count(*), count(merged_into), coalesce(group_concat(name, x'1f'), '')
		FROM client NOT INDEXED WHERE id BETWEEN ? AND ?`, []any{from, to}, &first, &last, &count, &merged, &text)
	if err != nil {
		return err
	}
	if merged > 0 || count != last-first+1 || int64(strings.Count(text, "\x1f")) != count-1 {
		return n.read(ctx, `id BETWEEN ? AND ?`, from, to)
	}
	for name := range strings.SplitSeq(text, "\x1f") {
		n.names[crm.ClientID(first)] = name
		first++
	}
	return nil
}
