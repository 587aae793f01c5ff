package say

import (
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// Line is a command line that is quoted for the shell already.
type Line string

// Shell writes words as one line that the shell of the system reads back as
// those words, whatever they hold.
func Shell(words ...string) Line {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = quote(w, runtime.GOOS)
	}
	return Line(strings.Join(quoted, " "))
}

// quote writes one word for sh and its like. Windows has two shells, and a word
// must be harmless in both: what cmd.exe and PowerShell read differently becomes
// a placeholder.
func quote(word, system string) string {
	if plain(word) {
		return word
	}
	if system != "windows" {
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	switch {
	case !strings.ContainsAny(word, "%\"$`\u201c\u201d\u201e\r\n"):
		end := len(strings.TrimRight(word, `\`))
		return `"` + word + word[end:] + `"` // a backslash before the mark is doubled
	case !strings.ContainsAny(word, "%\"&|<>^'\u2018\u2019\u201a\u201b\r\n"):
		return "'" + word + "'"
	}
	return "..."
}

// plain reports whether every shell takes a word as it is.
func plain(word string) bool {
	return word != "" && word[0] != '=' && !strings.ContainsFunc(word, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=@+", r) ||
			r == ',' && runtime.GOOS != "windows" || r == '%' && runtime.GOOS != "windows") // PowerShell makes a list of a,b
	})
}

// commands are the words by which a sentence is seen to hold a command line:
// "leads show" is one, "leads have no source" is not.
var commands = regexp.MustCompile(`(?:^|[ (\x{a0}\x{202f}])leads (?:%(?:\[\d+\])?[sq]|-|(?:` +
	`activity|add|advise|ask|attribution|backup|bid|campaign|channel|client|compare|completion|config|deal|demo|doctor|duplicates|edit|export|` +
	`funnel|goal|help|history|import|lead|list|log|lose|man|merge|next|pay|pipeline|rate|redo|reopen|report|restore|review|score|show|source|` +
	`stage|touch|undo|value|version|win)\b)`)

var (
	lineEnds = regexp.MustCompile(`[;:?,] |[()]`)                                  // where a command line in a sentence is over
	places   = regexp.MustCompile(`%%|%[-+# 0-9.]*(?:\[(\d+)\])?[-+# 0-9.]*[a-z]`) // where values go in a format
	flagged  = regexp.MustCompile(`(?:^|[ (])--[a-z-]+[ =]$`)                      // a flag whose value comes next
)

// pasteable quotes for the shell each text that a sentence puts into a command
// line, so that the line can be pasted whatever a name holds: nobody who words
// a hint has to think of it. The texts in args are replaced, and so is %q there.
func pasteable(format string, args []any) string {
	lines := linesIn(format)
	if len(lines) == 0 && !strings.Contains(format, "--") {
		return format
	}
	out, next, from := "", 0, 0
	for _, at := range places.FindAllStringSubmatchIndex(format, -1) {
		verb := format[at[0]:at[1]]
		if verb == "%%" {
			continue
		}
		n := next
		if at[2] >= 0 {
			n, _ = strconv.Atoi(format[at[2]:at[3]])
			n--
		}
		next = n + 1
		if n < 0 || n >= len(args) || !strings.HasSuffix(verb, "s") && !strings.HasSuffix(verb, "q") {
			continue
		}
		text, ok := args[n].(string)
		flag := flagged.MatchString(format[:at[0]])
		end := lineAt(lines, at[0])
		if !ok || end == 0 && !(flag && strings.HasSuffix(verb, "s")) {
			continue
		}
		args[n] = Shell(text)
		if strings.HasPrefix(text, "-") && !flag && !strings.Contains(format[at[1]:max(end, at[1])], " -") {
			args[n] = "-- " + Shell(text)
		}
		out, from = out+format[from:at[1]-1]+"s", at[1]
	}
	return out + format[from:]
}

// linesIn are the places of the command lines in a sentence.
func linesIn(format string) (lines [][2]int) {
	for _, at := range commands.FindAllStringIndex(format, -1) {
		end := len(format)
		if over := lineEnds.FindStringIndex(format[at[0]+1:]); over != nil {
			end = at[0] + 1 + over[0]
		}
		lines = append(lines, [2]int{at[0], end})
	}
	return lines
}

// lineAt is where the command line around a place ends; 0 outside of one.
func lineAt(lines [][2]int, at int) int {
	for _, line := range lines {
		if line[0] <= at && at < line[1] {
			return line[1]
		}
	}
	return 0
}
