package intake

import (
	"context"

	"leads/internal/crm"
	"leads/internal/store"
)

// Expand completes what was typed of a touch where only one name begins so:
// up/inv is Upwork/Invite. A web address is the source that its host means. What
// nothing begins with stays as it was typed.
func Expand(ctx context.Context, tx *store.Tx, typed crm.TouchNames) (crm.TouchNames, error) {
	full := typed
	name, err := abbreviated(ctx, tx, store.CampaignNoun, 0, typed.Campaign)
	if err != nil {
		return full, err
	}
	full.Campaign = name
	if typed.Source == "" {
		return full, nil
	}
	if full.Source, err = abbreviated(ctx, tx, store.SourceNoun, 0, typed.Source); err != nil {
		return full, err
	}
	if typed.Channel == "" && !crm.IsAddress(typed.Source) {
		return full, nil
	}
	source, err := tx.Find(ctx, store.SourceNoun, 0, full.Source)
	if crm.KindOf(err) == crm.NotFound {
		return full, nil
	}
	if err != nil {
		return full, err
	}
	if crm.IsAddress(typed.Source) {
		full.Source = source.Text
	}
	owner, err := tx.ChannelOwner(ctx, crm.SourceID(source.ID), typed.Channel)
	if err != nil {
		return full, err
	}
	if full.Channel, err = abbreviated(ctx, tx, store.ChannelNoun, owner, typed.Channel); full.Channel != typed.Channel {
		full.Source = source.Text // as it is written
	}
	return full, err
}

// abbreviated is the name of the entry that is called so elsewhere, or of the one
// that begins so, else the text itself.
func abbreviated(ctx context.Context, tx *store.Tx, noun store.Noun, scope crm.SourceID, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	name, err := tx.CalledElsewhere(ctx, noun, scope, text)
	if err == nil && name == "" {
		name, err = tx.Abbreviated(ctx, noun, scope, text)
	}
	if name == "" {
		name = text
	}
	return name, err
}
