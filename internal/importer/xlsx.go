package importer

import (
	"slices"
	"strings"

	"github.com/thedatashed/xlsxreader"

	"leads/internal/crm"
	"leads/internal/say"
)

// grid is the rows of a workbook's sheet behind the header.
type grid struct {
	rows    []gridRow
	headers []string
}

type gridRow struct {
	line  int
	cells []string
}

// openXLSX reads a sheet of a workbook: the one that was asked for, else the
// first that has rows.
func (f *File) openXLSX(data []byte) ([]string, error) {
	f.Kind = "xlsx"
	book, err := xlsxreader.NewReader(data)
	if err != nil {
		return nil, notWorkbook(err.Error())
	}
	sheet, rows, err := f.chooseSheet(book)
	if err != nil {
		return nil, err
	}
	if len(book.Sheets) > 1 {
		others := slices.DeleteFunc(slices.Clone(book.Sheets), func(s string) bool { return s == sheet })
		f.Notes = append(f.Notes, say.T("the sheet %q is read; --sheet NAME reads another: %s", sheet, strings.Join(others, ", ")))
	}
	at := f.gridHeader(rows)
	if len(rows) == 0 {
		return nil, crm.Errorf(crm.Refused, "the file is empty")
	}
	if at > 0 {
		f.Notes = append(f.Notes, say.T("the header is on line %d; what is above it is left out", rows[at].line))
	}
	headers := rows[at].cells
	f.records = grid{rows[at+1:], headers}
	return headers, nil
}

// chooseSheet finds the sheet and reads its rows.
func (f *File) chooseSheet(book *xlsxreader.XlsxFile) (name string, rows []gridRow, err error) {
	if want := f.options.Sheet; want != "" {
		for _, s := range book.Sheets {
			if s == want || crm.Key(s) == crm.Key(want) {
				rows, err := sheetRows(book, s)
				return s, rows, err
			}
		}
		return "", nil, crm.Errorf(crm.Refused, "the workbook has no sheet %q", want).OneOf(want, book.Sheets)
	}
	for _, s := range book.Sheets {
		if rows, err = sheetRows(book, s); err != nil || len(rows) > 1 {
			return s, rows, err
		}
		if name == "" {
			name = s
		}
	}
	return name, rows, nil
}

// sheetRows reads a whole sheet. Dates come as 2026-11-21, numbers exactly.
func sheetRows(book *xlsxreader.XlsxFile, sheet string) (rows []gridRow, err error) {
	for row := range book.ReadRows(sheet) {
		if row.Error != nil {
			if err == nil {
				err = notWorkbook(row.Error.Error())
			}
			continue // the library ends only when all was taken
		}
		if err != nil || len(row.Cells) == 0 {
			continue
		}
		r := gridRow{line: row.Index}
		for _, c := range row.Cells {
			at := c.ColumnIndex()
			if at < 0 || at > maxColumns {
				continue
			}
			for len(r.cells) <= at {
				r.cells = append(r.cells, "")
			}
			r.cells[at] = cellText(c)
		}
		rows = append(rows, r)
	}
	return rows, err
}

// cellText is a cell as CSV would have it.
func cellText(c xlsxreader.Cell) string {
	switch {
	case c.Type == xlsxreader.TypeBoolean && c.Value == "1":
		return "true"
	case c.Type == xlsxreader.TypeBoolean:
		return "false"
	}
	return strings.ReplaceAll(c.Value, "_x000D_", "")
}

func notWorkbook(why string) error {
	return crm.Errorf(crm.Refused, "the workbook cannot be read: %s", why).WithHint("save the sheet as CSV, and import that")
}

// gridHeader is the row of the header, as headerStart finds it in CSV.
func (f *File) gridHeader(rows []gridRow) int {
	const most = 40
	for i, r := range rows[:min(len(rows), most)] {
		if knownHeaders(r.cells, f.options) >= 2 {
			return i
		}
		if filled(r.cells) > 2 {
			break
		}
	}
	return 0
}

// each gives every row once, padded to the header.
func (g grid) each(yield func(record) bool) {
	as := csvText{headers: g.headers}
	for i, r := range g.rows {
		rec := record{line: r.line, cells: r.cells, part: float64(i+1) / float64(len(g.rows))}
		for len(rec.cells) < len(g.headers) {
			rec.cells = append(rec.cells, "")
		}
		rec.err = as.check(&rec, []byte(strings.Join(rec.cells, ",")))
		if !yield(rec) {
			return
		}
	}
}
