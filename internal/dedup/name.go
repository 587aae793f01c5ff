package dedup

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"leads/internal/crm"
)

// NormalEmail is the mailbox that an address reaches: lower case, without the
// +tag, and without the dots that Gmail ignores. What is no address is "".
func NormalEmail(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if _, inner, ok := strings.Cut(s, "<"); ok { // Ada Blanc <ada@example.com>
		s, _, _ = strings.Cut(inner, ">")
	}
	s = strings.TrimSpace(strings.TrimPrefix(s, "mailto:"))
	at := strings.LastIndexByte(s, '@')
	if at <= 0 || at == len(s)-1 || strings.ContainsAny(s, " \t\r\n") {
		return ""
	}
	box, host := s[:at], s[at+1:]
	if plus := strings.IndexByte(box, '+'); plus > 0 {
		box = box[:plus]
	}
	if host == "googlemail.com" {
		host = "gmail.com"
	}
	if host == "gmail.com" {
		if plain := strings.ReplaceAll(box, ".", ""); plain != "" {
			box = plain
		}
	}
	return box + "@" + host
}

// NormalName is a client's name folded to plain words, without the article in
// front, the legal forms and what follows them or is in brackets, which is
// a place: "S.A.R.L. Dupont & Cie, Lyon" is "dupont". A name of legal forms
// alone keeps them.
func NormalName(s string) string { return strings.Join(clientWords(s), " ") }

func clientWords(s string) []string {
	if front, rest, ok := strings.Cut(s, "("); ok {
		if _, back, ok := strings.Cut(rest, ")"); ok && strings.TrimSpace(front) != "" {
			s = front + " " + back
		}
	}
	w := words(s, "")
	for { // what was inside may now be at an end
		next := bareName(joinSingles(w))
		if slices.Equal(next, w) {
			return w
		}
		w = next
	}
}

// bareName takes legal forms, an article in front and joining words at the end
// off a name, unless nothing would be left.
func bareName(all []string) []string {
	w := all
	for len(w) > 1 && (legalFronts()[w[0]] || w[0] == "the") {
		w = w[1:]
	}
	var name []string
	for i, x := range w {
		if !legalForms()[x] {
			name = append(name, x)
		} else if i < len(w)-1 && len(name) > 0 && surely()[x] {
			break
		}
	}
	for len(name) > 1 && joiners()[name[len(name)-1]] {
		name = name[:len(name)-1]
	}
	if len(name) == 0 || len(name) == 1 && joiners()[name[0]] {
		return all
	}
	return name
}

// joinSingles makes one word of single letters in a row: "B. V." is "bv".
func joinSingles(w []string) []string {
	out, run := w[:0:0], false
	for _, x := range w {
		single := len(x) == 1 && !hasDigit(x)
		if single && run {
			out[len(out)-1] += x
			continue
		}
		out, run = append(out, x), single
	}
	return out
}

// NormalTitle is a title folded to plain words in their order, without the
// words that every title has. A title of such words alone keeps them.
func NormalTitle(s string) string { return strings.Join(titleWords(s), " ") }

func titleWords(s string) []string {
	w := words(s, ".")
	for i, x := range w { // v8.0 is 8
		if hasDigit(x) {
			if v, ok := strings.CutPrefix(x, "v"); ok && v[0] >= '0' && v[0] <= '9' {
				x = v
			}
			if strings.IndexByte(x, '.') > 0 {
				x = strings.TrimSuffix(x, ".0")
			}
			w[i] = x
		}
	}
	return without(w, stopWords())
}

// noteWords are the words and the numbers of a note.
func noteWords(s string) (text, figures []string) {
	const most = 2000 // bytes of a long note that are looked at
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "")
	}
	for _, x := range words(s, ".-:/") {
		if short, ok := shortened()[x]; ok {
			x = short
		}
		switch {
		case isDigit(x[0]):
			figures = append(figures, x)
		case !stopWords()[x]:
			text = append(text, x)
		}
	}
	return text, figures
}

// normalPerson is a contact's name as sorted words, so that "Blanc, Ada" is
// "Ada Blanc"; forms of address are dropped.
func normalPerson(s string) string {
	kept := personWords(s)
	slices.Sort(kept)
	return strings.Join(kept, " ")
}

func personWords(s string) []string {
	return without(words(s, ""), addressForms())
}

// without leaves out the words of a table, unless nothing would be left.
func without(w []string, table map[string]bool) []string {
	if !slices.ContainsFunc(w, func(w string) bool { return !table[w] }) {
		return w
	}
	return slices.DeleteFunc(w, func(w string) bool { return table[w] })
}

// NormalPhone is a number's digits without an extension, the sign of an
// international number and trunk zeros: "+44 (0)20 7946 0018" is "442079460018" and
// "020 7946 0018 x2" "2079460018", which is its end. Numbers of less than seven digits
// are extensions: "".
func NormalPhone(s string) string {
	digits := make([]byte, 0, 24)
	for i, c := range []byte(strings.ReplaceAll(s, "(0)", "")) {
		if isDigit(c) && len(digits) < cap(digits) {
			digits = append(digits, c)
		} else if i > 0 && len(digits) >= 7 && (c|0x20 >= 'a' && c|0x20 <= 'z' || strings.IndexByte("#,;", c) >= 0) {
			break // an extension, or a second number
		}
	}
	out := strings.TrimLeft(string(digits), "0")
	if len(out) < 7 {
		return ""
	}
	return out
}

// local is the end of a number that is the same however it is dialled.
func local(phone string) string {
	if len(phone) < 7 {
		return ""
	}
	return phone[len(phone)-7:]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// normalExternal is an id without the blanks and capitals that copying adds.
func normalExternal(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(crm.CleanLine(s))
}

// words folds a text to lower-case words of letters and digits without accents.
// Dotted initials and possessives stay one word ("S.A.", "Joe's"), and names
// of techniques keep what tells them apart ("C++", "C#", "Node.js"). Numbers
// stay one word over the characters that join them.
func words(s, joins string) []string {
	plain := isASCII(s)
	if plain {
		s = strings.ToLower(s)
	} else {
		s = norm.NFKD.String(s)
	}
	out := make([]string, 0, 12)
	var initials bool // the last word so far is dotted single letters
	var before rune   // what was between the last word and this one, if a single character
	add := func(w string) {
		if !plain {
			w = crm.Key(w)
		}
		single := len(w) == 1
		if n := len(out); n > 0 {
			last := out[n-1]
			switch {
			case before > 0 && before < 128 && strings.IndexByte(joins, byte(before)) >= 0 && isDigit(last[len(last)-1]) && isDigit(w[0]):
				out[n-1] += string(before) + w
				return
			case before == '.' && initials && single,
				before == '.' && (w == "js" || w == "net"),
				before == '-' && len(out[n-1]) == 1 && !hasDigit(out[n-1]), // e-mail
				(before == '\'' || before == '’') && w == "s":
				out[n-1] += w
				return
			}
		}
		initials = single
		out = append(out, w)
	}
	start, gap := -1, 0
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start < 0 {
				start = i
			}
			continue
		case start >= 0 && unicode.Is(unicode.Mn, r):
			continue
		}
		if start >= 0 {
			add(s[start:i])
			start, gap, before = -1, 0, 0
			rest := s[i:]
			switch n := len(out) - 1; {
			case strings.HasPrefix(rest, "++"):
				out[n] += "pp"
			case r == '#':
				out[n] += "sharp"
			}
		}
		if gap++; gap == 1 {
			before = r
		} else {
			before = 0
		}
	}
	if start >= 0 {
		add(s[start:])
	}
	return out
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// set makes a table on first use: most commands compare nothing.
func set(s string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		m := map[string]bool{}
		for _, w := range strings.Fields(s) {
			m[w] = true
		}
		return m
	})
}

// The tables hold folded words, as words gives them.
var (
	legalForms = set(`ltd limited inc incorporated llc llp lp plc pllc pc corp corporation co company cie compagnie
		gmbh mbh ggmbh ag kg kgaa ohg gbr ug ek ev eg se
		sarl sas sasu sa eurl sci scop snc ei eirl selarl
		bv nv vof bvba sprl srl spa sapa snc scarl sl slu sau slne sll
		ab oy oyj as asa aps ivs hb kb ehf
		sro spzoo kft zrt nyrt bt doo dd ooo oao zao pty pvt pte sdn bhd kk gk ltda eireli
		haftungsbeschrankt aktiengesellschaft vennootschap naamloze scoop sccl sc ou as spolka zoo limitada coop`)
	surely       = set(`ltd limited inc incorporated llc llp plc corp corporation gmbh kg bv nv sarl sas`)
	joiners      = set(`and et und y e en of de du der the`)
	legalFronts  = set(`sarl sas sasu sa eurl sci societe ste firma`)
	addressForms = set(`mr mrs ms miss dr prof sir m mme mlle herr frau hr fr senor senora sr sra sig signor signora`)
	stopWords    = set(`a an the of for to in on at by with and or from our my your we need needed needs looking wanted
		un une le la les l de des du d pour en et ou avec au aux sur dans par recherche cherche besoin
		der die das den dem ein eine einen einer eines fur mit und oder von im am zu zum zur bei gesucht
		el los las una unos para con y o del al se busca
		il lo gli i uno di da e per nel cerca
		het een van voor met op te
		urgent asap remote repost reposted freelance freelancer freelancers on-site onsite needed dringend urgente`)
	shortened = sync.OnceValue(func() map[string]string {
		m := map[string]string{}
		for pair := range strings.FieldsSeq(`avenue=ave street=st boulevard=blvd drive=dr place=pl road=rd parkway=pkwy square=sq
			lane=ln court=ct north=n south=s east=e west=w strasse=str first=1st second=2nd third=3rd fourth=4th fifth=5th
			sixth=6th seventh=7th eighth=8th ninth=9th tenth=10th`) {
			long, short, _ := strings.Cut(pair, "=")
			m[long] = short
		}
		return m
	})
	customary = set(`website site web shop store app application mobile platform portal system tool page landing online
		design redesign relaunch development developer developpeur entwickler desarrollador build create maintenance
		migration integration audit support consulting senior junior project projet projekt proyecto
		solutions services service group groupe media digital studio agency agence agentur systems software technologies
		technology tech labs partners international global consulting holding trading marketing design europe
		school center centre care day child early street avenue road north south east west`)
	nicknames     = lines(shortNames) // the number of a name's line
	abbreviations = lines(shortWords)
)

// shortNames lists given names, one a line with its short forms and spellings.
const shortNames = `william bill will billy willy liam; robert bob rob bobby robbie; richard rick dick rich ricky; james jim jimmy jamie;
john jack johnny jon; michael mike mick mickey; david dave davy; daniel dan danny; thomas tom tommy; joseph joe joey;
edward ed eddie ted ned; charles charlie chuck; christopher chris kit; matthew matt; anthony tony; andrew andy drew;
steven stephen steve; benjamin ben benny; samuel sam sammy; alexander alex sascha; nicholas nicolas nick nico; gregory greg;
jeffrey jeff; kenneth ken kenny; lawrence larry; ronald ron ronnie; timothy tim; patrick pat paddy; peter pete; philip phil phillip;
raymond ray; donald don donnie; douglas doug; frederick fred freddie freddy; gerald gerry; henry harry hank; leonard len lenny; nathan nate nathaniel;
theodore theo; vincent vince; walter walt; zachary zach zack; elizabeth liz beth betty eliza lizzie; margaret maggie meg peggy;
katherine catherine kathy kate katie cathy kathryn; jennifer jen jenny; jessica jess; rebecca becky; susan sue susie; deborah debbie deb;
barbara barb; patricia patty trish; victoria vicky; samantha sammie; christine tina chrissy christina; jacqueline jackie; dorothy dot;
amanda mandy; pamela pam; stephanie steph; cynthia cindy; abigail abby; alexandra alexa; josephine josie; francoise fanny; frances fran;
joachim jochen; johannes hannes hans; friedrich fritz; wolfgang wolf; sebastian basti; maximilian max; matthias matze; ulrich uli; katharina kathi;
francisco paco pancho; jose pepe; ignacio nacho; manuel manolo; guadalupe lupe; dolores lola; enrique quique; guillermo memo; concepcion concha; rosario charo`

// shortWords lists words of companies' names with the ways to cut them short.
const shortWords = `international intl internatl int internationale; national natl nat; manufacturing mfg manuf; brothers bros; association assn assoc;
government govt; department dept; university univ universitat universite universidad; management mgmt; services svcs; technologies technology tech techn;
corporation corpn; engineering engg engrg eng; industries industry inds ind; laboratories laboratory labs lab; development dev devt; institute inst institut; systems sys;
communications comm comms; center centre centrum ctr; saint st sankt; mount mt; europe europa european; netherlands nederland nederlanden holland; germany deutschland; spain espana; italy italia`
