package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
	"leads/internal/say"
)

// exchanged looks for leads that were deleted and added again under their number
// with another first touch: the trace of a lead that goes, which the file itself
// keeps, has the first one.
func exchanged(ctx context.Context, tx *Tx) (fault say.Text, err error) {
	n := 0
	err = tx.each(ctx, `SELECT r.lead_id, r.touch_id, r.first_touch_on, r.reason, r.at FROM released r JOIN lead l ON l.id = r.lead_id
		WHERE l.touch_id <> r.touch_id OR l.first_touch_on <> r.first_touch_on ORDER BY r.lead_id`, nil, func(rows *sql.Rows) error {
		var id, touch int64
		var day crm.Date
		var reason, at string
		if err := rows.Scan(&id, &touch, &day, &reason, &at); err != nil {
			return err
		}
		if n++; n == 1 {
			was := touchOf(touch)
			fault = say.T("lead %d has a different first touch than before it was deleted and added again (%s, by %s): it was source %d, channel %d, campaign %d of %s",
				id, at, reason, int64(was.Source), int64(was.Channel), int64(was.Campaign), say.Day(day))
		}
		return nil
	})
	if n > 1 {
		fault = say.T("%s; so have %d other leads", fault, n-1)
	}
	return fault, err
}

// forgedHistory looks for lines of the history that this program has not written.
func forgedHistory(ctx context.Context, tx *Tx) (fault say.Text, err error) {
	err = tx.each(ctx, `SELECT id, changes FROM journal WHERE changes <> '' ORDER BY id DESC`, nil, func(rows *sql.Rows) error {
		var id int64
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return err
		}
		if _, ok := readChanges(text); !ok {
			fault = say.T("line %d of the history is not in the form that leads writes", id)
		}
		return nil
	})
	return fault, err
}
