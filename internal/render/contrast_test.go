package render

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// luminance is the relative luminance of a colour, as WCAG 2.2 defines it.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	part := func(v uint64) float64 {
		c := float64(v&0xff) / 255
		if c <= .04045 {
			return c / 12.92
		}
		return math.Pow((c+.055)/1.055, 2.4)
	}
	return .2126*part(n>>16) + .7152*part(n>>8) + .0722*part(n)
}

// Text of the page has the contrast of WCAG AA, 4.5 to 1, in light and in dark.
func TestTheTextOfThePageHasContrast(t *testing.T) {
	root := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(string(pageStyle), -1)
	for n, look := range []string{"light", "dark"} {
		colours := map[string]string{}
		for _, pair := range regexp.MustCompile(`--(\w+): (#[0-9a-f]+)`).FindAllStringSubmatch(root[n][1], -1) {
			colours[pair[1]] = pair[2]
		}
		for _, ink := range []string{"ink", "soft"} {
			for _, paper := range []string{"paper", "card"} {
				a, b := luminance(t, colours[ink]), luminance(t, colours[paper])
				if ratio := (max(a, b) + .05) / (min(a, b) + .05); ratio < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f", look, ink, paper, ratio)
				}
			}
		}
	}
}
