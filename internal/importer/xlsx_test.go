package importer

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"leads/internal/crm"
)

// workbook makes the smallest .xlsx of two sheets: Leads, with a day as a number
// that a style shows as a date, and Prices.
func workbook(t *testing.T) []byte {
	t.Helper()
	const head = `<?xml version="1.0" encoding="UTF-8"?>`
	const main = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const rels = ` xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	const doc = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	text := func(at, s string) string {
		return `<c r="` + at + `" t="inlineStr"><is><t>` + s + `</t></is></c>`
	}
	parts := map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":                `<Relationships` + rels + `><Relationship Id="rId1" Type="` + doc + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook` + main + ` xmlns:r="` + doc + `"><sheets><sheet name="Leads" sheetId="1" r:id="rId1"/><sheet name="Prices" sheetId="2" r:id="rId2"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships` + rels + `><Relationship Id="rId1" Type="` + doc + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + doc + `/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`,
		"xl/styles.xml":              `<styleSheet` + main + `><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<worksheet` + main + `><sheetData>` +
			`<row r="1">` + text("A1", "Title") + text("B1", "Client") + text("C1", "Date") + text("D1", "Value") + text("E1", "Won") + `</row>` +
			`<row r="2">` + text("A2", "Fan") + text("B2", "Zinnia &amp; Söhne") + `<c r="C2" s="1"><v>46268</v></c><c r="D2"><v>1500.1</v></c><c r="E2" t="b"><v>0</v></c></row>` +
			`<row r="4">` + text("A4", "Kite") + `<c r="D4"><v>2400.55</v></c></row>` +
			`</sheetData></worksheet>`,
		"xl/worksheets/sheet2.xml": `<worksheet` + main + `><sheetData><row r="1">` + text("A1", "Title") + `</row><row r="2">` + text("A2", "Lamp") + `</row></sheetData></worksheet>`,
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(head + content)) // a buffer cannot fail
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A workbook is read as it is: numbers exactly, days as days, flags as flags, gaps
// as gaps; another sheet is read by its name.
func TestWorkbook(t *testing.T) {
	data := workbook(t)
	f, err := Open(data, Options{Base: "EUR", Today: "2026-11-21"})
	if err != nil {
		t.Fatal(err)
	}
	var rows []Row
	for row := range f.Rows() {
		rows = append(rows, row)
	}
	if len(rows) != 2 || rows[0].Err != nil || rows[1].Err != nil {
		t.Fatalf("%d rows: %+v", len(rows), rows)
	}
	l := rows[0].Lead
	if l.Title != "Fan" || l.Client != "Zinnia & Söhne" || l.FirstTouchOn != "2026-09-03" || l.Value != (crm.Money{Minor: 150010, Currency: "EUR"}) || !l.Open() {
		t.Errorf("%+v", l)
	}
	if l := rows[1].Lead; rows[1].Line != 4 || l.Title != "Kite" || l.Client != "" || l.Value.Minor != 240055 {
		t.Errorf("line %d: %+v", rows[1].Line, l)
	}
	if f, err = Open(data, Options{Sheet: "prices", Base: "EUR", Today: "2026-11-21"}); err != nil {
		t.Fatal(err)
	}
	for row := range f.Rows() {
		if row.Lead.Title != "Lamp" {
			t.Errorf("%+v", row.Lead)
		}
	}
	_, err = Open(data, Options{Sheet: "Nowhere"})
	if err == nil || !strings.Contains(err.Error(), `no sheet "Nowhere"`) {
		t.Errorf("%v", err)
	}
	if _, err = Open(data[:len(data)/2], Options{}); crm.KindOf(err) != crm.Refused {
		t.Errorf("half a workbook: %v", err)
	}
}
