package importer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"strings"

	"leads/internal/crm"
)

// Archive is one line of a full export (JSON Lines): a record of one kind with
// everything that belongs to it. Names replace ids; what is absent is unknown.
type Archive struct {
	Record     string `json:"record"` // setting, rate, report, source, channel, campaign, client, activity, lead, pair
	Key        string `json:"key,omitempty"`
	Value      string `json:"value,omitempty"`
	Currency   string `json:"currency,omitempty"`
	From       string `json:"from,omitempty"`
	Rate       string `json:"rate,omitempty"`
	Name       string `json:"name,omitempty"`
	Source     string `json:"source,omitempty"`
	MergedInto string `json:"merged_into,omitempty"`
	ArchivedOn string `json:"archived_on,omitempty"`
	Direction  string `json:"direction,omitempty"`
	Start      string `json:"start,omitempty"`
	End        string `json:"end,omitempty"`
	Aim        string `json:"aim,omitempty"`
	Note       string `json:"note,omitempty"`

	Also        []string         `json:"other_names,omitempty"`
	Plan        *ArchivePlan     `json:"plan,omitempty"` // of a campaign
	Description string           `json:"description,omitempty"`
	Connects    []ArchiveConnect `json:"connects,omitempty"`
	Partner     string           `json:"partner,omitempty"`
	Sector      string           `json:"sector,omitempty"`
	Message     string           `json:"message,omitempty"`
	Contact     string           `json:"contact,omitempty"`
	Email       string           `json:"email,omitempty"`
	Phone       string           `json:"phone,omitempty"`
	URL         string           `json:"url,omitempty"`
	Origin      string           `json:"origin,omitempty"`
	Replied     bool             `json:"replied,omitempty"`
	Via         *ArchiveTouch    `json:"via,omitempty"`

	Hosts    []string         `json:"hosts,omitempty"`
	Fees     []ArchiveFee     `json:"fees,omitempty"`
	Lead     *ArchiveLead     `json:"lead,omitempty"`
	Activity *ArchiveActivity `json:"activity,omitempty"`
	Leads    []int64          `json:"leads,omitempty"` // of a pair: two numbers, and
	Kind     string           `json:"kind,omitempty"`  // what was said about them

	Line   int    `json:"line,omitempty"` // of a reject file: where the record was, and
	Reason string `json:"reason,omitempty"`
}

// ArchiveFee is a platform's fee from a day on, in parts per million.
type ArchiveFee struct {
	From string `json:"from"`
	PPM  int64  `json:"ppm"`
}

// ArchivePlan is the planned test of a campaign's variants; shares in parts per million.
type ArchivePlan struct {
	Variants  []string `json:"variants"`
	Sends     int64    `json:"sends"`
	Each      int64    `json:"each"`
	RatePPM   int64    `json:"rate_ppm"`
	SpreadPPM int64    `json:"spread_ppm"`
	CreatedAt string   `json:"created_at"`
}

// ArchiveConnect is what a connect costs from a day on.
type ArchiveConnect struct {
	From string `json:"from"`
	ArchiveMoney
}

// ArchiveMoney is an exact amount; Base is the same in the base currency.
type ArchiveMoney struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
	Rate     string `json:"rate,omitempty"`
	Base     string `json:"base,omitempty"`
}

// ArchiveTouch is SOURCE, CHANNEL, CAMPAIGN by name.
type ArchiveTouch struct {
	Source   string `json:"source,omitempty"`
	Channel  string `json:"channel,omitempty"`
	Campaign string `json:"campaign,omitempty"`
}

// ArchiveLead is a lead with its stages, activities, deal and payments.
type ArchiveLead struct {
	ID         int64             `json:"id"`
	Title      string            `json:"title"`
	Client     string            `json:"client,omitempty"`
	Contact    string            `json:"contact,omitempty"`
	Email      string            `json:"email,omitempty"`
	Phone      string            `json:"phone,omitempty"`
	URL        string            `json:"url,omitempty"`
	ExternalID string            `json:"external_id,omitempty"`
	Touch      ArchiveTouch      `json:"first_touch"`
	TouchOn    string            `json:"first_touch_on"`
	Value      *ArchiveMoney     `json:"value,omitempty"`
	Referrer   string            `json:"referrer,omitempty"`
	FollowUpOn string            `json:"follow_up_on,omitempty"`
	Tags       []string          `json:"tags,omitempty"`
	Fields     map[string]string `json:"fields,omitempty"`
	Note       string            `json:"note,omitempty"`
	Variant    string            `json:"variant,omitempty"`
	MergedInto int64             `json:"merged_into,omitempty"`
	FirstKnown *bool             `json:"first_touch_known,omitempty"` // false: an import filled that day in
	ImportRows []string          `json:"import_rows,omitempty"`       // hashes of the rows that it came from
	MQLOn      string            `json:"mql_on,omitempty"`            // first reached
	SQLOn      string            `json:"sql_on,omitempty"`
	CreatedAt  string            `json:"created_at"`
	UpdatedAt  string            `json:"updated_at"`
	Stages     []ArchiveStage    `json:"stages,omitempty"`
	Activities []ArchiveActivity `json:"activities,omitempty"`
	Deal       *ArchiveDeal      `json:"deal,omitempty"`
	Payments   []ArchivePayment  `json:"payments,omitempty"`
}

// ArchiveStage is one step of a lead.
type ArchiveStage struct {
	Stage      string `json:"stage"`
	On         string `json:"on"`
	MergedFrom int64  `json:"merged_from,omitempty"` // the merged lead that it came from
}

// ArchiveActivity is one activity.
type ArchiveActivity struct {
	Kind       string        `json:"kind"`
	On         string        `json:"on"`
	Via        *ArchiveTouch `json:"via,omitempty"`
	Direction  string        `json:"direction,omitempty"`
	Minutes    *int64        `json:"minutes,omitempty"`
	Cost       *ArchiveMoney `json:"cost,omitempty"`
	Note       string        `json:"note,omitempty"`
	CreatedAt  string        `json:"created_at"`
	MergedFrom int64         `json:"merged_from,omitempty"`
	ImportRows []string      `json:"import_rows,omitempty"`
}

// ArchiveDeal is how a lead ended.
type ArchiveDeal struct {
	Outcome    string         `json:"outcome"`
	ClosedOn   string         `json:"closed_on"`
	DayKnown   *bool          `json:"closing_day_known,omitempty"` // false: an import filled that day in
	Amount     *ArchiveMoney  `json:"amount,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	Fee        *ArchiveOwnFee `json:"fee,omitempty"`
	MergedFrom int64          `json:"merged_from,omitempty"`
}

// ArchivePayment is money that came, or a refund.
type ArchivePayment struct {
	On         string         `json:"on"`
	Amount     ArchiveMoney   `json:"amount"`
	Fee        *ArchiveOwnFee `json:"fee,omitempty"`
	ExternalID string         `json:"external_id,omitempty"`
	Note       string         `json:"note,omitempty"`
	CreatedAt  string         `json:"created_at"`
	MergedFrom int64          `json:"merged_from,omitempty"`
	ImportRows []string       `json:"import_rows,omitempty"`
}

// ArchiveOwnFee is the fee of a deal or a payment: a share in parts per million,
// or a fixed amount in the currency of the amount beside it.
type ArchiveOwnFee struct {
	PPM   *int64 `json:"ppm,omitempty"`
	Fixed string `json:"fixed,omitempty"`
}

// FullExport is the kind of a file that is a full export.
const FullExport = "full export"

// IsArchive reports whether a file is a full export rather than flat leads.
func IsArchive(in Input) bool {
	begin := make([]byte, min(in.Size(), 1<<10))
	n, _ := in.ReadAt(begin, 0)
	begin = bytes.TrimPrefix(begin[:n], []byte("\ufeff"))
	return bytes.HasPrefix(bytes.TrimLeft(begin, " \t\r\n"), []byte(`{"record":`))
}

// ReadArchive reads a full export line by line, with the number of each line.
// A line that is not a record of it ends with an error; where reading itself
// fails, the last one says so.
func ReadArchive(in Input) iter.Seq2[int, ArchiveLine] {
	return func(yield func(int, ArchiveLine) bool) {
		at := 0
		lines := bufio.NewReaderSize(io.NewSectionReader(in, 0, in.Size()), window)
		for n := 1; ; n++ {
			line, err := lines.ReadBytes('\n')
			if err != nil && err != io.EOF {
				yield(n, ArchiveLine{Err: err})
				return
			}
			if n == 1 {
				line = bytes.TrimPrefix(line, []byte("\ufeff"))
			}
			at += len(line)
			if len(bytes.TrimSpace(line)) > 0 {
				entry := readArchiveLine(line, n)
				entry.Raw = bytes.TrimSpace(line)
				entry.Part = float64(at) / float64(in.Size())
				if !yield(n, entry) {
					return
				}
			}
			if err == io.EOF {
				return
			}
		}
	}
}

func readArchiveLine(line []byte, n int) (entry ArchiveLine) {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&entry.Archive); err != nil {
		entry.Err = crm.Errorf(crm.Refused, "line %d is not a record of a full export: %s", n, strings.TrimPrefix(err.Error(), "json: "))
	}
	return entry
}

// ArchiveLine is one line of a full export, or why it cannot be read.
type ArchiveLine struct {
	Archive
	Err  error
	Raw  []byte  // the line as it is, valid until the next
	Part float64 // of the file that ends here
}

// Reject is a bad line of a full export with its number and what is wrong. Mended,
// it is read like the line that it was.
func Reject(raw string, line int, reason string) string {
	said, err := json.Marshal(struct {
		Line   int    `json:"line"`
		Reason string `json:"reason"`
	}{line, reason})
	if err != nil || !json.Valid([]byte(raw)) || !strings.HasPrefix(raw, `{"record":`) {
		broken, _ := json.Marshal(Archive{Record: "broken", Value: raw, Line: line, Reason: reason}) // texts and a number: cannot fail
		return string(broken)
	}
	return strings.TrimSuffix(raw, "}") + "," + string(said[1:])
}
