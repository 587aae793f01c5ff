package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"leads/internal/crm"
	"leads/internal/say"
)

// Person is what the file knows of one client or person.
type Person struct {
	Name    string         // as asked for
	Clients []crm.ClientID // the client of that name and those merged into it
	Leads   []crm.LeadID   // the client's, and those with that contact or e-mail
}

// Person finds a client by name, or a person by the contact or e-mail of a
// lead. Somebody the file does not know is NotFound.
func (t *Tx) Person(ctx context.Context, name string) (p Person, err error) {
	p.Name = name
	ids := func(query string, args ...any) (list []int64, err error) {
		err = t.each(ctx, query, args, func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			list = append(list, id)
			return err
		})
		return list, err
	}
	clients, err := ids(`SELECT id FROM client WHERE id IN (SELECT coalesce(merged_into, id) FROM client WHERE key = ?1)
		OR merged_into IN (SELECT coalesce(merged_into, id) FROM client WHERE key = ?1)
		OR email <> '' AND email = ?2 COLLATE NOCASE OR contact <> '' AND contact = ?2 COLLATE NOCASE ORDER BY id`, crm.Key(name), name)
	if err != nil {
		return p, err
	}
	leads, err := ids(`SELECT l.id FROM lead l LEFT JOIN lead m ON m.id = l.merged_into WHERE coalesce(m.client_id, l.client_id) IN (
			SELECT id FROM client WHERE id IN (SELECT coalesce(merged_into, id) FROM client WHERE key = ?1)
			OR merged_into IN (SELECT coalesce(merged_into, id) FROM client WHERE key = ?1))
		OR l.client_id IN (SELECT id FROM client WHERE key = ?1)
		OR l.email <> '' AND l.email = ?2 COLLATE NOCASE OR l.contact <> '' AND l.contact = ?2 COLLATE NOCASE ORDER BY l.id`, crm.Key(name), name)
	if err != nil {
		return p, err
	}
	for _, id := range clients {
		p.Clients = append(p.Clients, crm.ClientID(id))
	}
	for _, id := range leads {
		p.Leads = append(p.Leads, crm.LeadID(id))
	}
	if len(clients) == 0 && len(leads) == 0 {
		return p, crm.Errorf(crm.NotFound, "there is no client, contact or e-mail %q", name).WithHint("leads client list --all")
	}
	return p, nil
}

// Forgotten tells what was erased.
type Forgotten struct {
	Leads    int
	Mentions int      // texts elsewhere in which the name was blotted out
	Unsought []string // names that were not looked for elsewhere: too short, or names of the vocabulary as well
	Copies   []string // automatic copies that were deleted
}

// gone replaces a person's words.
const gone = "(forgotten)"

// Forget erases a person: names, addresses, notes, own fields, what activities
// noted, the blocking keys by which duplicates are found, every mention of their
// words in other texts, and the journal, so that nothing before can be undone.
// What remains says nothing of anybody: days, sources, stages, minutes, amounts. The
// automatic copies beside the file go, too, before the erasing is committed: one
// that is cut short can be asked for again. Free pages are overwritten. then, if
// any, makes again what follows from the words, in the same transaction. With
// keep, names that are common words stay in the texts of others.
func (s *Store) Forget(ctx context.Context, name string, keep bool, at crm.Instant, then func(*Tx) error) (f Forgotten, err error) {
	err = s.Update(ctx, Command{}, func(tx *Tx) error {
		p, err := tx.Person(ctx, name)
		if err != nil {
			return err
		}
		words, err := tx.wordsOf(ctx, p)
		if err != nil {
			return err
		}
		var sought []string
		if sought, f.Unsought, err = tx.sought(ctx, words, keep); err != nil {
			return err
		}
		m, all := mentionsOf(sought), mentionsOf(words)
		if err := tx.erase(ctx, p); err != nil {
			return err
		}
		f.Leads = len(p.Leads)
		if f.Mentions, err = tx.blot(ctx, m); err != nil {
			return err
		}
		if err := tx.sealJournal(ctx, all, at); err != nil {
			return err
		}
		if then != nil {
			if err := then(tx); err != nil {
				return err
			}
		}
		f.Copies, err = s.dropCopies()
		return err
	})
	if err != nil {
		return f, err
	}
	if err := s.exec(context.WithoutCancel(ctx), "VACUUM"); err != nil {
		return f, &crm.Error{Kind: crm.Refused, Msg: say.T("%s is erased, but free space in the file could not be cleared", name),
			Hint: say.T("make room and run it for any client: leads client forget NAME"), Err: err}
	}
	return f, nil
}

// dropCopies deletes every automatic copy, whole or not.
func (s *Store) dropCopies() ([]string, error) {
	list, err := Copies(s.path)
	if err != nil {
		return nil, err
	}
	rest, err := remains(s.path)
	if err != nil {
		return nil, err
	}
	list = append(list, rest...)
	for _, path := range list {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fileError(path, err)
		}
	}
	_ = os.Remove(copiesOf(s.path)) // if nothing else is in it
	return list, nil
}

// wordsOf gathers what tells who a person is: the names of the client, full
// names of contacts, addresses, ids and links of their leads. A word that others may
// carry as well, such as a contact "info" or an id "7", is not among them.
func (t *Tx) wordsOf(ctx context.Context, p Person) (words []string, err error) {
	words = append(words, p.Name)
	for _, id := range p.Clients {
		var client, contact, email, phone, url string
		if _, err := t.one(ctx, `SELECT name, contact, email, phone, url FROM client WHERE id = ?`, []any{int64(id)}, &client, &contact, &email, &phone, &url); err != nil {
			return nil, err
		}
		words = append(append(words, client), ownWords(contact, email, phone, url, "")...)
	}
	for _, id := range p.Leads {
		var contact, email, phone, url, external string
		if _, err := t.one(ctx, `SELECT contact, email, phone, url, external_id FROM lead WHERE id = ?`, []any{int64(id)},
			&contact, &email, &phone, &url, &external); err != nil {
			return nil, err
		}
		words = append(words, ownWords(contact, email, phone, url, external)...)
	}
	return words, nil
}

// ownWords are those that identify one person and nobody else.
func ownWords(contact, email, phone, url, external string) []string {
	words := []string{email}
	for _, w := range []struct {
		text string
		own  bool // nobody else's
	}{{contact, strings.Contains(contact, " ")}, {phone, len(phone) >= 6}, {external, len(external) >= 6},
		{url, strings.Count(strings.TrimRight(url, "/"), "/") >= 3}} {
		if w.own {
			words = append(words, w.text)
		}
	}
	return words
}

// erase empties a person's own records.
func (t *Tx) erase(ctx context.Context, p Person) error {
	for _, id := range p.Clients {
		name := fmt.Sprintf("%s %d", gone, int64(id))
		if _, err := t.exec(ctx, `UPDATE client SET name = ?, key = ?, note = '', contact = '', email = '', phone = '', url = '', origin = '' WHERE id = ?`, name, crm.Key(name), int64(id)); err != nil {
			return err
		}
	}
	for _, id := range p.Leads {
		if _, err := t.exec(ctx, `UPDATE lead SET title = ?, contact = '', email = '', phone = '', url = '', external_id = '', tags = '[]',
			fields = '{}', note = '' WHERE id = ?`, gone, int64(id)); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE activity SET note = '' WHERE lead_id = ? AND note <> ''`, int64(id)); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE payment SET note = '', external_id = '' WHERE lead_id = ?`, int64(id)); err != nil {
			return err
		}
	}
	if len(p.Leads) == 0 {
		return nil
	}
	list := make([]string, len(p.Leads))
	for i, id := range p.Leads {
		list[i] = fmt.Sprint(int64(id))
	}
	_, err := t.exec(ctx, `DELETE FROM lead_key WHERE lead_id IN (`+strings.Join(list, ", ")+`)`)
	return err
}

// blot overwrites every mention in any text of any table but the journal and the
// names of the vocabulary, which are nobody's.
func (t *Tx) blot(ctx context.Context, m *mentions) (n int, err error) {
	err = t.eachMention(ctx, m, func(table, column string, id int64, text string) error {
		n++
		query, args := fmt.Sprintf(`UPDATE %s SET %s = ? WHERE rowid = ?`, named(table), named(column)), []any{text, id}
		if column == "name" && (table == "client" || table == "saved_report") { // it stays one name: its key follows
			name := fmt.Sprintf("%s %d", text, id)
			query, args = fmt.Sprintf(`UPDATE "%s" SET name = ?, key = ? WHERE rowid = ?`, table), []any{name, crm.Key(name), id}
		}
		_, err := t.exec(ctx, query, args...)
		return err
	})
	if err != nil {
		return n, err
	}
	aliases, err := t.words(ctx, `SELECT key FROM setting WHERE substr(key, 1, 6) = 'alias.'`)
	for _, key := range aliases {
		if err == nil && m.blot(key) != key {
			n++
			err = t.SetSetting(ctx, key, "")
		}
	}
	return n, err
}

// eachMention hands every text that holds a mention to fn, as it is without it.
func (t *Tx) eachMention(ctx context.Context, m *mentions, fn func(table, column string, id int64, text string) error) error {
	if len(m.begin)+len(m.short) == 0 {
		return nil
	}
	tables, err := t.words(ctx, `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND wr = 0
		AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> 'journal' ORDER BY name`)
	if err != nil {
		return err
	}
	for _, table := range tables {
		columns, err := t.words(ctx, `SELECT name FROM pragma_table_info(?) WHERE type = 'TEXT' AND name <> 'key'`, table)
		if err != nil {
			return err
		}
		columns = slices.DeleteFunc(columns, func(column string) bool { return isOwnWords(table, column) })
		if len(columns) == 0 {
			continue
		}
		if err := t.mentionsIn(ctx, table, columns, m, fn); err != nil {
			return err
		}
	}
	return nil
}

// isOwnWords reports whether a column holds the program's own words, days and
// rates. A client may be called New, or EUR: there the word does not mean them.
func isOwnWords(table, column string) bool {
	return slices.Contains([]string{"source", "channel", "campaign", "other_name"}, table) && column == "name" ||
		table == "lead_pair" || strings.HasSuffix(column, "_on") || strings.HasSuffix(column, "_at") || strings.HasSuffix(column, "currency") ||
		slices.Contains([]string{"stage", "outcome", "reason", "direction", "rate", "day", "on_day"}, column)
}

// quoted is a text within a condition of the rules of scoring.
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'` + "|`[^`]*`")

// blotCell is what a text becomes in one row, which key names if it is a
// setting: most of those, and most kinds, are the program's own words, too, and
// of the rules of scoring all but what they quote.
func (m *mentions) blotCell(table, column, key, text string) string {
	switch {
	case table == "setting" && key == scoreSetting:
		return quoted.ReplaceAllStringFunc(text, m.blot)
	case table == "setting" && !strings.HasPrefix(key, "alias.") && key != "kinds",
		column == "kind" && slices.Contains(crm.Kinds, text):
		return text
	}
	return m.blot(text)
}

// words reads one column of text.
func (t *Tx) words(ctx context.Context, query string, args ...any) (list []string, err error) {
	err = t.each(ctx, query, args, func(rows *sql.Rows) error {
		list = append(list, "")
		return rows.Scan(&list[len(list)-1])
	})
	return list, err
}

// mentionsIn reads a table once, all texts of a row as one: few rows hold a
// mention, and those are looked at column by column.
func (t *Tx) mentionsIn(ctx context.Context, table string, columns []string, m *mentions, fn func(table, column string, id int64, text string) error) error {
	type hit struct {
		column int
		id     int64
		text   string
	}
	var hits []hit
	key := "''"
	if table == "setting" {
		key = "key"
	}
	var names, all []string
	for _, column := range columns {
		names = append(names, named(column))
		if column == "kind" { // nearly all are the program's own words
			all = append(all, fmt.Sprintf("iif(%[1]s IN ('%[2]s'), '', %[1]s)", named(column), strings.Join(crm.Kinds, "', '")))
			continue
		}
		all = append(all, fmt.Sprintf("coalesce(%s, '')", named(column)))
	}
	var ids []int64
	err := t.each(ctx, fmt.Sprintf(`SELECT rowid, %s AS texts FROM %s WHERE octet_length(texts) > %d`,
		strings.Join(all, ` || char(10) || `), named(table), len(columns)), nil, func(rows *sql.Rows) error {
		var id int64
		var texts sql.RawBytes
		if err := rows.Scan(&id, &texts); err != nil {
			return err
		}
		if len(m.in(texts)) > 0 {
			ids = append(ids, id)
		}
		return nil
	})
	if err != nil {
		return err
	}
	query := fmt.Sprintf(`SELECT %s, %s FROM %s WHERE rowid = ?`, key, strings.Join(names, ", "), named(table))
	values, into := make([]sql.NullString, len(columns)+1), make([]any, len(columns)+1)
	for i := range values {
		into[i] = &values[i]
	}
	for _, id := range ids {
		if _, err := t.one(ctx, query, []any{id}, into...); err != nil {
			return err
		}
		for i, column := range columns {
			text := values[i+1].String
			if after := m.blotCell(table, column, values[0].String, text); after != text {
				hits = append(hits, hit{i, id, after})
			}
		}
	}
	for _, h := range hits {
		if err := fn(table, columns[h.column], h.id, h.text); err != nil {
			return err
		}
	}
	return nil
}

// shortest is how many bytes the key of a word has at least that is looked for in
// the texts of others: "Al" is in too many of them.
const shortest = 4

// sought are the words of a person that are looked for in other texts, and those
// that are not: too short, names of the vocabulary, and with keep common words.
func (t *Tx) sought(ctx context.Context, words []string, keep bool) (sought, not []string, err error) {
	list, err := t.words(ctx, `SELECT key FROM source UNION SELECT key FROM channel UNION SELECT key FROM campaign UNION SELECT key FROM other_name`)
	if err != nil {
		return nil, nil, err
	}
	for _, w := range words {
		w = strings.TrimSpace(w)
		switch key := crm.Key(w); {
		case w == "":
		case len(key) < shortest, slices.Contains(list, key), slices.Contains(crm.Kinds, strings.ToLower(w)), keep && isOneWord(w):
			if !slices.Contains(not, w) {
				not = append(not, w)
			}
		default:
			sought = append(sought, w)
		}
	}
	return sought, not, nil
}

// isOneWord reports whether a name may be a common word as well.
func isOneWord(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) })
}

// CommonWord tells how many texts about others hold a name of a person that is a
// common word, as seen by their writing it with a small letter: "design" for a
// client called Design. Erasing it there would destroy what is not theirs. It is
// 0 for any other name.
func (t *Tx) CommonWord(ctx context.Context, p Person) (word string, texts int, err error) {
	words, err := t.wordsOf(ctx, p)
	if err != nil {
		return "", 0, err
	}
	sought, _, err := t.sought(ctx, words, false)
	if err != nil {
		return "", 0, err
	}
	for _, w := range sought {
		if texts > 0 || !isOneWord(w) {
			continue
		}
		m := mentionsOf([]string{w})
		small, err := regexp.Compile(`\b` + regexp.QuoteMeta(strings.ToLower(w)) + `\b`)
		if err != nil {
			return "", 0, err
		}
		n, common := 0, strings.ToLower(w) == w
		err = t.eachMention(ctx, m, func(table, column string, id int64, _ string) error {
			lead := crm.LeadID(id)
			if table == "activity" || table == "payment" {
				if _, err := t.one(ctx, fmt.Sprintf(`SELECT coalesce(lead_id, 0) FROM "%s" WHERE rowid = ?`, table), []any{id}, &lead); err != nil {
					return err
				}
			}
			if table != "client" && slices.Contains(p.Leads, lead) || table == "client" && slices.Contains(p.Clients, crm.ClientID(id)) {
				return nil // their own, which is erased anyway
			}
			n++
			if common {
				return nil
			}
			list, err := t.words(ctx, fmt.Sprintf(`SELECT %s FROM %s WHERE rowid = ?`, named(column), named(table)), id)
			common = len(list) == 1 && small.MatchString(list[0])
			return err
		})
		if err != nil {
			return "", 0, err
		}
		if common && n > 0 {
			word, texts = w, n
		}
	}
	return word, texts, nil
}

// mentions finds a person's words in a text. The zero value finds none. A client of
// thousands of leads has as many addresses and links, so that the words are found
// by how they begin.
type mentions struct {
	begin map[[shortest]byte][]string // words in small letters, by their first bytes
	maybe [1 << 14]bool               // those first bytes, folded: asked at every byte of every text
	short []string                    // words that are too short to have such a beginning
	exact map[string]*regexp.Regexp   // for the words that a text holds
	room  []byte
}

// in are the words that a text may mention, the longest first.
func (m *mentions) in(text []byte) (found []string) {
	if len(m.begin)+len(m.short) == 0 {
		return nil
	}
	small := m.room[:0]
	for _, c := range text {
		if c >= utf8.RuneSelf {
			small = append(small[:0], bytes.ToLower(text)...)
			break
		}
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		small = append(small, c)
	}
	m.room = small
	for _, word := range m.short {
		if bytes.Contains(small, []byte(word)) {
			found = append(found, word)
		}
	}
	for ; len(small) >= shortest; small = small[1:] {
		if !m.maybe[fold(small)] {
			continue
		}
		for _, word := range m.begin[[shortest]byte(small)] {
			if len(word) <= len(small) && string(small[:len(word)]) == word && !slices.Contains(found, word) {
				found = append(found, word)
			}
		}
	}
	slices.SortFunc(found, func(a, b string) int { // an address before the name in it
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return found
}

// fold makes a place in mentions.maybe of the first bytes of a text.
func fold(text []byte) uint32 {
	return binary.LittleEndian.Uint32(text) * 2654435761 >> 18
}

// mentionsOf looks for words in any case, with their accents written in either
// way or left out, also as JSON, JSON in JSON, and a quoted line write them.
func mentionsOf(words []string) *mentions {
	var all []string
	for _, w := range words {
		if w = strings.TrimSpace(w); w == "" {
			continue
		}
		for _, w := range crm.Spellings(w) {
			all = append(all, w, strings.ReplaceAll(w, "'", `'\''`))
			once := jsonForms(w)
			all = append(all, once...)
			for _, text := range once {
				all = append(all, jsonForms(text)...)
			}
		}
	}
	m := &mentions{begin: map[[shortest]byte][]string{}, exact: map[string]*regexp.Regexp{}}
	for i, w := range all {
		all[i] = strings.ToLower(w)
	}
	slices.Sort(all)
	for _, w := range slices.Compact(all) {
		if len(w) >= shortest {
			begin := [shortest]byte([]byte(w))
			m.begin[begin] = append(m.begin[begin], w)
			m.maybe[fold(begin[:])] = true
		} else if len(w) > 1 {
			m.short = append(m.short, w)
		}
	}
	return m
}

// jsonForms are the ways in which JSON may write a text: with <, > and & as they
// are, or not.
func jsonForms(text string) []string {
	var list []string
	for _, html := range []bool{true, false} {
		var out strings.Builder
		e := json.NewEncoder(&out)
		e.SetEscapeHTML(html)
		if e.Encode(text) == nil { // a text always is
			list = append(list, strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(out.String()), `"`), `"`))
		}
	}
	return list
}

// blot replaces the words where they are whole words, not inside longer ones.
func (m *mentions) blot(text string) string {
	words := m.in([]byte(text))
	if len(words) == 0 {
		return text
	}
	for i, w := range words {
		words[i] = regexp.QuoteMeta(w)
	}
	pattern := `(?i)` + strings.Join(words, "|")
	exact := m.exact[pattern]
	if exact == nil {
		exact = regexp.MustCompile(pattern) // quoted words
		m.exact[pattern] = exact
	}
	var out strings.Builder
	for from := 0; ; {
		span := exact.FindStringIndex(text[from:])
		if span == nil {
			out.WriteString(text[from:])
			return out.String()
		}
		start, end := from+span[0], from+span[1]
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if inWord(before) || inWord(after) || after == '/' {
			_, size := utf8.DecodeRuneInString(text[start:])
			out.WriteString(text[from : start+size])
			from = start + size
			continue
		}
		out.WriteString(text[from:start])
		out.WriteString(gone)
		from = end
	}
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// sealJournal makes everything before impossible to undo, and keeps of each
// command that mentions the person only its first word.
func (t *Tx) sealJournal(ctx context.Context, m *mentions, at crm.Instant) error {
	type line struct {
		id      int64
		command string
	}
	var lines []line
	err := t.each(ctx, `SELECT id, command FROM journal`, nil, func(rows *sql.Rows) error {
		var l line
		err := rows.Scan(&l.id, &l.command)
		lines = append(lines, l)
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range lines {
		if m.blot(l.command) != l.command {
			l.command, _, _ = strings.Cut(l.command, " ")
			l.command += " …"
		}
		if _, err := t.exec(ctx, `UPDATE journal SET command = ?, changes = '' WHERE id = ?`, l.command, l.id); err != nil {
			return err
		}
	}
	_, err = t.exec(ctx, `INSERT INTO journal (command, at, changes) VALUES ('client forget …', ?, '')`, string(at))
	return err
}
