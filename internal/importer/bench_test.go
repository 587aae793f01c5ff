package importer

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkRows100k reads 100,000 leads of eight columns.
func BenchmarkRows100k(b *testing.B) {
	var s strings.Builder
	s.WriteString("title,client,email,url,source,date,value,note\n")
	for i := range 100_000 {
		fmt.Fprintf(&s, "Go developer %d,Client %d,mail%d@example.com,https://example.com/jobs/%d,Upwork/Invite,2026-%02d-%02d,%d.50,\n",
			i, i%5000, i, i, i%12+1, i%28+1, i)
	}
	data := []byte(s.String())
	open := func(b *testing.B) *File {
		f, err := Open(data, Options{Base: "EUR", Today: "2026-11-21"})
		if err != nil {
			b.Fatal(err)
		}
		return f
	}
	b.Run("open", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			open(b)
		}
	})
	b.Run("rows", func(b *testing.B) {
		f := open(b)
		b.ReportAllocs()
		for b.Loop() {
			n := 0
			for row := range f.Rows() {
				if row.Err != nil {
					b.Fatal(row.Err)
				}
				n++
			}
			if n != 100_000 {
				b.Fatal(n)
			}
		}
	})
}
