package importer

import (
	"bytes"

	"leads/internal/crm"
	"leads/internal/say"
)

// decode makes plain UTF-8 text of a file's bytes: no byte order mark, and
// lines that end in LF. Bytes that are no UTF-8 stay, and spoil their row only.
// An empty file and an encoding that is not read are Refused.
func decode(data []byte) ([]byte, []say.Text, error) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return nil, nil, crm.Errorf(crm.Refused, "the file is UTF-16").WithHint("save it as CSV UTF-8")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, nil, crm.Errorf(crm.Refused, "the file is empty")
	}
	// Old Mac files end lines in CR alone.
	if bytes.IndexByte(data, '\n') < 0 && bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	return data, nil, nil
}
