package form

import (
	"context"

	"charm.land/huh/v2"
)

// Verdict is what a person says about two leads that look alike.
type Verdict string

// The verdicts.
const (
	Same      Verdict = "same"      // one opportunity: merge them
	Differ    Verdict = "different" // two, permanently
	RepeatOf  Verdict = "repeat"    // two: the later one is a new order of the same client
	Undecided Verdict = "later"     // ask again another time
	Enough    Verdict = "stop"      // no more questions now
)

// Pair asks what two leads are that look alike; kept is the one that would
// survive a merge.
func (a Asker) Pair(ctx context.Context, kept, gone int64) (Verdict, error) {
	verdict := Undecided
	err := a.run(ctx, huh.NewSelect[Verdict]().Title(a.say("Leads %d and %d: what are they?", kept, gone)).Options(
		huh.NewOption(a.say("not sure, ask me later"), Undecided),
		huh.NewOption(a.say("the same: merge lead %d into lead %d", gone, kept), Same),
		huh.NewOption(a.say("different, never ask again"), Differ),
		huh.NewOption(a.say("a repeat order of the same client: keep both, linked"), RepeatOf),
		huh.NewOption(a.say("enough for now"), Enough),
	).Value(&verdict))
	if err != nil {
		return Enough, err
	}
	return verdict, nil
}
