package intake

import (
	"cmp"
	"context"
	"errors"
	"slices"

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
	Word  string   // as it is in the file
	To    string   // for --map-value; "" where only --create helps
	Touch bool     // it names a source, channel or campaign
}

// countWords counts the words of a bad row that nothing knows; true when nothing
// else is wrong with the row.
func (r *run) countWords(row importer.Row, err error) bool {
	for _, u := range row.Unknown {
		r.countWord(row.Line, u.Word, u.To, crm.Message(u.Err()), false)
	}
	if r.countNames(row.Line, err) {
		return true
	}
	return len(row.Unknown) > 0 && errors.Is(row.Err, row.Unknown[0].Err())
}

// countNames counts the names of a touch that an error is about; false for none.
func (r *run) countNames(line int, err error) bool {
	var named *namedTouch
	for errors.As(err, &named) {
		r.countWord(line, named.word, named.to, say.T("line %d: %s", line, named.err.Msg), true)
		if err = named.also; err == nil {
			return true
		}
	}
	return named != nil
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

// alsoSource looks at the source of a row that is bad for another reason, so that
// all problems of a file are said in one run.
func (r *run) alsoSource(ctx context.Context, tx *store.Tx, row importer.Row) {
	touch := row.Lead.First
	err := r.nearNames(ctx, tx, &touch)
	if err == nil && !r.Create.Touch {
		_, err = tx.ResolveTouch(ctx, touch, store.Create{})
		err = named(touch, err)
	}
	r.countNames(row.Line, err)
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
	r.note(say.T("rows already imported without a source stay so, since a first touch is locked: leads undo %d takes that import back, then import again", r.did.AddedBy))
	return nil
}
