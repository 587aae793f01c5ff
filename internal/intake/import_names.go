package intake

import (
	"context"
	"errors"
	"strings"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/store"
)

// namedTouch is a source, channel or campaign that is not there, or that is
// nearly one that is. also is another of the same row.
type namedTouch struct {
	word, to string
	err      *crm.Error
	also     error
}

func (n *namedTouch) Error() string { return n.err.Error() }
func (n *namedTouch) Unwrap() error { return n.err }

// named tells a name of a touch that is not there apart from other faults.
func named(n crm.TouchNames, err error) error {
	var e *crm.Error
	if !errors.As(err, &e) || e.Kind != crm.NotFound {
		return err
	}
	word := n.Source
	for _, name := range []string{n.Channel, n.Campaign} {
		if name != "" && strings.Contains(e.Error(), `"`+name+`"`) {
			word = name
		}
	}
	return &namedTouch{word: word, err: e}
}

// nearNames refuses sources, channels and campaigns that are nearly one that is
// there or that a row above has, also where unknown ones are added: one meaning has
// one name. A host is the source of that name. What a person said with --map-value
// stays.
func (r *run) nearNames(ctx context.Context, tx *store.Tx, t *crm.TouchNames) (refused error) {
	var source crm.SourceID
	for _, part := range []struct {
		noun store.Noun
		name *string
	}{{store.SourceNoun, &t.Source}, {store.ChannelNoun, &t.Channel}, {store.CampaignNoun, &t.Campaign}} {
		if *part.name == "" {
			continue
		}
		key := nearKey{noun: part.noun, name: *part.name}
		if part.noun == store.ChannelNoun {
			key.source = t.Source
		}
		found, err := r.nearName(ctx, tx, key, source)
		switch {
		case err != nil:
			return err
		case found.may != "" && r.Create.Touch && r.Create.Force: // a person insists that it is another
			found.may = ""
		case found.may != "":
			refused = &namedTouch{key.name, found.may, crm.Errorf(crm.NotFound, "there is no %s %q; did you mean %s?", say.T(string(key.noun)), key.name, found.may), refused}
		case found.is != "":
			*part.name = found.is
		}
		if part.noun == store.SourceNoun {
			if source, err = r.sourceOf(ctx, tx, found, *part.name); err != nil {
				return err
			}
		}
	}
	return refused
}

// sourceOf is the source that a name is or may be; 0 where it is not there.
func (r *run) sourceOf(ctx context.Context, tx *store.Tx, found nearFound, name string) (crm.SourceID, error) {
	if found.may != "" {
		name = found.may
	}
	touch, err := tx.ResolveTouch(ctx, crm.TouchNames{Source: name}, store.Create{})
	if k := crm.KindOf(err); err != nil && k != crm.NotFound && k != crm.Invalid {
		return 0, err
	}
	return touch.Source, nil
}

// nearKey is a name as a row has it, of a channel with its source.
type nearKey struct {
	noun         store.Noun
	source, name string
}

// nearFound is what a name is, or may be; empty where it is what it says.
type nearFound struct{ is, may string }

// nearName looks a name up once.
func (r *run) nearName(ctx context.Context, tx *store.Tx, key nearKey, source crm.SourceID) (found nearFound, err error) {
	if found, asked := r.near[key]; asked {
		return found, nil
	}
	if r.near == nil {
		r.near = map[nearKey]nearFound{}
	}
	key.source, key.name = strings.Clone(key.source), strings.Clone(key.name)
	if found, err = r.lookNear(ctx, tx, key, source); err != nil {
		return found, err
	}
	r.near[key] = found
	return found, nil
}

func (r *run) lookNear(ctx context.Context, tx *store.Tx, key nearKey, source crm.SourceID) (nearFound, error) {
	if key.noun == store.ChannelNoun { // also that of a source merged into this one
		owner, err := tx.ChannelOwner(ctx, source, key.name)
		if err != nil {
			return nearFound{}, err
		}
		source = owner
	}
	if there, err := tx.IsThere(ctx, key.noun, source, key.name); err != nil || there {
		return nearFound{}, err
	}
	if key.noun == store.SourceNoun && crm.IsAddress(key.name) {
		host := crm.Host(key.name)
		found, err := r.nearName(ctx, tx, nearKey{noun: key.noun, name: host}, 0)
		if found == (nearFound{}) {
			found.is = host
		}
		return found, err
	}
	same, near, err := tx.NearNames(ctx, key.noun, source, key.name)
	if err != nil {
		return nearFound{}, err
	}
	for _, k := range r.fresh { // of rows that may not come in
		if k.noun != key.noun || crm.Key(k.source) != crm.Key(key.source) {
			continue
		}
		switch {
		case k.noun == store.SourceNoun && crm.SameHost(k.name, key.name):
			same = append([]string{k.name}, same...)
		case store.AreNear(k.noun, k.name, key.name):
			near = append(near, k.name)
		}
	}
	switch {
	case len(same) > 0:
		return nearFound{is: same[0]}, nil
	case r.Insisted[crm.Key(key.name)]:
	case len(near) > 0 && crm.Key(near[0]) != crm.Key(key.name):
		return nearFound{may: near[0]}, nil
	case len(near) == 0 && key.noun == store.SourceNoun && !r.Create.Touch: // else the person has said that new ones are wanted
		if to := importer.Origin(key.name, r.Sources); to != "" {
			return nearFound{may: to}, nil
		}
	}
	r.fresh = append(r.fresh, key)
	return nearFound{}, nil
}

// creates says which unknown names of a touch are added: one that a person
// insists on also beside one that is nearly the same.
func (r *run) creates(t crm.TouchNames) store.Create {
	create := r.Create
	for _, name := range []string{t.Source, t.Channel, t.Campaign} {
		create.Force = create.Force || name != "" && r.Insisted[crm.Key(name)]
	}
	return create
}
