package importer

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"leads/internal/crm"
)

// envelopes are the keys under which the answers of an API hold their records.
var envelopes = []string{"records", "results", "data", "items", "leads", "value", "deals", "opportunities", "contacts", "time_entries", "timeentries",
	"entries", "rows", "result", "response", "objects", "list", "jobs", "cards", "payments", "invoices", "activities", "_embedded", "edges", "nodes"}

// unwrap takes the array of records out of an answer of an API, or makes one of
// a single object; false when the text is no single JSON value.
func unwrap(text []byte) ([]byte, bool) {
	if !json.Valid(text) {
		return nil, false
	}
	text = bytes.TrimSpace(text)
	if board, ok := trelloBoard(text); ok {
		return board, true
	}
	if list, ok := inside(text, 0); ok {
		return list, true
	}
	return append(append([]byte{'['}, text...), ']'), true
}

// inside finds the list of records in an object, at most three deep.
func inside(raw []byte, depth int) ([]byte, bool) {
	o := object{raw: raw}
	if depth > 2 || o.read("object") != nil {
		return nil, false
	}
	for _, name := range envelopes {
		for i, key := range o.keys {
			if !strings.EqualFold(key, name) {
				continue
			}
			v := o.values[i]
			if isRecords(v) {
				return v, true
			}
			if v[0] == '{' {
				if list, ok := inside(v, depth+1); ok {
					return list, true
				}
			}
		}
	}
	return nil, false
}

// isRecords is true for an array of objects, and for an empty one.
func isRecords(v []byte) bool {
	if len(v) == 0 || v[0] != '[' {
		return false
	}
	rest := bytes.TrimLeft(v[1:], " \t\r\n")
	return len(rest) > 0 && (rest[0] == '{' || rest[0] == ']')
}

// board is what is read of a Trello board as Trello itself exports it.
type board struct {
	Lists []struct {
		ID, Name string
		Closed   bool
	} `json:"lists"`
	Cards []struct {
		ID, Name, Desc, URL, Due, Start, IDList string
		Closed                                  bool
		DateLastActivity                        string
		Labels                                  []struct{ Name, Color string }
	} `json:"cards"`
}

// trelloBoard writes the cards of a board as the rows of its CSV.
func trelloBoard(text []byte) ([]byte, bool) {
	var b board
	if !bytes.Contains(text, []byte(`"idList"`)) || json.Unmarshal(text, &b) != nil || b.Lists == nil || b.Cards == nil {
		return nil, false
	}
	names := map[string]string{}
	for _, l := range b.Lists {
		names[l.ID] = l.Name
	}
	type card struct {
		ID       string   `json:"Card ID"`
		Name     string   `json:"Card Name"`
		URL      string   `json:"Card URL"`
		Desc     string   `json:"Card Description"`
		Labels   []string `json:"Labels"`
		Due      string   `json:"Due Date"`
		Start    string   `json:"Start Date"`
		List     string   `json:"List Name"`
		Archived bool     `json:"Archived"`
		Touched  string   `json:"Last Activity Date"`
	}
	rows := []card{}
	for _, c := range b.Cards {
		row := card{ID: c.ID, Name: c.Name, URL: c.URL, Desc: c.Desc, Due: c.Due, Start: c.Start, List: names[c.IDList], Archived: c.Closed, Touched: c.DateLastActivity}
		for _, l := range c.Labels {
			row.Labels = append(row.Labels, escapeItem.Replace(firstOf(l.Name, l.Color)))
		}
		rows = append(rows, row)
	}
	out, err := json.Marshal(rows)
	return out, err == nil
}

// flatten lays an object out as one row: the members of a HubSpot or Airtable
// record one level up, a nested object as what it is called or worth.
func (o *object) flatten() {
	if !slices.ContainsFunc(o.values, func(v json.RawMessage) bool { return v[0] == '{' || v[0] == '[' }) {
		for _, v := range o.values {
			text, err := scalar(v)
			o.texts, o.errs = append(o.texts, text), append(o.errs, err)
		}
		return
	}
	o.lift()
	keys, values := o.keys, o.values
	o.keys = nil
	for i, key := range keys {
		v := values[i]
		if v[0] != '{' || isOwnFields(key) {
			text, err := scalarOrList(v)
			o.put(key, text, err)
			continue
		}
		o.spread(key, v)
	}
}

// put adds a member, unless there is one of that name with a value.
func (o *object) put(key, text string, err error) {
	if at := slices.Index(o.keys, key); at >= 0 {
		if o.texts[at] == "" {
			o.texts[at] = text
		}
		return
	}
	o.keys, o.texts, o.errs = append(o.keys, key), append(o.texts, text), append(o.errs, err)
}

func isOwnFields(key string) bool { return key == "fields" }

// lift takes the members of "properties" (HubSpot), "attributes" (JSON:API) and
// "fields" (Airtable) into the record.
func (o *object) lift() {
	airtable := slices.Contains(o.keys, "fields") && slices.Contains(o.keys, "createdTime")
	var keys []string
	var values []json.RawMessage
	lifted := false
	for i, key := range o.keys {
		inner := object{raw: o.values[i]}
		up := key == "properties" || key == "fields" && airtable || key == "node" || key == "attributes" && slices.Contains(o.keys, "type")
		if o.values[i][0] == '{' && (up || key == "attributes") && inner.read("object") == nil {
			if up {
				keys, values, lifted = append(keys, inner.keys...), append(values, inner.values...), true
			}
			continue // the "attributes" of Salesforce say only where it came from
		}
		keys, values = append(keys, key), append(values, o.values[i])
	}
	if lifted {
		for i := len(keys) - 1; i >= 0; i-- { // what the record says of itself, beside its properties
			if k := keys[i]; k == "createdAt" && slices.Contains(keys, "createdate") || k == "updatedAt" || k == "archived" && values[i][0] == 'f' || k == "hs_object_id" && slices.Contains(keys, "id") {
				keys, values = slices.Delete(keys, i, i+1), slices.Delete(values, i, i+1)
			}
		}
	}
	o.keys, o.values = keys, values
}

// callings are the members that say what an object is called or worth, in the
// order in which they are asked.
var callings = []string{"name", "value", "label", "title", "displayname", "fullname", "text", "email", "address", "date", "datetime", "number", "amount", "login", "username"}

// spread gives a nested object as one cell, and its other members that a header
// is known for as cells of their own.
func (o *object) spread(key string, v json.RawMessage) {
	inner := object{raw: v}
	if err := inner.read("object"); err != nil {
		o.put(key, "", errors.New(err.Error()))
		return
	}
	said, at := inner.calling()
	if said != "" || at >= 0 {
		o.put(key, said, nil)
	} else if len(inner.keys) == 0 {
		o.put(key, "", nil)
	}
	for i, sub := range inner.keys {
		if i == at || at >= 0 && (inner.values[i][0] == '{' || inner.values[i][0] == '[') {
			continue
		}
		text, err := scalarOrList(inner.values[i])
		if err != nil || text == "" {
			continue
		}
		_, both := headerField(key+" "+sub, Leads)
		_, parent := headerField(key, Leads)
		_, alone := headerField(sub, Leads)
		switch {
		case both:
			o.put(key+" "+sub, text, nil)
		case at >= 0: // the object has a name, the rest is about that
		case alone && !parent && !slices.Contains(o.keys, sub):
			o.put(sub, text, nil)
		default:
			o.put(key+"."+sub, text, nil)
		}
	}
}

// calling is the member of an object that names it, and its place; -1 for none.
func (o object) calling() (string, int) {
	text := func(names ...string) (string, int) {
		for _, name := range names {
			for i, k := range o.keys {
				if crm.Key(k) == name && o.values[i][0] != '{' && o.values[i][0] != '[' {
					if s, err := scalar(o.values[i]); err == nil {
						return s, i
					}
				}
			}
		}
		return "", -1
	}
	if cur, i := text("currency", "currencycode", "currencyisocode"); i >= 0 {
		if worth, at := text("value", "amount", "number"); at >= 0 {
			return strings.TrimSpace(cur + " " + worth), at
		}
	}
	first, i := text("firstname", "givenname")
	last, j := text("lastname", "familyname", "surname")
	if full, at := text("name", "fullname", "displayname"); at >= 0 && full != "" {
		return full, at
	}
	if i >= 0 || j >= 0 {
		return strings.TrimSpace(first + " " + last), max(i, j)
	}
	return text(callings...)
}
