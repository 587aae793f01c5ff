package cli

import (
	"context"
	"net/url"
	"path"
	"strings"
	"unicode"

	"leads/internal/crm"
	"leads/internal/dedup"
	"leads/internal/intake"
	"leads/internal/store"
)

// expand completes what was typed of a touch where only one name begins so:
// up/inv is Upwork/Invite. It says what it came to: a first touch is permanent.
func (a *app) expand(ctx context.Context, tx *store.Tx, typed crm.TouchNames) (crm.TouchNames, error) {
	full, err := intake.Expand(ctx, tx, typed)
	if err != nil {
		return full, err
	}
	if full != typed && full != a.expanded {
		a.expanded = full
		a.note("%s is %s", typed.String(), full.String())
	}
	return full, nil
}

// leadID reads a lead's number as people type it: 12, #12, or - and @last for
// the lead that the latest command touched.
func (a *app) leadID(ctx context.Context, text string) (id crm.LeadID, err error) {
	if text != "-" && text != "@last" {
		return leadID(text)
	}
	err = a.view(ctx, func(tx *store.Tx) error {
		id, err = tx.LastTouched(ctx)
		return err
	})
	if err != nil {
		return 0, err
	}
	if id == 0 {
		return 0, crm.Errorf(crm.NotFound, "no lead has been touched lately").WithHint("list them with: leads list")
	}
	a.note("%s is lead %d", text, int64(id))
	return id, nil
}

// fromURL takes a title that is a web address as what it is: the address, the
// id that the platform gives the posting, and the title in its path.
func fromURL(lead *crm.Lead) {
	host := crm.Host(lead.Title)
	if host == "" || lead.URL != "" || !strings.Contains(host, ".") || strings.ContainsFunc(lead.Title, unicode.IsSpace) {
		return
	}
	lead.URL = lead.Title
	posting := dedup.PostingID(lead.URL)
	_, id, _ := strings.Cut(posting, ":")
	if lead.ExternalID == "" {
		lead.ExternalID = id
	}
	lead.Title = slug(lead.URL, id)
	if lead.Title == "" {
		lead.Title = dedup.LinkTitle(lead.URL)
	}
}

// slug reads the words of an address: /jobs/Shop-redesign_~01ab is Shop
// redesign. "" when it has none.
func slug(address, id string) string {
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	best := ""
	for _, part := range strings.Split(path.Clean(u.Path), "/") {
		if id != "" { // what the platform appends or puts in front
			part = strings.TrimSuffix(strings.TrimSuffix(part, id), "~")
			part = strings.TrimPrefix(part, id)
		}
		words := strings.FieldsFunc(part, func(r rune) bool { return r == '-' || r == '_' || r == '+' || unicode.IsSpace(r) })
		if len(words) > 1 && len(part) > len(best) && strings.ContainsFunc(part, unicode.IsLetter) {
			best = strings.Join(words, " ")
		}
	}
	if best == "" {
		return ""
	}
	best = crm.CleanLine(best)
	return strings.ToUpper(best[:1]) + best[1:]
}
