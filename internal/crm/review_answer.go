package crm

// ReviewAnswer is what the owner answered to a question of the weekly review on a
// day. The question goes by its id.
type ReviewAnswer struct {
	Question string
	Text     string
	On       Date
}

// Validate checks that there is an answer, and no more than a note holds. Errors
// are Invalid.
func (a ReviewAnswer) Validate() error {
	if CleanLine(a.Text) == "" {
		return Invalidf("the answer is empty").WithHint("leads review --answer ID TEXT")
	}
	return CheckText("answer", a.Text, MaxText)
}
