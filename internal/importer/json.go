package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// jsonText is the objects of a JSON array or of JSON Lines, arranged under the
// keys that any of them has.
type jsonText struct {
	text    []byte
	array   bool
	headers []string
	at      map[string]int // of a header
}

// openJSON finds the keys, in the order in which they first appear.
func (f *File) openJSON(text []byte) ([]string, error) {
	first := bytes.TrimLeft(text, " \t\r\n")
	j := jsonText{text: text, array: first[0] == '[', at: map[string]int{}}
	f.Kind = "jsonl"
	if j.array {
		f.Kind = "json"
	} else if list, ok := unwrap(text); ok {
		// One object: a record, as a program prints it for people, or the answer of an API.
		j.text, j.array, f.Kind = list, true, "json"
	}
	objects := 0
	var broken error
	j.objects(func(o object) bool {
		if o.err != nil {
			broken = o.err
			return true
		}
		if !o.blank {
			objects++
		}
		for _, key := range o.keys {
			if _, ok := j.at[key]; !ok {
				j.at[key] = len(j.headers)
				j.headers = append(j.headers, key)
			}
		}
		return len(j.headers) <= maxColumns
	})
	if objects == 0 && broken != nil {
		return nil, broken
	}
	f.records = j
	return j.headers, nil
}

// object is one JSON object, its keys in order.
type object struct {
	line   int
	end    int // where it ends in the text
	keys   []string
	values []json.RawMessage
	texts  []string // of the values, once they are arranged as a row
	errs   []error
	raw    []byte
	blank  bool
	err    *crm.Error
}

// objects gives each element of the array, or each line.
func (j jsonText) objects(yield func(object) bool) {
	if j.array {
		j.elements(yield)
		return
	}
	line, end := 0, 0
	for raw := range bytes.Lines(j.text) {
		line, end = line+1, end+len(raw)
		o := object{line: line, end: end, raw: bytes.TrimRight(raw, "\r\n")}
		if o.blank = len(bytes.TrimSpace(raw)) == 0; !o.blank {
			if o.err = o.read("line"); o.err == nil {
				o.flatten()
			}
		}
		if !yield(o) {
			return
		}
	}
}

// elements stops at the first place where the array itself is broken.
func (j jsonText) elements(yield func(object) bool) {
	d := json.NewDecoder(bytes.NewReader(j.text))
	if _, err := d.Token(); err != nil {
		return
	}
	n := 0
	for d.More() {
		n++
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			yield(object{line: n, err: notJSON("element", n, err)})
			return
		}
		o := object{line: n, end: int(d.InputOffset()), raw: raw}
		if o.err = o.read("element"); o.err == nil {
			o.flatten()
		}
		if !yield(o) {
			return
		}
	}
	if _, err := d.Token(); err != nil {
		yield(object{line: n + 1, err: notJSON("element", n+1, err)})
		return
	}
	if rest := bytes.TrimSpace(j.text[d.InputOffset():]); len(rest) > 0 {
		yield(object{line: n + 1, raw: rest, err: crm.Errorf(crm.Refused, "element %d: text follows the end of the array", n+1)})
	}
}

// read takes an object apart.
func (o *object) read(place string) *crm.Error {
	d := json.NewDecoder(bytes.NewReader(o.raw))
	t, err := d.Token()
	if err != nil {
		return notJSON(place, o.line, err)
	}
	if t != json.Delim('{') {
		return crm.Errorf(crm.Refused, "%s: it is not an object {…}", recordAt(place, o.line))
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return notJSON(place, o.line, err)
		}
		var v json.RawMessage
		if err := d.Decode(&v); err != nil {
			return notJSON(place, o.line, err)
		}
		o.keys = append(o.keys, key.(string))
		o.values = append(o.values, v)
	}
	if _, err := d.Token(); err != nil {
		return notJSON(place, o.line, err)
	}
	if len(bytes.TrimSpace(o.raw[d.InputOffset():])) > 0 {
		return crm.Errorf(crm.Refused, "%s: text follows the object", recordAt(place, o.line))
	}
	return nil
}

// recordAt names a record of JSON: a line, an element of an array, or an object
// inside of one.
func recordAt(place string, n int) say.Text {
	switch place {
	case "line":
		return say.T("line %d", n)
	case "element":
		return say.T("element %d", n)
	}
	return say.T("an object")
}

func notJSON(place string, n int, err error) *crm.Error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return crm.Errorf(crm.Refused, "%s: the JSON ends too early", recordAt(place, n))
	}
	return crm.Errorf(crm.Refused, "%s: it is not JSON: %s", recordAt(place, n), err.Error())
}

func (j jsonText) each(yield func(record) bool) {
	cells := make([]string, len(j.headers))
	j.objects(func(o object) bool {
		rec := record{line: o.line, cells: cells, blank: o.blank, err: o.err, part: float64(o.end) / float64(len(j.text))}
		clear(cells)
		if o.err != nil {
			rec.cells = []string{string(o.raw)}
			return yield(rec)
		}
		for i, key := range o.keys {
			if err := o.errs[i]; err != nil && rec.err == nil {
				rec.err = j.misfit(o.line, key, err)
			}
			if at, ok := j.at[key]; ok {
				cells[at] = o.texts[i]
			}
		}
		if rec.err == nil {
			rec.err = j.check(o, cells)
		}
		rec.blank = rec.blank || rec.err == nil && allEmpty(cells)
		return yield(rec)
	})
}

// check is that of CSV; here an escape may hide a NUL.
func (j jsonText) check(o object, cells []string) *crm.Error {
	if bytes.Contains(o.raw, []byte(`\u0000`)) {
		for i, cell := range cells {
			if strings.IndexByte(cell, 0) >= 0 {
				return j.misfit(o.line, j.headers[i], errors.New("it holds a NUL character"))
			}
		}
	}
	return checkBytes(o.line, cells, o.raw)
}

func (j jsonText) misfit(line int, key string, err error) *crm.Error {
	place := "line"
	if j.array {
		place = "element"
	}
	return crm.Errorf(crm.Refused, "%s, key %s: %s", recordAt(place, line), clean(key), crm.Message(err))
}

// scalarOrList writes a value as the cell that CSV would have: null is empty, a
// list is joined by ";", an object of scalars is k=v joined by ";".
func scalarOrList(v json.RawMessage) (string, error) {
	switch v[0] {
	case '[':
		var items []json.RawMessage
		if err := json.Unmarshal(v, &items); err != nil {
			return "", err
		}
		out := make([]string, 0, len(items))
		for _, item := range items {
			text, err := listItem(item)
			if err != nil {
				return "", err
			}
			out = append(out, escapeItem.Replace(text))
		}
		return strings.Join(out, ";"), nil
	case '{':
		o := object{raw: v}
		if err := o.read("object"); err != nil {
			return "", err
		}
		var out []string
		for i, key := range o.keys {
			text, err := scalar(o.values[i])
			if err != nil {
				return "", err
			}
			if text != "" {
				out = append(out, escapeKey.Replace(key)+"="+escapeItem.Replace(text))
			}
		}
		return strings.Join(out, ";"), nil
	}
	return scalar(v)
}

func scalar(v json.RawMessage) (string, error) {
	switch v[0] {
	case 'n':
		return "", nil
	case '"':
		var s string
		err := json.Unmarshal(v, &s)
		return s, err
	case '[', '{':
		return nestedText(v), nil
	}
	return string(v), nil
}

// listItem is an item of a list: of an object what it is called or worth.
func listItem(v json.RawMessage) (string, error) {
	if v[0] == '{' {
		inner := object{raw: v}
		if inner.read("object") == nil {
			if text, at := inner.calling(); at >= 0 {
				return text, nil
			}
		}
	}
	return scalar(v)
}

// nestedText is what is nested more deeply, as it is.
func nestedText(v json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, v) != nil {
		return string(v)
	}
	return b.String()
}
