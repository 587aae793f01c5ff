package store

import (
	"context"

	"leads/internal/say"
)

// sharedNames looks for a name that two sources, two channels of a source or two
// campaigns share, one of them as another name, and for other names that are not
// found by the way they are written. What was merged into the other may share its name.
func sharedNames(ctx context.Context, tx *Tx) (fault say.Text, err error) {
	for _, q := range []struct{ noun, rows string }{
		{"source", `other_name o JOIN source e ON e.key = o.key AND e.id <> o.source_id JOIN source s ON s.id = o.source_id
			WHERE o.channel_id IS NULL`},
		{"channel", `other_name o JOIN channel e ON e.source_id = o.source_id AND e.key = o.key AND e.id <> o.channel_id
			JOIN channel s ON s.id = o.channel_id WHERE o.channel_id IS NOT NULL`},
		{"campaign", `other_name o JOIN campaign e ON e.key = o.key AND e.id <> o.campaign_id JOIN campaign s ON s.id = o.campaign_id WHERE 1`},
	} {
		var other, name string
		found, err := tx.one(ctx, `SELECT o.name, s.name FROM `+q.rows+` AND coalesce(e.merged_into, e.id) <> coalesce(s.merged_into, s.id) LIMIT 1`,
			nil, &other, &name)
		if err != nil {
			return say.Text{}, err
		}
		if found {
			return say.T("%q is another name of the %s %s, and the name of one as well: leads %s set %s --not-also %s", other,
				say.T(q.noun), name, q.noun, say.Shell(name), say.Shell(other)), nil
		}
	}
	return say.Text{}, nil
}
