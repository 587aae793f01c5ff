package store

import (
	"context"
	"database/sql"

	"leads/internal/crm"
)

// AddReviewAnswer keeps what the owner answered to a question of the review.
func (t *Tx) AddReviewAnswer(ctx context.Context, a crm.ReviewAnswer) error {
	_, err := t.exec(ctx, `INSERT INTO review_answer (about, answer, on_day) VALUES (?, ?, ?)`, a.Question, a.Text, string(a.On))
	return err
}

// ReviewAnswers lists every answer, in the order in which they were given.
func (t *Tx) ReviewAnswers(ctx context.Context) (list []crm.ReviewAnswer, err error) {
	err = t.each(ctx, `SELECT about, answer, on_day FROM review_answer ORDER BY id`, nil, func(rows *sql.Rows) error {
		var a crm.ReviewAnswer
		err := rows.Scan(&a.Question, &a.Text, &a.On)
		list = append(list, a)
		return err
	})
	return list, err
}
