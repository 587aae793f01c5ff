package invent

import (
	"slices"
	"strings"
)

// double is a lead as it comes in the second time.
func (w *world) double(e Entry) Entry {
	d := e
	d.Of = e.ID
	if w.is(.3) {
		d.Note = ""
	}
	if w.is(.4) {
		d.Source = pick(w, sources)
	}
	kinds := []func(*world, *Entry){otherBoard, otherForm, typo, order, suffix, sparse, mailOnly, phoneOnly, reworded}
	kinds[w.IntN(len(kinds))](w, &d)
	return d
}

// otherBoard: the same offer is on another platform, with fewer details.
func otherBoard(w *world, e *Entry) {
	e.Kind, e.URL = "other board", w.posting()
	e.Title = w.slip(e.Title, .1)
	w.lose(e)
	if e.Client == "" && e.Contact == "" {
		e.URL = ""
	}
}

// otherForm: the same page as another link.
func otherForm(w *world, e *Entry) {
	e.Kind = "url form"
	switch {
	case strings.Contains(e.URL, "/jobs/view/"):
		e.URL = "https://de.linkedin.com/jobs/view/" + strings.ToLower(strings.ReplaceAll(e.Title, " ", "-")) + "-" + strings.Trim(e.URL[len("https://www.linkedin.com/jobs/view/"):], "/") + "?refId=a1B2&trk=public_jobs"
	case strings.Contains(e.URL, "~"):
		_, id, _ := strings.Cut(e.URL, "~")
		e.URL = "https://www.upwork.com/freelance-jobs/apply/Some-Offer_~" + id + "/?source=rss"
	case e.URL != "":
		e.URL = strings.TrimSuffix(e.URL, "/") + "?utm_source=mail&utm_campaign=x"
	}
	e.Title = w.slip(e.Title, .3)
	w.lose(e)
}

func typo(w *world, e *Entry) {
	e.Kind = "typo"
	e.Title, e.Client, e.Contact = w.slip(e.Title, 1), w.slip(e.Client, .5), w.slip(e.Contact, .5)
	w.unlink(e)
}

func order(w *world, e *Entry) {
	e.Kind = "word order"
	words := strings.Fields(e.Title)
	w.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	e.Title = strings.Join(words, " ")
	if first, last, ok := strings.Cut(e.Contact, " "); ok {
		e.Contact = last + ", " + first
	}
	w.unlink(e)
}

func suffix(w *world, e *Entry) {
	e.Kind = "legal form"
	for short, long := range longer {
		if bare, ok := strings.CutSuffix(e.Client, " "+short); ok {
			e.Client = bare + " " + long
			if w.is(.4) {
				e.Client = bare
			}
			break
		}
	}
	if w.is(.3) {
		e.Client = strings.ToUpper(e.Client)
	}
	e.Title = w.slip(e.Title, .3)
	w.unlink(e)
}

// sparse: hardly more than the title and the client.
func sparse(w *world, e *Entry) {
	e.Kind = "sparse"
	if e.Client != "" {
		e.Contact = ""
	}
	e.Email, e.Phone, e.URL, e.Note = "", "", "", ""
}

func mailOnly(w *world, e *Entry) {
	e.Kind = "mailbox"
	if e.Email != "" {
		e.Client, e.Contact, e.Phone = "", "", ""
		if at := strings.IndexByte(e.Email, '@'); w.is(.3) {
			e.Email = e.Email[:at] + "+leads" + e.Email[at:]
		}
		e.Email = capital(e.Email)
	}
	e.Title = w.slip(e.Title, .4)
	w.unlink(e)
}

func phoneOnly(w *world, e *Entry) {
	e.Kind = "phone"
	if e.Phone != "" {
		parts := strings.Fields(e.Phone)
		e.Phone = "0" + parts[1] + " " + parts[2][:3] + "-" + parts[2][3:]
		e.Client, e.Email = "", ""
	}
	e.Title = w.slip(e.Title, .4)
	w.unlink(e)
}

// reworded: a word of the title is left out, another comes in.
func reworded(w *world, e *Entry) {
	e.Kind = "reworded"
	words := strings.Fields(e.Title)
	if n := w.IntN(len(words)); len(words) > 4 {
		words = append(words[:n:n], words[n+1:]...)
	}
	e.Title = strings.Join(words, " ") + pick(w, []string{"", " (remote)", " - urgent", " asap", " freelance"})
	w.lose(e)
	w.unlink(e)
}

// lose leaves out what a second source may not tell, but never all of it.
func (w *world) lose(e *Entry) {
	for _, f := range []*string{&e.Phone, &e.Email, &e.Contact} {
		if w.is(.4) && (e.Client != "" || f != &e.Contact) {
			*f = ""
		}
	}
	if first, last, ok := strings.Cut(e.Contact, " "); ok && w.is(.15) {
		e.Contact = string([]rune(first)[:1]) + ". " + last
	}
}

// unlink leaves out the address that would give it away.
func (w *world) unlink(e *Entry) {
	if w.is(.7) {
		e.URL = ""
	}
}

// slip makes, by chance, one or two slips of the pen.
func (w *world) slip(s string, share float64) string {
	r := []rune(s)
	for range 2 {
		if len(r) < 6 || !w.is(share) {
			return string(r)
		}
		n := 1 + w.IntN(len(r)-2)
		switch w.IntN(4) {
		case 0:
			r = append(r[:n:n], r[n+1:]...)
		case 1:
			r[n], r[n+1] = r[n+1], r[n]
		case 2:
			r = append(r[:n:n], append([]rune{r[n]}, r[n:]...)...)
		default:
			r[n] = rune('a' + w.IntN(26))
		}
		share /= 2
	}
	return string(r)
}

// nearName is another client's name, easily taken for this one: another craft,
// or one more.
func (w *world) nearName(s string) string {
	words := strings.Fields(s)
	if len(words) == 0 {
		return w.surname() + " " + pick(w, crafts)
	}
	for n := 1; n < len(words); n++ {
		if slices.Contains(crafts, words[n]) {
			words[n] = pick(w, crafts)
			return strings.Join(words, " ")
		}
	}
	return strings.Join(slices.Insert(words, 1, pick(w, crafts)), " ")
}
