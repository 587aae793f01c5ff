package importer

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"
)

// xlsxMark is the part of a zip archive that makes it a workbook.
const xlsxMark = "xl/workbook.xml"

// signatures are the first bytes of files that are no table, with what they are
// and the way out.
var signatures = []struct {
	bytes      string
	name, hint say.Text
}{
	{"%PDF", say.T("PDF document"), say.T("export the table behind it as CSV, or copy it into a spreadsheet and save that as CSV")},
	{"\xd0\xcf\x11\xe0", say.T("old or protected Office file (.xls)"), say.T("open it in a spreadsheet and save it as .xlsx or CSV")},
	{"\x89PNG", say.T("image"), say.T("type the rows into a spreadsheet and save it as CSV")},
	{"\xff\xd8\xff", say.T("image"), say.T("type the rows into a spreadsheet and save it as CSV")},
	{"GIF8", say.T("image"), say.T("type the rows into a spreadsheet and save it as CSV")},
	{"\x1f\x8b", say.T("gzip archive"), say.T("unpack it first: gunzip FILE")},
	{"SQLite format 3\x00", say.T("SQLite database"), say.T("a file of leads is brought back with: leads restore FILE")},
	{`{\rtf`, say.T("rich text document"), say.T("copy the table into a spreadsheet and save it as CSV")},
}

// texts are the first words of text files that are no table.
var texts = []struct {
	begins     string
	name, hint say.Text
}{
	{"begin:vcard", say.T("vCard (contacts)"), say.T("export the contacts as CSV, then: leads import contacts.csv --as clients")},
	{"begin:vcalendar", say.T("calendar (iCalendar)"), say.T("export the events as CSV, then: leads import events.csv --as activities")},
	{"from ", say.T("mailbox (mbox)"), say.T("list the messages in a CSV with date, lead and note, then: leads import messages.csv --as activities")},
	{"return-path:", say.T("e-mail message"), say.T("type what it says: leads add TITLE --email ADDRESS")},
	{"received:", say.T("e-mail message"), say.T("type what it says: leads add TITLE --email ADDRESS")},
	{"delivered-to:", say.T("e-mail message"), say.T("type what it says: leads add TITLE --email ADDRESS")},
	{"<!doctype html", say.T("web page (HTML)"), say.T("copy its table into a spreadsheet and save it as CSV")},
	{"<html", say.T("web page (HTML)"), say.T("copy its table into a spreadsheet and save it as CSV")},
	{"<table", say.T("web page (HTML)"), say.T("copy its table into a spreadsheet and save it as CSV")},
	{"<?xml", say.T("XML document"), say.T("export CSV or JSON instead")},
}

// refuseFormat refuses by its name what is no table, and reports whether the
// file is an .xlsx workbook.
func refuseFormat(data []byte) (workbook bool, err error) {
	begin := data[:min(len(data), 1<<10)]
	if bytes.HasPrefix(begin, []byte("PK\x03\x04")) || bytes.HasPrefix(begin, []byte("PK\x05\x06")) {
		return archiveFormat(data)
	}
	for _, s := range signatures {
		if bytes.HasPrefix(begin, []byte(s.bytes)) {
			return false, notTable(s.name, s.hint)
		}
	}
	if bytes.HasPrefix(begin, []byte("RIFF")) && bytes.Contains(begin, []byte("WEBP")) {
		return false, notTable(say.T("image"), say.T("type the rows into a spreadsheet and save it as CSV"))
	}
	return false, nil
}

// refuseText is refuseFormat for the text of a file.
func refuseText(text []byte) error {
	begin := strings.ToLower(strings.TrimLeft(string(text[:min(len(text), 200)]), " \t\r\n"))
	line, _, _ := strings.Cut(begin, "\n")
	for _, t := range texts {
		if !strings.HasPrefix(begin, t.begins) {
			continue
		}
		if t.begins == "from " && (strings.ContainsAny(line, ",;\t|") || !strings.Contains(line, "@") && !strings.Contains(line, ":")) {
			continue // a header may begin with the word
		}
		return notTable(t.name, t.hint)
	}
	return nil
}

// archiveFormat tells a workbook from the other files that are zip archives.
func archiveFormat(data []byte) (workbook bool, err error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return false, notTable(say.T("damaged zip archive"), say.T("open it in the program that made it and save it as CSV"))
	}
	for _, f := range z.File {
		switch {
		case f.Name == xlsxMark:
			return true, nil
		case f.Name == "xl/workbook.bin":
			return false, notTable(say.T("binary workbook (.xlsb)"), say.T("save it as .xlsx or CSV"))
		case strings.HasPrefix(f.Name, "word/"):
			return false, notTable(say.T("Word document"), say.T("copy its table into a spreadsheet and save it as CSV"))
		case strings.HasPrefix(f.Name, "Index/") && strings.HasSuffix(f.Name, ".iwa"):
			return false, notTable(say.T("Numbers spreadsheet"), say.T("export it as CSV or Excel (.xlsx)"))
		case f.Name == "mimetype" && strings.Contains(firstBytes(f), "opendocument"):
			return false, notTable(say.T("OpenDocument file (.ods)"), say.T("save it as .xlsx or CSV"))
		}
	}
	return false, notTable(say.T("zip archive"), say.T("unpack it, and import the file inside"))
}

func firstBytes(f *zip.File) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	text, _ := io.ReadAll(io.LimitReader(r, 200)) // a part that cannot be read says nothing
	return string(text)
}

func notTable(name, hint say.Text) error {
	err := crm.Errorf(crm.Refused, "the file is not a table: %s", name)
	err.Hint = hint
	return err
}
