package render

import (
	"fmt"
	"io"
	"testing"

	"leads/internal/say"
	"leads/internal/sheet"
)

// many is a file of a busy life.
func many(rows, columns int) *sheet.Sheet {
	s := &sheet.Sheet{Title: say.T("leads")}
	kinds := []sheet.Type{sheet.ID, sheet.Text, sheet.Text, sheet.Date, sheet.Money, sheet.Number, sheet.Count, sheet.Text, sheet.Bool, sheet.Text}
	for i := range columns {
		s.Columns = append(s.Columns, sheet.Column{Key: fmt.Sprintf("column_%d", i), Type: kinds[i%len(kinds)]})
	}
	for r := range rows {
		cells := make([]any, columns)
		for i := range cells {
			switch kinds[i%len(kinds)] {
			case sheet.ID, sheet.Count:
				cells[i] = int64(r)
			case sheet.Date:
				cells[i] = "2026-11-21"
			case sheet.Money:
				cells[i] = sheet.Amount{Decimal: "1200.00", Currency: "EUR"}
			case sheet.Number:
				cells[i] = float64(r) / 7
			case sheet.Bool:
				cells[i] = true
			default:
				if i%3 > 0 {
					cells[i] = "Landing page für Café Ünal"
				}
			}
		}
		s.Rows = append(s.Rows, cells)
	}
	return s
}

func benchmark(b *testing.B, rows, columns int, o Options) {
	s := many(rows, columns)
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, s, o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkJSON100k(b *testing.B)  { benchmark(b, 100_000, 30, Options{Format: JSON}) }
func BenchmarkJSONL100k(b *testing.B) { benchmark(b, 100_000, 30, Options{Format: JSONL}) }
func BenchmarkTSV100k(b *testing.B)   { benchmark(b, 100_000, 30, Options{Format: TSV}) }
func BenchmarkCSV100k(b *testing.B)   { benchmark(b, 100_000, 30, Options{Format: CSV}) }
func BenchmarkTable50(b *testing.B)   { benchmark(b, 50, 10, Options{Format: Table, Width: 200}) }

func BenchmarkTable10k(b *testing.B) { benchmark(b, 10_000, 10, Options{Format: Table, Width: 200}) }
