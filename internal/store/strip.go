package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"hash/crc32"
	"math"
	"slices"
	"time"

	"leads/internal/crm"
)

// A strip is up to 4,096 rows of one kind as columns of numbers. A report goes
// through a million of such rows in the time in which SQL hands out thirty
// thousand, so every grouping is as quick as the one whose sums are kept. Leads
// lie at the places that the low bits of their ids give, and a strip of them is
// kept in parts, so that a question reads what it needs; see strip_keep.go. Deals
// and work lie by month, so that a report on a month reads a month; see
// strip_month.go.
const (
	stripBits = 12
	stripRows = 1 << stripBits
)

// kind is what the rows of a strip are.
type kind int64

const (
	leadRows     kind = iota
	dealRows          // by closing day
	activityRows      // work on leads
	prospectRows      // work for a source that led to no lead
)

// The columns of each kind. A row that is not there has no day.
const (
	rowDay = 0 // first touch, closing day, day of the activity
	rowOf  = 1 // the lead: of a lead the one it is merged into

	leadSource, leadChannel, leadCampaign, leadStage, leadClient, leadReferrer = 2, 3, 4, 5, 6, 7
	leadState, leadMinutes, leadCost, leadClosedOn, leadBase                   = 8, 9, 10, 11, 12 // see eachLeadSum

	dealOutcome, dealPriced, dealBase, dealReason = 2, 3, 4, 5

	workMinutes, workCost, workSource, workChannel, workCampaign = 2, 3, 4, 5, 6

	mostColumns = 13
)

// What leadState says: the outcome of the deal as dealOutcome has it, or 0; whether
// time is booked on the lead; and the reason, as dealReason has it.
const (
	stateOutcome = 1<<3 - 1
	stateTimed   = 1 << 3
	reasonShift  = 4
)

// stripColumns is how many columns the rows of each kind have. The last column
// of rows that lie by month is their id.
var stripColumns = [...]int{leadRows: 13, dealRows: 7, activityRows: 5, prospectRows: 8}

// byMonth reports whether the rows of a kind lie by month.
func (k kind) byMonth() bool { return k != leadRows }

// ids is the column that has the ids of rows that lie by month.
func (k kind) ids() int { return stripColumns[k] - 1 }

// oddReason stands for a reason that no command writes: its row knows it.
const oddReason = 1<<4 - 1

// stripRow is one row in numbers.
type stripRow [mostColumns]int64

// rowsOf selects the rows of each kind as stripRow holds them, with the mark that
// they go by and what tally_dirty calls them. Work that says neither time nor
// cost adds nothing up.
var rowsOf = [...]struct {
	table, day, mark string
	dirty            kind
	query, having    string
}{
	leadRows: {"lead", "first_touch_on", "lead_id", 0, `SELECT x.id, x.first_touch_on, coalesce(x.merged_into, 0), coalesce(x.source_id, 0), coalesce(x.channel_id, 0),
		coalesce(x.campaign_id, 0), x.stage, coalesce(x.client_id, 0), coalesce(x.referrer_id, 0)`, ``},
	dealRows: {"deal", "closed_on", "deal_id", 1, `SELECT x.id, x.closed_on, x.lead_id, x.base_minor IS NOT NULL, coalesce(x.base_minor, 0), x.outcome, x.reason`, ``},
	activityRows: {"activity", "on_day", "activity_id", 2, `SELECT x.id, x.on_day, x.lead_id, coalesce(x.minutes, 0), coalesce(x.cost_base, 0)`,
		` AND x.lead_id IS NOT NULL AND (x.minutes IS NOT NULL OR x.cost_base IS NOT NULL)`},
	prospectRows: {"activity", "on_day", "activity_id", 2, `SELECT x.id, x.on_day, 0, coalesce(x.minutes, 0), coalesce(x.cost_base, 0), x.source_id, coalesce(x.channel_id, 0),
		coalesce(x.campaign_id, 0)`, ` AND x.lead_id IS NULL AND (x.minutes IS NOT NULL OR x.cost_base IS NOT NULL)`},
}

// eachRow reads rows of a kind as a table has them, those that a condition on x names.
func (t *Tx) eachRow(ctx context.Context, k kind, table, where string, args []any, each func(id int64, r *stripRow)) error {
	var id int64
	var r stripRow
	var day, word, reason sql.RawBytes
	dest := map[kind][]any{
		leadRows:     {&id, &day, &r[rowOf], &r[leadSource], &r[leadChannel], &r[leadCampaign], &word, &r[leadClient], &r[leadReferrer]},
		dealRows:     {&id, &day, &r[rowOf], &r[dealPriced], &r[dealBase], &word, &reason},
		activityRows: {&id, &day, &r[rowOf], &r[workMinutes], &r[workCost]},
		prospectRows: {&id, &day, &r[rowOf], &r[workMinutes], &r[workCost], &r[workSource], &r[workChannel], &r[workCampaign]},
	}[k]
	return t.each(ctx, rowsOf[k].query+` FROM `+table+` x WHERE `+where+rowsOf[k].having, args, func(rows *sql.Rows) error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		r[rowDay] = dayNumber(string(day))
		switch k {
		case leadRows:
			r[leadStage] = int64(slices.Index(crm.Stages, crm.Stage(word))) + 1
			r[leadClosedOn] = r[rowDay] // while it is open, so that the column is narrow
		case dealRows:
			r[dealOutcome] = int64(slices.Index(crm.Outcomes, crm.Outcome(word))) + 1
			if r[dealReason] = int64(slices.Index(crm.Reasons, crm.Reason(reason))) + 1; r[dealReason] == 0 && len(reason) > 0 {
				r[dealReason] = oddReason
			}
		}
		if k.byMonth() {
			r[k.ids()] = id
		}
		each(id, &r)
		return nil
	})
}

// firstDay is the number of 1970-01-01 when 0000-01-01 is 1: 0 is no day.
const firstDay = 719529

// dayNumber counts the days of a date that the file has checked.
func dayNumber(d string) int64 {
	if len(d) != len(time.DateOnly) {
		return 0
	}
	digits := func(s string) (n int64) {
		for _, c := range []byte(s) {
			n = n*10 + int64(c-'0')
		}
		return n
	}
	// https://howardhinnant.github.io/date_algorithms.html#days_from_civil, for years from 0 on
	y, m, day := digits(d[:4]), digits(d[5:7]), digits(d[8:])
	if m <= 2 {
		y, m = y-1, m+12
	}
	return 365*y + floorDiv(y, 4) - floorDiv(y, 100) + floorDiv(y, 400) + (153*(m-3)+2)/5 + day + 60
}

// floorDiv is a/b rounded down.
func floorDiv(a, b int64) int64 {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}

// dayOf is the date that a number counts.
func dayOf(n int64) crm.Date { return crm.DateOf(time.Unix((n-firstDay)*24*60*60, 0).UTC()) }

// strip is the columns as they are written: a checksum (CRC-32, see seal), how many rows
// there are, then of each column its least value, its greatest, and what each
// row has above the least in as many bytes as that takes.
type strip []byte

// errStrip is a strip that was damaged: doctor finds it, and --fix makes it anew.
var errStrip = crm.Errorf(crm.Refused, "the columns that the file keeps for reports are damaged").WithHint("leads doctor --fix")

// pack writes the first n rows of columns under an id.
func pack(id int64, columns [][]int64, n int) strip {
	out := binary.LittleEndian.AppendUint16(make([]byte, 4), uint16(n))
	for _, c := range columns {
		least, most := int64(0), int64(0)
		if n > 0 {
			least, most = slices.Min(c[:n]), slices.Max(c[:n])
		}
		out = binary.LittleEndian.AppendUint64(out, uint64(least))
		out = binary.LittleEndian.AppendUint64(out, uint64(most))
		for _, v := range c[:n] {
			above := uint64(v) - uint64(least)
			switch width(least, most) {
			case 1:
				out = append(out, byte(above))
			case 2:
				out = binary.LittleEndian.AppendUint16(out, uint16(above))
			case 4:
				out = binary.LittleEndian.AppendUint32(out, uint32(above))
			case 8:
				out = binary.LittleEndian.AppendUint64(out, above)
			}
		}
	}
	binary.LittleEndian.PutUint32(out, crc32.ChecksumIEEE(out[4:])^seal(id))
	return out
}

// width is how many bytes hold a value between two others.
func width(least, most int64) int {
	switch span := uint64(most) - uint64(least); {
	case span == 0:
		return 0
	case span <= math.MaxUint8:
		return 1
	case span <= math.MaxUint16:
		return 2
	case span <= math.MaxUint32:
		return 4
	}
	return 8
}

// stripColumn is one column of a strip, not yet read.
type stripColumn struct {
	rows        int
	least, most int64
	data        []byte
}

// holds reports whether a column has a row.
func (c *stripColumn) holds(i int) bool { return i < c.rows }

// seal is what a checksum is mixed with, so that a strip under the id of another is damaged.
func seal(id int64) uint32 {
	return crc32.ChecksumIEEE(binary.LittleEndian.AppendUint64(nil, uint64(id)))
}

// open finds the columns of the strip of an id.
func (s strip) open(id int64, columns []stripColumn) (n int, err error) {
	if len(s) < 6 || binary.LittleEndian.Uint32(s)^seal(id) != crc32.ChecksumIEEE(s[4:]) {
		return 0, errStrip
	}
	n, s = int(binary.LittleEndian.Uint16(s[4:])), s[6:]
	if n > stripRows {
		return 0, errStrip
	}
	for i := range columns {
		if len(s) < 16 {
			return 0, errStrip
		}
		c := stripColumn{rows: n, least: int64(binary.LittleEndian.Uint64(s)), most: int64(binary.LittleEndian.Uint64(s[8:]))}
		size := n * width(c.least, c.most)
		if s = s[16:]; len(s) < size {
			return 0, errStrip
		}
		c.data, s = s[:size], s[size:]
		columns[i] = c
	}
	if len(s) > 0 {
		return 0, errStrip
	}
	return n, nil
}

// read unpacks a column.
func (c stripColumn) read(into []int64) {
	switch d := c.data; width(c.least, c.most) {
	case 0:
		for i := range into {
			into[i] = c.least
		}
	case 1:
		for i := range into {
			into[i] = c.least + int64(d[i])
		}
	case 2:
		for i := range into {
			into[i] = c.least + int64(binary.LittleEndian.Uint16(d[2*i:]))
		}
	case 4:
		for i := range into {
			into[i] = c.least + int64(binary.LittleEndian.Uint32(d[4*i:]))
		}
	case 8:
		for i := range into {
			into[i] = c.least + int64(binary.LittleEndian.Uint64(d[8*i:]))
		}
	}
}

// at unpacks one row of a column.
func (c stripColumn) at(i int) int64 {
	switch d := c.data; width(c.least, c.most) {
	case 1:
		return c.least + int64(d[i])
	case 2:
		return c.least + int64(binary.LittleEndian.Uint16(d[2*i:]))
	case 4:
		return c.least + int64(binary.LittleEndian.Uint32(d[4*i:]))
	case 8:
		return c.least + int64(binary.LittleEndian.Uint64(d[8*i:]))
	}
	return c.least
}
