package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/crm"
)

// Whatever happens to clients, by commands, by undoing them or by hand, their names
// are those of the rows, and no piece holds another.
func TestNamesInPiecesAreThoseOfTheRows(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	const edge = crm.NearNames // two pieces meet here
	rapid.Check(t, func(rt *rapid.T) {
		s := fresh(t)
		ids := []int64{0, 1, 2, 3, 20, edge - 1, edge, edge + 1, 1 << 40, -5}
		id := func() int64 { return rapid.SampledFrom(ids).Draw(rt, "id") }
		run := func(query string, args ...any) {
			err := update(s, query, func(ctx context.Context, tx *Tx) error {
				_, err := tx.exec(ctx, query, args...)
				return err
			})
			if err != nil && !strings.Contains(err.Error(), "already there") && !strings.Contains(err.Error(), "constraint") {
				rt.Fatal(query, args, err)
			}
		}
		name := func() string {
			return rapid.SampledFrom([]string{"Ann", "Bo\x1fne", "Ö", "(none)", "Cy", "Dan", "Eve"}).Draw(rt, "name")
		}
		for i := range rapid.IntRange(1, 25).Draw(rt, "steps") {
			switch rapid.IntRange(0, 10).Draw(rt, "step") {
			case 0, 1:
				n := name()
				run(`INSERT INTO client (name, key) VALUES (?, ?)`, n, crm.Key(n))
			case 2, 3:
				run(`INSERT INTO client (id, name, key) VALUES (?, ?, ?)`, id(), name(), fmt.Sprint("odd", i))
			case 4:
				run(`INSERT OR REPLACE INTO client (id, name, key) VALUES (?, ?, ?)`, id(), name(), fmt.Sprint("odd", i))
			case 5:
				run(`UPDATE client SET name = ? WHERE id = ?`, name(), id())
			case 6:
				run(`UPDATE OR IGNORE client SET merged_into = (SELECT id FROM client WHERE id = ?1 AND merged_into IS NULL) WHERE id = ?2 AND ?1 NOT IN (0, ?2)
					AND NOT EXISTS (SELECT 1 FROM client WHERE merged_into = ?2)`, id(), id())
			case 7:
				run(`DELETE FROM client WHERE id = ? AND NOT EXISTS (SELECT 1 FROM client m WHERE m.merged_into = client.id)`, id())
			case 8:
				err := update(s, "undo", func(ctx context.Context, tx *Tx) error { _, err := tx.Undo(ctx); return err })
				if err != nil && !strings.Contains(err.Error(), "nothing to undo") {
					rt.Fatal(err)
				}
			default:
				must(rt, update(s, "keep", func(ctx context.Context, tx *Tx) error { return tx.keepNames(ctx) }))
			}
			must(rt, s.View(ctx, func(tx *Tx) error { return sameNames(rt, ctx, tx) }))
		}
	})
}

// sameNames compares the names of all clients, and of some, with the rows.
func sameNames(rt *rapid.T, ctx context.Context, tx *Tx) error {
	want, err := countedNames[crm.ClientID](ctx, tx, "client")
	if err != nil {
		return err
	}
	all, err := tx.AllClientNames(ctx)
	if err != nil {
		return err
	}
	keys := slices.Sorted(maps.Keys(want))
	some, err := tx.ClientNames(ctx, slices.Values(slices.Concat(keys[:len(keys)/2], []crm.ClientID{77, 1 << 50})))
	if err != nil {
		return err
	}
	many := 0
	for i, id := range keys {
		if all.Of(id) != want[id] || i < len(keys)/2 && some.Of(id) != want[id] {
			rt.Fatalf("client %d is %q, and %q of some, not %q", id, all.Of(id), some.Of(id), want[id])
		}
		if all.Home(id) == id && want[id] == "Ann" {
			many++
		}
	}
	if many > 1 && !all.Repeat() {
		rt.Fatal("two have one name, and nobody knows")
	}
	if all.Of(77) != "" || all.Of(1<<50) != "" || all.Of(0) != want[0] {
		rt.Fatal("a name of nobody")
	}
	if wrong, err := tx.wrongNames(ctx); wrong != 0 || err != nil {
		rt.Fatalf("%d wrong pieces, %v", wrong, err)
	}
	return nil
}

// Many neighbours are named together, with those who came after their piece was
// made; a piece that is damaged is not believed, and none is missed.
func TestManyClientsAreNamedTogether(t *testing.T) {
	t.Parallel()
	for moral, harm := range map[string]string{
		"as it is": `SELECT 1`, "damaged": `UPDATE client_names SET data = zeroblob(70) WHERE id = 4095`, "short": `UPDATE client_names SET data = substr(data, 1, 900)`,
		"exchanged": `UPDATE client_names SET id = id + 1`, "gone": `DELETE FROM client_names`, "merged": `UPDATE client SET merged_into = 4096 WHERE id = 17`,
		"missing": `DELETE FROM client WHERE id = 30`, "odd": `UPDATE client SET name = 'a' || x'1f' || 'b' WHERE id = 5`,
	} {
		t.Run(moral, func(t *testing.T) {
			t.Parallel()
			s := fresh(t)
			add := func(from, to int64) {
				must(t, update(s, "add", func(ctx context.Context, tx *Tx) error {
					_, err := tx.exec(ctx, `INSERT INTO client (id, name, key) WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?)
						SELECT i, 'Client ' || i, 'client' || i FROM n`, from, to)
					return err
				}))
			}
			add(1, 5000)
			must(t, update(s, "keep", func(ctx context.Context, tx *Tx) error { return tx.keepNames(ctx) }))
			must(t, update(s, "harm", func(ctx context.Context, tx *Tx) error { _, err := tx.exec(ctx, harm); return err }))
			add(5001, 5040)
			must(t, s.View(context.Background(), func(tx *Tx) error {
				ctx := context.Background()
				want, err := countedNames[crm.ClientID](ctx, tx, "client")
				must(t, err)
				some, err := tx.ClientNames(ctx, maps.Keys(want))
				must(t, err)
				for id, name := range want {
					if some.Of(id) != name {
						t.Fatalf("client %d is %q, not %q", id, some.Of(id), name)
					}
				}
				if some.Repeat() != (moral == "odd") {
					t.Errorf("names may be there twice: %t", some.Repeat())
				}
				return nil
			}))
		})
	}
}
