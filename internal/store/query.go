package store

import (
	"strconv"
	"strings"

	"leads/internal/crm"
)

// conditions gathers those parts of a WHERE that were asked for, so that each
// can use its index.
type conditions struct {
	texts []string
	args  []any
}

func (c *conditions) add(ask bool, text string, values ...any) {
	if ask {
		c.texts, c.args = append(c.texts, text), append(c.args, values...)
	}
}

// where is the whole clause; "" when nothing was asked for.
func (c *conditions) where() string {
	if len(c.texts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.texts, " AND ")
}

// limitTo writes a limit as a literal; below 0 is none. A bound one would have
// SQLite plan the whole statement twice.
func limitTo(n int) string { return " LIMIT " + strconv.Itoa(n) }

// null is how an unknown value goes into a column that may be NULL.
func null[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	switch v := any(v).(type) {
	case crm.Date:
		return string(v)
	case crm.SourceID:
		return int64(v)
	case crm.ChannelID:
		return int64(v)
	case crm.CampaignID:
		return int64(v)
	case crm.ClientID:
		return int64(v)
	case crm.LeadID:
		return int64(v)
	}
	return v
}
