package intake

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"leads/internal/crm"
	"leads/internal/importer"
	"leads/internal/say"
	"leads/internal/store"
)

// contact imports one row of contacts: a client without a lead. Of one that is
// there only what is empty is filled.
func (r *run) contact(ctx context.Context, tx *store.Tx, row importer.Row) error {
	if r.people && row.Lead.Contact != "" { // a company may employ several of them
		if row.Lead.Client != "" {
			row.Lead.Fields = maps.Clone(row.Lead.Fields)
			if row.Lead.Fields == nil {
				row.Lead.Fields = map[string]string{}
			}
			row.Lead.Fields["company"], row.Lead.Client = row.Lead.Client, ""
		}
	}
	c := contactOf(row.Lead)
	c.Origin = cmp.Or(c.Origin, r.Origin)
	if c.Name == "" {
		return crm.Errorf(crm.Refused, "the row names nobody")
	}
	if c.Email != "" && crm.CheckEmail(c.Email) != nil {
		c.Note, c.Email = strings.TrimSpace(c.Note+"\n"+c.Email), ""
	}
	if err := c.Validate(); err != nil {
		return err
	}
	if found, err := tx.Find(ctx, store.ClientNoun, 0, c.Name); err == nil {
		return r.fillContact(ctx, tx, crm.ClientID(found.ID), c, row.Line)
	} else if crm.KindOf(err) != crm.NotFound {
		return err
	}
	id, err := tx.ResolveClient(ctx, c.Name, store.Create{Client: true})
	if err != nil {
		return err
	}
	c.ID = id
	r.contacts++
	r.counts.Added++
	return tx.SetClient(ctx, c)
}

// contactOf makes a contact of a row that was read as a lead: a company or a
// person by name; what no column of a client takes goes into the note.
func contactOf(l crm.Lead) crm.Client {
	c := crm.Client{Name: cmp.Or(l.Client, l.Contact, l.Title, l.Email, l.URL), Contact: l.Contact, Email: l.Email, Phone: l.Phone, URL: l.URL,
		Note: l.Note, Origin: l.Fields[importer.OriginField]}
	for _, key := range slices.Sorted(maps.Keys(l.Fields)) {
		if key != importer.OriginField && l.Fields[key] != "" {
			c.Note = strings.TrimSpace(c.Note + "\n" + key + ": " + l.Fields[key])
		}
	}
	if c.Contact == c.Name {
		c.Contact = ""
	}
	return c
}

// fillContact fills what is empty of a client that is there.
func (r *run) fillContact(ctx context.Context, tx *store.Tx, id crm.ClientID, c crm.Client, line int) error {
	was, err := tx.Client(ctx, id)
	if err != nil {
		return err
	}
	now := was
	for _, f := range []struct {
		to   *string
		from string
	}{{&now.Contact, c.Contact}, {&now.Email, c.Email}, {&now.Phone, c.Phone}, {&now.URL, c.URL}, {&now.Origin, c.Origin}, {&now.Note, c.Note}} {
		if *f.to == "" {
			*f.to = f.from
		}
	}
	if was.Email != "" && c.Email != "" && !strings.EqualFold(was.Email, c.Email) {
		r.warnings.add(line, say.T("line %d: %s already has another e-mail address, %s, which is kept", line, was.Name, was.Email))
	}
	if now == was {
		r.counts.Duplicates++
		return nil
	}
	r.counts.Updated++
	return tx.SetClient(ctx, now)
}
