package intake

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/store"
)

// Word is a word of a file that nothing knows, with what settles it.
type Word struct {
	Line  int      // the first
	Rows  int64    // that have it
	Said  say.Text // what is wrong, with the first line
	Word  string   // as it stands in the file
	To    string   // for --map-value; "" where only --create helps
	Touch bool     // it names a source, channel or campaign
}

// countWords counts the words of a bad row that nothing knows; true when nothing
// else is wrong with the row.
func (r *run) countWords(row importer.Row, err error) bool {
	for _, u := range row.Unknown {
		r.countWord(row.Line, u.Word, u.To, say.T("%s", u.Err()), false)
	}
	var named *namedTouch
	if errors.As(err, &named) {
		r.countWord(row.Line, named.word, named.to, say.T("line %d: %s", row.Line, named.err.Msg), true)
		return true
	}
	return len(row.Unknown) > 0 && errors.Is(row.Err, row.Unknown[0].Err())
}

func (r *run) countWord(line int, word, to string, said say.Text, touch bool) {
	if r.words == nil {
		r.words = map[string]*Word{}
	}
	key := crm.Key(word)
	if touch {
		key = "touch " + key
	}
	w := r.words[key]
	if w == nil {
		w = &Word{Line: line, Said: said, Word: word, To: to, Touch: touch}
		r.words[key] = w
	}
	w.Rows++
}

// wordList is the words in the order of their first lines.
func (r *run) wordList() (list []Word) {
	for _, w := range r.words {
		list = append(list, *w)
	}
	slices.SortFunc(list, func(a, b Word) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Word, b.Word)) })
	return list
}

// namedTouch is a source, channel or campaign that is not there, or that is
// nearly one that is.
type namedTouch struct {
	word, to string
	err      *crm.Error
}

func (n *namedTouch) Error() string { return n.err.Error() }
func (n *namedTouch) Unwrap() error { return n.err }

// nearSource refuses a source that is nearly one that is there, also where unknown
// ones are added: one meaning has one name. What a person said with --map-value stays.
func (r *run) nearSource(ctx context.Context, tx *store.Tx, name string) error {
	if name == "" || r.Insisted[crm.Key(name)] || slices.Contains(r.Sources, name) {
		return nil
	}
	if r.near == nil {
		r.near = map[string]string{}
	}
	to, asked := r.near[name]
	if !asked {
		_, err := tx.ResolveTouch(ctx, crm.TouchNames{Source: name}, store.Create{})
		if crm.KindOf(err) == crm.NotFound && err != nil {
			to = r.nearest(name)
		}
		r.near[strings.Clone(name)] = to
	}
	if to != "" {
		return &namedTouch{name, to, crm.Errorf(crm.NotFound, "there is no source %q; %s may be meant", name, to)}
	}
	return nil
}

// nearest is the source that a name is nearly, or that other tools call so; "" for none.
func (r *run) nearest(name string) string {
	for _, s := range r.Sources {
		if crm.NearEqual(s, name) || alike(s, name) {
			return s
		}
	}
	if r.Create.Touch { // the person has said that new ones are wanted
		return ""
	}
	return importer.Origin(name, r.Sources)
}

// alike reports whether two names are one in singular and plural, or one with and
// without the hyphen, the blank and the ending of their last word.
func alike(a, b string) bool {
	stem := func(s string) string { return strings.TrimSuffix(crm.Key(s), "s") }
	return stem(a) != "" && stem(a) == stem(b)
}

// alsoSource looks at the source of a row that is bad for another reason, so that
// all problems of a file are said in one run.
func (r *run) alsoSource(ctx context.Context, tx *store.Tx, row importer.Row) {
	err := r.nearSource(ctx, tx, row.Lead.First.Source)
	if err == nil && !r.Create.Touch {
		_, err = tx.ResolveTouch(ctx, row.Lead.First, store.Create{})
		err = named(row.Lead.First, err)
	}
	var n *namedTouch
	if errors.As(err, &n) {
		r.countWord(row.Line, n.word, n.to, say.T("line %d: %s", row.Line, n.err.Msg), true)
	}
}

// named tells a name of a touch that is not there apart from other faults.
func named(n crm.TouchNames, err error) error {
	var e *crm.Error
	if !errors.As(err, &e) || e.Kind != crm.NotFound {
		return err
	}
	word := n.Source
	for _, name := range []string{n.Channel, n.Campaign} {
		if name != "" && strings.Contains(e.Error(), `"`+name+`"`) {
			word = name
		}
	}
	return &namedTouch{word, "", e}
}

// sayLockedSource says what helps where a row that is there has no source, and
// this import would name one: a first touch is locked even when it is empty.
func (r *run) sayLockedSource(ctx context.Context, tx *store.Tx, id crm.LeadID, l crm.Lead) error {
	if l.First.Source == "" || r.did.AddedBy != 0 {
		return nil
	}
	had, err := tx.Lead(ctx, id)
	if err != nil || had.Touch.Source != 0 {
		return err
	}
	if r.did.AddedBy, err = tx.WroteLead(ctx, id); err != nil || r.did.AddedBy == 0 {
		return err
	}
	r.note(say.T("rows that are there without a source keep it, since a first touch is locked: leads undo %d takes that import back, then import again", r.did.AddedBy))
	return nil
}
