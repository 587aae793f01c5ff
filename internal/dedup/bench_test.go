package dedup

import (
	"testing"

	"leads/internal/crm"
)

var (
	sampleA = crm.Lead{Title: "Redesign of data pipeline for beauty salons, Node.js", Client: "Stone Swift Health Ltd", Contact: "Edward Zobiria",
		Email: "edward@stone-swift-health.co.uk", Phone: "+44 121 6875613", URL: "https://www.upwork.com/jobs/~019fffa3b166a927f2?trk=public_jobs", FirstTouchOn: "2026-08-28"}
	sampleB = crm.Lead{Title: "Node.js data pipline redesign (beauty salons)", Client: "Stone Swift Health", Contact: "Zobiria, Edward",
		URL: "https://www.linkedin.com/jobs/view/redesign-of-data-pipeline-3856135049?refId=a1B2", FirstTouchOn: "2026-09-02"}
)

// What a lead costs once.
func BenchmarkTraits(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		TraitsOf(sampleA)
	}
}

func BenchmarkKeys(b *testing.B) {
	t := TraitsOf(sampleA)
	b.ReportAllocs()
	for b.Loop() {
		t.Keys()
	}
}

// What it costs to compare two leads once their traits are known.
func BenchmarkCompare(b *testing.B) {
	var file Words
	x, y := TraitsOf(sampleA), TraitsOf(sampleB)
	other := TraitsOf(crm.Lead{Title: "Logo and style guide for a winery", Client: "Kontor Nord", Contact: "Ada Blanc", FirstTouchOn: "2026-08-30"})
	for range enough {
		file.Add(x)
		file.Add(y)
		file.Add(other)
	}
	b.Run("alike", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			file.Compare(x, y)
		}
	})
	b.Run("not alike", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			file.Compare(x, other)
		}
	})
}
