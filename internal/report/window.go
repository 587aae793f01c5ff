package report

// window is lines that are shown one after the other. They lie anywhere in memory:
// fetched together, the processor need not wait for each.
type window struct {
	sums  *Sums
	lines [fewLines]line
	names [][fewLines]string // by dimension
}

const fewLines = 64

// fetch fetches the first lines of a list.
func (f *window) fetch(order []int32) {
	order = order[:min(len(order), fewLines)]
	for i, n := range order {
		f.lines[i] = f.sums.lines[n]
	}
	for dim := range f.names {
		for i := range order {
			f.names[dim][i] = f.sums.called(&f.lines[i], dim)
		}
	}
}
