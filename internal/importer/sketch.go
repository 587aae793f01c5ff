package importer

// Sketch understands no more than the columns of a file: which of them a field
// takes, with a few values each. Enough is false where none says what the rows
// are about. It reads the beginning of the file only.
func Sketch(in Input, o Options) (f *File, enough bool, err error) {
	o.sketch = true
	if f, err = OpenInput(in, o); err != nil {
		return nil, false, err
	}
	return f, !f.plan.short, nil
}

// Fields are the names of the fields that a column can fill, as --map takes
// them. What only leads itself writes is not among them.
func Fields(as As) (names []string) {
	for _, k := range vocabulary[as] {
		switch k.field {
		case id, fields, replied, hired:
		default:
			names = append(names, k.name)
		}
	}
	return names
}
