package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"hash/crc32"
	"iter"
	"math"
	"math/bits"
	"slices"
	"strings"

	"leads/internal/crm"
)

// AllClientNames names every client.
func (t *Tx) AllClientNames(ctx context.Context) (crm.ClientNames, error) {
	n := nameReader{t: t}
	if err := t.eachNear(ctx, n.near); err != nil {
		return n.names, err
	}
	return n.names, n.homes(ctx)
}

// ClientNames names some clients. Those of whom there are many among their
// neighbours are named together with these.
func (t *Tx) ClientNames(ctx context.Context, ids iter.Seq[crm.ClientID]) (crm.ClientNames, error) {
	type wanted [crm.NearNames / 64]uint64
	want, last := map[int64]*wanted{}, int64(-1)
	var some *wanted
	for id := range ids {
		if first := firstNear(int64(id)); first != last || some == nil {
			if some, last = want[first], first; some == nil {
				some = new(wanted)
				want[first] = some
			}
		}
		at := int(id & (crm.NearNames - 1))
		some[at/64] |= 1 << (at % 64)
	}
	n := nameReader{t: t}
	for first, some := range want {
		many := 0
		for _, word := range some {
			many += bits.OnesCount64(word)
		}
		if many > fewNames {
			if err := n.near(ctx, first); err != nil {
				return n.names, err
			}
			continue
		}
		for at, word := range some {
			for ; word != 0; word &= word - 1 {
				if err := n.one(ctx, first+int64(64*at+bits.TrailingZeros64(word))); err != nil {
					return n.names, err
				}
			}
		}
	}
	return n.names, n.homes(ctx)
}

// fewNames is of how many neighbours it is quicker to ask for each.
const fewNames = 12

// firstNear is the first of the ids that lie near one.
func firstNear(id int64) int64 { return id &^ (crm.NearNames - 1) }

// eachNear goes through the first ids of those near which there is any client.
func (t *Tx) eachNear(ctx context.Context, each func(ctx context.Context, first int64) error) error {
	for after := int64(-1 << 63); ; {
		var id int64
		found, err := t.one(ctx, `SELECT id FROM client WHERE id >= ? ORDER BY id LIMIT 1`, []any{after}, &id)
		if err != nil || !found {
			return err
		}
		if err := each(ctx, firstNear(id)); err != nil {
			return err
		}
		if after = firstNear(id) + crm.NearNames; after < id { // beyond the last of all ids
			return nil
		}
	}
}

// nameReader gathers names.
type nameReader struct {
	t     *Tx
	names crm.ClientNames
}

// near reads the names of all clients near an id, the first of them: in one piece
// as far as the file has one, then from the rows.
func (n *nameReader) near(ctx context.Context, first int64) error {
	known := first - 1
	err := n.t.each(ctx, `SELECT id, data FROM client_names WHERE id BETWEEN ? AND ?`, []any{first, first + crm.NearNames - 1}, func(rows *sql.Rows) error {
		var id int64
		var data sql.RawBytes
		if err := rows.Scan(&id, &data); err != nil {
			return err
		}
		if p, err := namePiece(data).open(id); err == nil && n.names.Put(crm.ClientID(first), &p.NamesNear) {
			known = id
			n.put(p)
		}
		return nil
	})
	if err != nil || known == first+crm.NearNames-1 {
		return err
	}
	return n.t.eachClient(ctx, known+1, first+crm.NearNames-1, n.add)
}

// put notes what a piece says besides names.
func (n *nameReader) put(p opened) {
	for _, m := range p.merged {
		n.names.Merge(m[0], m[1])
	}
	if p.repeat {
		n.names.MayRepeat()
	}
}

func (n *nameReader) one(ctx context.Context, id int64) error {
	return n.t.eachClient(ctx, id, id, n.add)
}

// homes reads the names under which merged clients count.
func (n *nameReader) homes(ctx context.Context) error {
	for _, into := range n.names.Merged {
		if n.names.Home(into) != into { // only by hand
			n.names.MayRepeat()
		}
		if n.names.Of(into) == "" {
			if err := n.one(ctx, int64(into)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n *nameReader) add(id, into crm.ClientID, name string, own bool) {
	if n.names.Add(id, name); into != 0 {
		n.names.Merge(id, into)
	}
	if !own {
		n.names.MayRepeat()
	}
}

// eachClient reads the clients from one id to another: whom each was merged into,
// the name, and whether it is certain that no other client has it, nor what has no name.
func (t *Tx) eachClient(ctx context.Context, from, to int64, each func(id, into crm.ClientID, name string, own bool)) error {
	if to-from > fewNames {
		if done, err := t.eachTogether(ctx, from, to, each); done || err != nil {
			return err
		}
	}
	return t.each(ctx, `SELECT id, name, key, coalesce(merged_into, 0) FROM client WHERE id BETWEEN ? AND ?`, []any{from, to}, func(rows *sql.Rows) error {
		var id, into crm.ClientID
		var name, key string
		err := rows.Scan(&id, &name, &key, &into)
		each(id, into, name, ownName(name, key))
		return err
	})
}

// ownName reports whether no other client can have a name: keys are unique, and
// what has no name is called (none).
func ownName(name, key string) bool { return key == crm.Key(name) && !strings.HasPrefix(name, "(") }

// eachTogether is eachClient where no id is missing and nobody is merged: as one
// row, which takes a third of the time.
func (t *Tx) eachTogether(ctx context.Context, from, to int64, each func(id, into crm.ClientID, name string, own bool)) (done bool, err error) {
	const between = "\x1f"
	var first, last, count, merged int64
	var names, keys string
	_, err = t.one(ctx, `SELECT coalesce(min(id), 0), coalesce(max(id), 0), count(*), count(merged_into), coalesce(group_concat(name, x'1f'), ''), coalesce(group_concat(key, x'1f'), '')
		FROM client NOT INDEXED WHERE id BETWEEN ? AND ?`, []any{from, to}, &first, &last, &count, &merged, &names, &keys)
	if err != nil || count == 0 {
		return true, err
	}
	if merged > 0 || count != last-first+1 || int64(strings.Count(names, between)) != count-1 || int64(strings.Count(keys, between)) != count-1 {
		return false, nil
	}
	for name := range strings.SplitSeq(names, between) {
		var key string
		key, keys, _ = strings.Cut(keys, between)
		each(crm.ClientID(first), 0, name, ownName(name, key))
		first++
	}
	return true, nil
}

// namePiece is how names are kept: a checksum (see seal), 1 where a name may be
// there twice, how many were merged, and of each its id less the first and the id
// that it counts under; then of every id up to the last the length of its name, 0
// for nobody, and all names.
type namePiece []byte

// opened is a piece taken apart.
type opened struct {
	crm.NamesNear
	merged [][2]crm.ClientID
	repeat bool
}

// open takes the piece apart that knows the clients up to one.
func (p namePiece) open(last int64) (o opened, err error) {
	if len(p) < 4 || binary.LittleEndian.Uint32(p)^seal(last) != crc32.ChecksumIEEE(p[4:]) {
		return o, errStrip
	}
	first, damaged := firstNear(last), false
	p = p[4:]
	next := func() uint64 {
		if len(p) > 0 && p[0] < 0x80 { // nearly all
			v := p[0]
			p = p[1:]
			return uint64(v)
		}
		v, n := binary.Uvarint(p)
		if n <= 0 {
			damaged = true
			return 0
		}
		p = p[n:]
		return v
	}
	o.repeat = next() != 0
	for merged := next(); merged > 0 && !damaged; merged-- {
		o.merged = append(o.merged, [2]crm.ClientID{crm.ClientID(first + int64(next())), crm.ClientID(next())})
	}
	o.Ends = make([]uint32, last-first+2)
	end := uint64(0)
	for at := range o.Ends[1:] {
		end += min(next(), longNames)
		o.Ends[at+1] = uint32(min(end, longNames))
	}
	if damaged || end != uint64(len(p)) || end > longNames {
		return o, errStrip
	}
	o.Text = string(p)
	return o, nil
}

// packNames makes the piece that knows all clients from the first id near some up to
// another, and gives the last of them; nothing where there is none, or their names are too long.
func (t *Tx) packNames(ctx context.Context, first, upTo int64) (piece namePiece, last int64, err error) {
	var lengths, text, merged []byte
	next, pairs, repeat := first, uint64(0), byte(0)
	err = t.eachClient(ctx, first, upTo, func(id, into crm.ClientID, name string, own bool) {
		if len(text)+len(name) > longNames {
			next = math.MinInt64
		}
		if next < first {
			return
		}
		lengths = append(lengths, make([]byte, int64(id)-next)...)
		lengths, text = binary.AppendUvarint(lengths, uint64(len(name))), append(text, name...)
		if next = int64(id) + 1; into != 0 {
			merged, pairs = binary.AppendUvarint(merged, uint64(int64(id)-first)), pairs+1
			merged = binary.AppendUvarint(merged, uint64(into))
		}
		if !own {
			repeat = 1
		}
	})
	if err != nil || next <= first {
		return nil, 0, err
	}
	last = next - 1
	piece = slices.Concat(make([]byte, 4), []byte{repeat}, binary.AppendUvarint(nil, pairs), merged, lengths, text)
	binary.LittleEndian.PutUint32(piece, crc32.ChecksumIEEE(piece[4:])^seal(last))
	return piece, last, nil
}

// longNames is how many bytes of names fit into one piece: more than anybody has.
const longNames = 1 << 24

// keepNames makes the pieces that are not there, and those that do not know all of their clients.
func (t *Tx) keepNames(ctx context.Context) error {
	return t.eachNear(ctx, func(ctx context.Context, first int64) error {
		known, last := first-1, first+crm.NearNames-1
		if first < 0 { // the triggers expect no such
			return nil
		}
		if _, err := t.one(ctx, `SELECT coalesce((SELECT max(id) FROM client_names WHERE id BETWEEN ?1 AND ?2), ?1 - 1), (SELECT max(id) FROM client WHERE id BETWEEN ?1 AND ?2)`,
			[]any{first, last}, &known, &last); err != nil || known == last {
			return err
		}
		piece, last, err := t.packNames(ctx, first, first+crm.NearNames-1)
		if err != nil || len(piece) == 0 {
			return err
		}
		if _, err := t.exec(ctx, `DELETE FROM client_names WHERE id BETWEEN ? AND ?`, first, last); err != nil {
			return err
		}
		_, err = t.exec(ctx, `INSERT INTO client_names VALUES (?, ?)`, last, []byte(piece))
		return err
	})
}

// wrongNames counts the pieces that do not say what the rows say.
func (t *Tx) wrongNames(ctx context.Context) (wrong int, err error) {
	lasts, err := t.ids(ctx, `SELECT id FROM client_names`)
	if err != nil {
		return 0, err
	}
	for i, last := range lasts {
		first := firstNear(last)
		var kept []byte
		if _, err := t.one(ctx, `SELECT data FROM client_names WHERE id = ?`, []any{last}, &kept); err != nil {
			return 0, err
		}
		own, end, err := t.packNames(ctx, first, last)
		if err != nil {
			return 0, err
		}
		if end != last || string(own) != string(kept) || i > 0 && firstNear(lasts[i-1]) == first {
			wrong++
		}
	}
	return wrong, nil
}
