package importer

import (
	"slices"
	"strings"

	"leads/internal/crm"
)

// printer makes a number of what a row says: of every cell that is not empty, with
// its header, whatever the flags of the import. Where a column is and how its
// header is written does not matter for one that is empty.
type printer struct {
	headers []uint64
	skip    int // columns of a reject file before those of the file that it is of
}

// The constants of FNV-1a with 64 bits.
const (
	fnvBasis = 14695981039346656037
	fnvPrime = 1099511628211
)

func fnv(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}

func newPrinter(headers []string, as As) *printer {
	p := &printer{}
	if isReject(headers) {
		p.skip = len(RejectHeaders)
	}
	for _, h := range headers {
		p.headers = append(p.headers, fnv(fnv(fnvBasis, string(as)+"\x00"), crm.Key(h)))
	}
	return p
}

// Family is the number of the files that have the same columns, wherever they are.
func (f *File) Family() int64 {
	var keys []string
	for _, h := range f.plan.headers {
		if k := crm.Key(h); k != "" && !(isReject(f.plan.headers) && slices.Contains(RejectHeaders, h)) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return int64(mix(fnv(fnvBasis, strings.Join(keys, "\x00"))))
}

// Numbered reports whether the external ids of the file are the numbers of some
// other tool, which another may give, too, and not ids that its owner calls so.
func (f *File) Numbered() bool {
	return f.plan.has(externalID) && crm.Key(f.plan.headers[f.plan.column[externalID]]) != crm.Key("external_id")
}

// of is the number of a row.
func (p *printer) of(cells []string) uint64 {
	sum := uint64(fnvBasis)
	for i, cell := range cells {
		if i < p.skip || i >= len(p.headers) {
			continue
		}
		if cell = trim(cell); cell != "" {
			sum = (sum ^ mix(fnv(p.headers[i], cell))) * fnvPrime
		}
	}
	return mix(sum)
}

// mix spreads what differs over all bits (the finalizer of MurmurHash3).
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// Place is the number of a row that comes the nth time, counted from 0.
func Place(print uint64, n int) int64 { return int64(mix(print + uint64(n)*fnvPrime)) }
