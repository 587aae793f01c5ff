package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"leads/internal/crm"
)

// firstOf is a column of the first activity of a lead l that fits.
func firstOf(column, fits string) string {
	return `coalesce((SELECT ` + column + ` FROM activity WHERE lead_id = l.id AND ` + fits + ` ORDER BY on_day, id LIMIT 1), '')`
}

// ofCampaign is a column of the campaign of a lead l, of a merged one that of the survivor.
func ofCampaign(column string) string {
	return `coalesce((SELECT coalesce(r.` + column + `, g.` + column + `) FROM touch f JOIN campaign g ON g.id = f.campaign_id
		LEFT JOIN campaign r ON r.id = g.merged_into WHERE f.id = l.touch_id), '')`
}

// labelOf is the label of a lead l in a labelled dimension, ” for none.
func labelOf(d crm.Dimension) string {
	switch d {
	case crm.ByKind:
		return firstOf(`kind`, isOutbound)
	case crm.ByDirection:
		return firstOf(`CASE WHEN `+isOutbound+` THEN 'out' ELSE direction END`, `1`)
	case crm.ByWeekday:
		return `CASE strftime('%w', l.first_touch_on) WHEN '0' THEN 'sunday' WHEN '1' THEN 'monday' WHEN '2' THEN 'tuesday' WHEN '3' THEN 'wednesday'
			WHEN '4' THEN 'thursday' WHEN '5' THEN 'friday' ELSE 'saturday' END`
	case crm.ByPartner:
		return ofCampaign(`partner`)
	case crm.BySector:
		return ofCampaign(`sector`)
	case crm.ByVariant:
		return `l.variant`
	case crm.ByTag:
		return `coalesce(label.value, '')`
	case crm.ByValueBand:
		return valueOf
	}
	name, _ := d.Field()
	return `coalesce((SELECT value FROM json_each(l.fields) WHERE key = ` + quotedText(name) + ` COLLATE NOCASE LIMIT 1), '')`
}

// quotedText is a text of SQL.
func quotedText(s string) string { return `'` + strings.ReplaceAll(s, `'`, `''`) + `'` }

// valueOf is what a band needs to know of a lead l: value, currency and day.
const valueOf = `coalesce(l.value_minor, '') || ' ' || l.value_currency || ' ' || l.first_touch_on`

// readValue reads [valueOf].
func readValue(text string) (value crm.Money, day crm.Date) {
	parts := strings.Split(text, " ")
	if minor, err := strconv.ParseInt(parts[0], 10, 64); err == nil && len(parts) == 3 {
		value, day = crm.Money{Minor: minor, Currency: crm.Currency(parts[1])}, crm.Date(parts[2])
	}
	return value, day
}

// tagJoin gives a lead a row for each of its tags, or one without any.
func (q FactQuery) tagJoin() string {
	for _, d := range q.By {
		if d == crm.ByTag {
			return ` LEFT JOIN json_each(l.tags) label ON 1`
		}
	}
	return ""
}

// LeadValues gives the value of each lead that has one, with the day of its first touch.
func (t *Tx) LeadValues(ctx context.Context, each func(crm.Money, crm.Date)) error {
	return t.each(ctx, `SELECT `+valueOf+` FROM lead l WHERE l.merged_into IS NULL AND l.value_minor IS NOT NULL`, nil, func(rows *sql.Rows) error {
		var text string
		err := rows.Scan(&text)
		each(readValue(text))
		return err
	})
}
