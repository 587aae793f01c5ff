package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"hash/crc32"
	"math"
	"math/bits"
	"slices"
	"time"

	"leads/internal/crm"
)

// A strip is up to 16,384 rows of one kind as columns of numbers. A report goes
// through a million of such rows in the time in which SQL hands out thirty
// thousand, so every grouping is as quick as the one whose sums are kept. Leads
// lie at the places that the low bits of their ids give, each column by itself, so
// that a question reads what it needs; see strip_keep.go. Deals, work, and which leads
// came when lie by day, so that a report on a week reads a week or two; see strip_stretch.go.
const (
	stripBits = 14
	stripRows = 1 << stripBits
)

// kind is what the rows of a strip are.
type kind int64

const (
	leadRows     kind = iota
	dealRows          // by closing day
	activityRows      // work on leads
	prospectRows      // work for a source that led to no lead
	touchRows         // leads by first touch: which came when
)

// The columns of each kind. A row that is not there has no day.
const (
	rowDay = 0 // first touch, closing day, day of the activity
	rowOf  = 1 // the lead

	leadSource, leadChannel, leadCampaign, leadStage, leadClient, leadReferrer = 1, 2, 3, 4, 5, 6
	leadLevel                                                                  = 7                // place in levelNames
	leadState, leadMinutes, leadCost, leadClosedOn, leadBase                   = 8, 9, 10, 11, 12 // what deals and work say, see leadSums

	dealOutcome, dealPriced, dealBase, dealReason = 2, 3, 4, 5
	dealFirst, dealClient                         = 6, 7 // of the lead: its first touch, which is locked, and its client

	workMinutes, workCost, workSource, workChannel, workCampaign = 2, 3, 4, 5, 6

	touchID = 1 // the lead

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
// of rows that lie by day is their id.
var stripColumns = [...]int{leadRows: 13, dealRows: 9, activityRows: 5, prospectRows: 8, touchRows: 2}

// byDay reports whether the rows of a kind lie by day.
func (k kind) byDay() bool { return k != leadRows }

// ids is the column that has the ids of rows that lie by day.
func (k kind) ids() int { return stripColumns[k] - 1 }

// oddReason stands for a reason that no command writes: its row knows it.
const oddReason = 1<<4 - 1

// stripRow is one row in numbers.
type stripRow [mostColumns]int64

// rowsOf selects the rows of each kind as stripRow holds them, with the mark that
// they go by, what tally_dirty calls them, and which rows, with days that they lie or lay
// on, strips no longer hold as they are: a lead that is only edited came when it came, but
// its deal has its client. Work that says neither time nor cost adds nothing up.
var rowsOf = [...]struct {
	table, day, mark string
	dirty            kind
	changed          string
	query, having    string
}{
	leadRows: {"lead", "first_touch_on", "lead_id", 0, `SELECT id, day FROM tally_dirty WHERE kind = 0`, `SELECT x.id, x.first_touch_on, coalesce(x.source_id, 0), coalesce(x.channel_id, 0),
		coalesce(x.campaign_id, 0), x.stage, coalesce(x.client_id, 0), coalesce(x.referrer_id, 0), ` + levelOf, ``},
	dealRows: {"deal", "closed_on", "deal_id", 1, `SELECT id, day FROM tally_dirty WHERE kind = 1
		UNION ALL SELECT d.id, d.closed_on FROM tally_dirty q CROSS JOIN deal d ON d.lead_id = q.id WHERE q.kind = 0`, `SELECT x.id, x.closed_on, x.lead_id, x.base_minor IS NOT NULL, coalesce(x.base_minor, 0), x.outcome, x.reason,
		(SELECT l.first_touch_on FROM lead l WHERE l.id = x.lead_id), (SELECT coalesce(l.client_id, 0) FROM lead l WHERE l.id = x.lead_id)`, ``},
	activityRows: {"activity", "on_day", "activity_id", 2, `SELECT id, day FROM tally_dirty WHERE kind = 2`, `SELECT x.id, x.on_day, x.lead_id, coalesce(x.minutes, 0), coalesce(x.cost_base, 0)`,
		` AND x.lead_id IS NOT NULL AND (x.minutes IS NOT NULL OR x.cost_base IS NOT NULL)`},
	prospectRows: {"activity", "on_day", "activity_id", 2, `SELECT id, day FROM tally_dirty WHERE kind = 2`, `SELECT x.id, x.on_day, 0, coalesce(x.minutes, 0), coalesce(x.cost_base, 0), x.source_id, coalesce(x.channel_id, 0),
		coalesce(x.campaign_id, 0)`, ` AND x.lead_id IS NULL AND (x.minutes IS NOT NULL OR x.cost_base IS NOT NULL)`},
	touchRows: {"lead", "first_touch_on", "lead_id", 0, `SELECT id, day FROM tally_dirty WHERE kind = 0 AND day > ''`, `SELECT x.id, x.first_touch_on`, ``},
}

// dated are the kinds whose rows lie by day.
var dated = [...]kind{dealRows, activityRows, prospectRows, touchRows}

// levelOf is the highest level that a lead x has reached.
const levelOf = `coalesce((SELECT 2 + (e.sql_on IS NOT NULL) FROM score e WHERE e.id = x.id AND coalesce(e.sql_on, e.mql_on) IS NOT NULL), 1)`

// eachRow reads rows of a kind as a table has them, those that a condition on x names.
func (t *Tx) eachRow(ctx context.Context, k kind, table, where string, args []any, each func(id int64, r *stripRow)) error {
	var id int64
	var r stripRow
	var day, word, reason, first sql.RawBytes
	dest := map[kind][]any{
		leadRows:     {&id, &day, &r[leadSource], &r[leadChannel], &r[leadCampaign], &word, &r[leadClient], &r[leadReferrer], &r[leadLevel]},
		dealRows:     {&id, &day, &r[rowOf], &r[dealPriced], &r[dealBase], &word, &reason, &first, &r[dealClient]},
		activityRows: {&id, &day, &r[rowOf], &r[workMinutes], &r[workCost]},
		prospectRows: {&id, &day, &r[rowOf], &r[workMinutes], &r[workCost], &r[workSource], &r[workChannel], &r[workCampaign]},
		touchRows:    {&id, &day},
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
			r[dealFirst] = dayNumber(string(first))
			r[dealOutcome] = int64(slices.Index(crm.Outcomes, crm.Outcome(word))) + 1
			if r[dealReason] = int64(slices.Index(crm.Reasons, crm.Reason(reason))) + 1; r[dealReason] == 0 && len(reason) > 0 {
				r[dealReason] = oddReason
			}
		}
		if k.byDay() {
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
// row has above the least in as many bits as that takes.
type strip []byte

// errStrip is a strip that was damaged: doctor finds it, and --fix makes it anew.
var errStrip = crm.Errorf(crm.Refused, "the columns that the file keeps for reports are damaged").WithHint("leads doctor --fix")

const (
	stripHead = 4 + 2 // bytes before the columns
	// stripTail is how many bytes follow the last column: the bits of a row are read
	// together with what follows them, as one word.
	stripTail = 8
)

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
		width := width(least, most)
		word, filled := uint64(0), 0 // bits that no byte has yet: fewer than 8 before each row
		for _, v := range c[:n] {
			above := uint64(v) - uint64(least)
			if width == 64 {
				out = binary.LittleEndian.AppendUint64(out, above)
				continue
			}
			word |= above << filled
			for filled += width; filled >= 8; filled -= 8 {
				out = append(out, byte(word))
				word >>= 8
			}
		}
		if filled > 0 {
			out = append(out, byte(word))
		}
	}
	out = append(out, make([]byte, stripTail)...)
	binary.LittleEndian.PutUint32(out, crc32.ChecksumIEEE(out[4:])^seal(id))
	return out
}

// width is how many bits hold a value between two others: as many as fit into a word
// wherever they begin in a byte, or all 64.
func width(least, most int64) int {
	if n := bits.Len64(uint64(most) - uint64(least)); n <= 56 {
		return n
	}
	return 64
}

// stripColumn is one column of a strip, not yet read.
type stripColumn struct {
	rows, width int
	least, most int64
	data        []byte // from its first row on
}

// seal is what a checksum is mixed with, so that a strip under the id of another is damaged.
func seal(id int64) uint32 {
	return crc32.ChecksumIEEE(binary.LittleEndian.AppendUint64(nil, uint64(id)))
}

// open finds the columns of the strip of an id.
func (s strip) open(id int64, columns []stripColumn) (n int, err error) {
	if len(s) < stripHead+stripTail || binary.LittleEndian.Uint32(s)^seal(id) != crc32.ChecksumIEEE(s[4:]) {
		return 0, errStrip
	}
	n, s = int(binary.LittleEndian.Uint16(s[4:])), s[stripHead:]
	if n > stripRows {
		return 0, errStrip
	}
	for i := range columns {
		if len(s) < 16 {
			return 0, errStrip
		}
		c := stripColumn{rows: n, least: int64(binary.LittleEndian.Uint64(s)), most: int64(binary.LittleEndian.Uint64(s[8:]))}
		c.width = width(c.least, c.most)
		size := (n*c.width + 7) / 8
		if s = s[16:]; len(s) < size+stripTail {
			return 0, errStrip
		}
		c.data, s = s, s[size:]
		columns[i] = c
	}
	if len(s) != stripTail {
		return 0, errStrip
	}
	return n, nil
}

// read unpacks the first rows of a column.
func (c *stripColumn) read(into []int64) {
	if c.width == 0 {
		for i := range into {
			into[i] = c.least
		}
		return
	}
	data, mask := c.data, uint64(math.MaxUint64)>>(64-c.width)
	for i, at := 0, 0; i < len(into); i, at = i+1, at+c.width {
		into[i] = c.least + int64(binary.LittleEndian.Uint64(data[at>>3:])>>(at&7)&mask)
	}
}

// at unpacks one row of a column.
func (c *stripColumn) at(i int) int64 {
	if c.width == 0 {
		return c.least
	}
	at := i * c.width
	return c.least + int64(binary.LittleEndian.Uint64(c.data[at>>3:])>>(at&7)&(math.MaxUint64>>(64-c.width)))
}
