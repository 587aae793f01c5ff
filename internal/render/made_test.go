package render

import (
	"bytes"
	"math"
	"testing"

	"pgregory.net/rapid"

	"leads/internal/sheet"
)

// Rows that are made while they are written are written as rows that are held.
func TestMadeRowsAreWrittenLikeHeldOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.Custom(func(t *rapid.T) sheet.Cell {
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0:
				return sheet.Whole(rapid.Int64().Draw(t, "whole"))
			case 1:
				return sheet.Decimal(rapid.OneOf(rapid.Int64Range(-2000, 2000), rapid.Int64()).Draw(t, "minor"), rapid.IntRange(0, 4).Draw(t, "digits"))
			case 2:
				return sheet.Float(rapid.OneOf(rapid.Float64(), rapid.Just(math.NaN()), rapid.Just(math.Inf(1))).Draw(t, "float"))
			case 3:
				return sheet.Cell{}
			}
			return sheet.Words(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"=1", "a\tb\n", "\x1b[31m", "\u202e"})).Draw(t, "words"))
		})
		columns := rapid.IntRange(1, 4).Draw(t, "columns")
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, columns, columns), 0, 5).Draw(t, "rows")
		make := func() *sheet.Sheet {
			s := &sheet.Sheet{Shape: rapid.SampledFrom([]sheet.Shape{sheet.Array, sheet.Envelope}).Draw(t, "shape")}
			for i := range columns {
				s.Columns = append(s.Columns, sheet.Column{Key: string(rune('a' + i)), Type: sheet.Text, Detail: i == 2})
			}
			s.Made = &sheet.Made{Len: len(rows), Cell: func(row, column int) sheet.Cell { return rows[row][column] }}
			return s
		}
		made, held := make(), make()
		held.Shape = made.Shape
		held.Hold()
		if held.Made != nil || len(held.Rows) != len(rows) {
			t.Fatalf("%d rows are held, want %d", len(held.Rows), len(rows))
		}
		for _, f := range []Format{TSV, CSV, JSON, JSONL} {
			var a, b bytes.Buffer
			o := Options{Format: f, Header: rapid.Bool().Draw(t, "header")}
			if err := Write(&a, made, o); err != nil {
				t.Fatal(err)
			}
			if err := Write(&b, held, o); err != nil {
				t.Fatal(err)
			}
			if a.String() != b.String() {
				t.Fatalf("%s: made %q, held %q", f, a.String(), b.String())
			}
		}
	})
}
