package intake

import (
	"context"

	"leads/internal/crm"
	"leads/internal/store"
)

// AddStarters adds what is missing of some usual sources: the sources, their
// channels, and of other names those that nothing else has. It gives what was
// added, channels as SOURCE/CHANNEL.
func AddStarters(ctx context.Context, tx *store.Tx, list []crm.Starter) (added []string, err error) {
	for _, s := range list {
		source, fresh, err := haveName(ctx, tx, store.SourceNoun, 0, s.Name, s.Also)
		if err != nil {
			return nil, err
		}
		if fresh {
			added = append(added, source.Text)
			for _, host := range s.Hosts {
				if other, err := tx.SourceOfHost(ctx, host); err != nil || other != 0 {
					return nil, err
				}
				if err := tx.AddSourceHost(ctx, crm.SourceID(source.ID), host); err != nil {
					return nil, err
				}
			}
		}
		for _, c := range s.Channels {
			channel, fresh, err := haveName(ctx, tx, store.ChannelNoun, crm.SourceID(source.ID), c.Name, c.Also)
			if err != nil {
				return nil, err
			}
			if fresh {
				added = append(added, source.Text+"/"+channel.Text)
				if err := tx.SetChannelDirection(ctx, crm.ChannelID(channel.ID), c.Direction); err != nil {
					return nil, err
				}
			}
		}
	}
	return added, nil
}

// haveName finds an entry by its name or by one of its other names, or adds it,
// and gives it the other names that are free.
func haveName(ctx context.Context, tx *store.Tx, noun store.Noun, scope crm.SourceID, name string, also []string) (n store.Name, fresh bool, err error) {
	for _, text := range append([]string{name}, also...) {
		n, err = tx.Find(ctx, noun, scope, text)
		if crm.KindOf(err) != crm.NotFound {
			break
		}
	}
	if fresh = crm.KindOf(err) == crm.NotFound; fresh {
		n, err = tx.OwnName(ctx, noun, scope, name)
	}
	if err != nil {
		return n, fresh, err
	}
	var free []string
	for _, text := range also {
		if _, err := tx.Find(ctx, noun, scope, text); crm.KindOf(err) == crm.NotFound {
			free = append(free, text)
		} else if err != nil {
			return n, fresh, err
		}
	}
	return n, fresh, tx.AddOtherNames(ctx, noun, n.ID, free)
}
