package form

import (
	"context"

	"charm.land/huh/v2"
)

// Remedy is what a person does about a finding in the list of sources.
type Remedy string

// The remedies.
const (
	Leave     Remedy = "leave"   // it is as it should be
	Archive   Remedy = "archive" // out of lists, and of reports while it has no figures
	MergeInto Remedy = "merge"   // count it under the other one
	MergeFrom Remedy = "other"   // count the other one under it
	SetDates  Remedy = "dates"   // say when a campaign begins and ends
	StopHere  Remedy = "stop"    // no more questions now
)

// Finding asks what to do about a name in the list, of which the offered
// remedies make sense; other is the second of two near-equal names. Leaving it
// is always possible, and so is to stop.
func (a Asker) Finding(ctx context.Context, name, other string, offered ...Remedy) (Remedy, error) {
	words := map[Remedy]string{
		Archive:   a.say("archive %s: it leaves the lists, its figures stay", name),
		MergeInto: a.say("count %s under %s", name, other),
		MergeFrom: a.say("count %s under %s", other, name),
		SetDates:  a.say("set when %s begins and ends", name),
	}
	remedy := Leave
	options := []huh.Option[Remedy]{huh.NewOption(a.say("leave it as it is"), Leave)}
	for _, r := range offered {
		options = append(options, huh.NewOption(words[r], r))
	}
	options = append(options, huh.NewOption(a.say("enough for now"), StopHere))
	err := a.run(ctx, huh.NewSelect[Remedy]().Title(a.say("What about %s?", name)).Options(options...).Value(&remedy))
	if err != nil {
		return StopHere, err
	}
	return remedy, nil
}

// Dates asks for the first and the last day of a campaign; what is filled in
// already may be kept. check tells why an answer is no date.
func (a Asker) Dates(ctx context.Context, start, end *string, check func(string) error) error {
	return a.run(ctx, huh.NewInput().Title(a.say("First day? (optional)")).Value(start).Validate(check),
		huh.NewInput().Title(a.say("Last day? (optional)")).Value(end).Validate(check))
}
