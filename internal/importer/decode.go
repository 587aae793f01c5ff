package importer

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"leads/internal/crm"
	"leads/internal/say"
)

// decode makes plain UTF-8 text of a file's bytes: no byte order mark, and
// lines that end in LF. What was not UTF-8 is said in the notes. Bytes that
// fit no encoding stay, and spoil their row only. An empty file is Refused.
func decode(data []byte) ([]byte, []say.Text, error) {
	var notes []say.Text
	if name, from := encodingOf(data); from != nil {
		text, err := from.NewDecoder().Bytes(data)
		if err != nil {
			return nil, nil, crm.Errorf(crm.Refused, "the file is %s, but cannot be read as that: %s", name, err.Error()).
				WithHint("save it as CSV UTF-8")
		}
		data, notes = text, []say.Text{say.T("the file is read as %s, not as UTF-8", name)}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, nil, crm.Errorf(crm.Refused, "the file is empty")
	}
	// Old Mac files end lines in CR alone.
	if bytes.IndexByte(data, '\n') < 0 && bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	return data, notes, nil
}

// encodingOf finds the encoding by rules, in this order: the byte order mark,
// the pattern of NUL bytes that Western text has in UTF-16, whether the bytes
// are UTF-8, and else Windows-1252, which Excel writes. The libraries that
// guess by frequency call plain UTF-8 half of everything. Nil is UTF-8.
func encodingOf(data []byte) (string, encoding.Encoding) {
	little := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return "UTF-16", little
	case nulsOfUTF16(data, 1):
		return "UTF-16", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case nulsOfUTF16(data, 0):
		return "UTF-16", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case utf8.Valid(data), damagedUTF8(data):
		return "", nil
	}
	return "Windows-1252", charmap.Windows1252
}

// nulsOfUTF16 reports whether the bytes at even or odd places are mostly NUL
// and the others never, as in UTF-16 of a text whose header is Western.
func nulsOfUTF16(data []byte, place int) bool {
	const enough = 4 << 10
	var nuls [2]int
	data = data[:min(len(data), enough)]
	for i, b := range data {
		if b == 0 {
			nuls[i%2]++
		}
	}
	return nuls[1-place] == 0 && nuls[place] >= 4 && nuls[place] > len(data)/4
}

// damagedUTF8 reports whether bytes that are not UTF-8 are rather a damaged
// text of it: most of what is not ASCII is, or it has a byte that
// Windows-1252 does not have. Then only the rows with the damage are bad.
func damagedUTF8(data []byte) bool {
	whole, broken := 0, 0
	for len(data) > 0 {
		i := bytes.IndexFunc(data, func(r rune) bool { return r >= utf8.RuneSelf })
		if i < 0 {
			break
		}
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r != utf8.RuneError || n > 1:
			whole++
		case bytes.IndexByte([]byte("\x81\x8d\x8f\x90\x9d"), data[i]) >= 0:
			return true
		default:
			broken++
		}
		data = data[i+n:]
	}
	return whole > broken
}
