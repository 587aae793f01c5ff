package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// weekPage records half a year of a freelancer and gives the page of a week.
func weekPage(t *testing.T, locale string) []byte {
	t.Helper()
	dir := t.TempDir()
	data, err := filepath.Abs(filepath.Join("..", "..", "testdata", "review"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "week.html")
	for _, args := range [][]string{
		{"config", "set", "hourly-cost", "40"},
		{"source", "set", "Upwork", "--fee", "10%", "--from", "2026-01-01"},
		{"campaign", "add", "SaaS autumn", "--start", "2026-09-01", "--end", "2026-12-15"},
		{"import", filepath.Join(data, "leads.csv"), "--on-duplicate", "allow"},
		{"import", filepath.Join(data, "work.csv"), "--as", "activities"},
		{"import", filepath.Join(data, "deals.csv"), "--as", "deals"},
		{"review", "--html", file},
	} {
		cmd := exec.Command("leads", args...)
		cmd.Env = append(world(os.Environ(), dir), "LEADS_NOW=2026-11-16T09:00:00Z", "LC_ALL="+locale)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("leads %v: %v\n%s", args, err, out)
		}
	}
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func TestThePageIsTheOneThatWasLookedAt(t *testing.T) {
	t.Parallel()
	golden := filepath.Join("..", "..", "testdata", "golden", "week.html")
	page := weekPage(t, "C.UTF-8")
	if *update {
		if err := os.WriteFile(golden, page, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(page, want) {
		t.Errorf("the page differs from %s: rewrite it with -update and look at it in a browser", golden)
	}
}

// browser drives a headless Chromium that may fetch nothing and keeps nothing.
type browser struct {
	program, dir string
}

func chromium(t *testing.T) browser {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if program, err := exec.LookPath(name); err == nil {
			return browser{program, t.TempDir()}
		}
	}
	t.Skip("there is no Chromium to look at the page with")
	return browser{}
}

func (b browser) run(t *testing.T, url string, flags ...string) string {
	t.Helper()
	flags = append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--allow-file-access-from-files",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + filepath.Join(b.dir, "profile")}, flags...)
	cmd := exec.Command(b.program, append(flags, url)...)
	var out, talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &talk
	stop := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	defer stop.Stop()
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", b.program, err, talk.String())
	}
	return out.String()
}

func (b browser) shot(t *testing.T, url, name string, width, height int, flags ...string) picture {
	t.Helper()
	file := filepath.Join(b.dir, name+".png")
	b.run(t, url, append(flags, "--screenshot="+file, "--window-size="+strconv.Itoa(width)+","+strconv.Itoa(height))...)
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	shot, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return shot.(picture)
}

// picture is what part of can be looked at.
type picture interface {
	image.Image
	SubImage(image.Rectangle) image.Image
}

// brightness is that of the paper and of the whole picture, from 0 to 1.
func brightness(picture image.Image) (paper, whole float64) {
	light := func(x, y int) float64 {
		r, g, b, _ := picture.At(x, y).RGBA()
		return (float64(r) + float64(g) + float64(b)) / 3 / 0xffff
	}
	n := 0
	for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y += 3 {
		for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x += 3 {
			whole, n = whole+light(x, y), n+1
		}
	}
	return light(picture.Bounds().Min.X+2, picture.Bounds().Min.Y+2), whole / float64(n)
}

// windows are the widths in which the page has to fit, beside each other in one
// window: each start of a browser takes seconds.
var windows = []int{1280, 768, 375, 320}

const windowHeight = 1200

// framed writes a page that shows others in all windows, a row each, and measures them there.
func framed(t *testing.T, file string, pages ...string) (width int) {
	t.Helper()
	var html strings.Builder
	html.WriteString(`<!doctype html><meta name="color-scheme" content="light dark"><body style="margin:0">`)
	for row, page := range pages {
		width = 0
		for _, w := range windows {
			fmt.Fprintf(&html, `<iframe src="%s" style="border:0;position:absolute;top:%dpx;left:%dpx;width:%dpx;height:%dpx"></iframe>`, page, row*windowHeight, width, w, windowHeight)
			width += w
		}
	}
	html.WriteString(`<p id="out" hidden></p><script>addEventListener("load", () => { out.textContent = Array.from(document.querySelectorAll("iframe"),
		f => f.contentDocument.querySelector("h1").textContent + " is " + f.contentDocument.documentElement.scrollWidth +
			", rows " + f.contentDocument.querySelectorAll("tbody tr").length +
			", cut " + Array.from(f.contentDocument.querySelectorAll(".scroll"), s => s.scrollWidth > s.clientWidth + 1).filter(Boolean).length).join("; ") })</script>`)
	if err := os.WriteFile(file, []byte(html.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return width
}

// The page as a browser shows it: whole, never wider than the window, no column of a
// table out of sight, light or dark as its reader likes, and a few sheets on paper.
func TestThePageInABrowser(t *testing.T) {
	t.Parallel()
	b := chromium(t)
	text := weekPage(t, "C.UTF-8")
	for name, page := range map[string][]byte{"week.html": text, "semaine.html": weekPage(t, "fr_FR.UTF-8")} {
		if err := os.WriteFile(filepath.Join(b.dir, name), page, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	body, _, _ := strings.Cut(string(text), "</main>")
	rows := strings.Count(body, "<tr>") - strings.Count(body, "<thead>") - strings.Count(body, "<tfoot>")
	frames := filepath.Join(b.dir, "frames.html")
	width := framed(t, frames, "week.html", "semaine.html")
	var want []string
	for _, title := range []string{"Week 46 of 2026", "Semaine 46 de 2026"} {
		for _, w := range windows {
			want = append(want, fmt.Sprintf("%s is %d, rows %d, cut 0", title, w, rows))
		}
	}
	dom := b.run(t, "file://"+frames, "--dump-dom", "--virtual-time-budget=5000")
	if !strings.Contains(dom, strings.Join(want, "; ")) {
		t.Errorf("in windows of %v pixels, the browser says of width and rows:\n%s\nwant %s", windows, dom, strings.Join(want, "; "))
	}
	for _, look := range []struct {
		name                   string
		paperFrom, paperTo     float64
		pictureFrom, pictureTo float64
		flags                  []string
	}{
		{"light", 0.9, 1, 0.8, 0.99, nil},
		{"dark", 0, 0.2, 0.05, 0.3, []string{"--blink-settings=preferredColorScheme=0"}},
	} {
		shot, left := b.shot(t, "file://"+frames, look.name, width, windowHeight, look.flags...), 0
		for _, w := range windows {
			paper, whole := brightness(shot.SubImage(image.Rect(left, 0, left+w, windowHeight)))
			if left += w; paper < look.paperFrom || paper > look.paperTo || whole < look.pictureFrom || whole > look.pictureTo {
				t.Errorf("%d wide, the %s page has paper %.2f and is %.2f bright", w, look.name, paper, whole)
			}
		}
	}
	file := filepath.Join(b.dir, "week.pdf")
	b.run(t, "file://"+filepath.Join(b.dir, "week.html"), "--no-pdf-header-footer", "--print-to-pdf="+file)
	paper, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(paper, -1)); n < 1 || n > 4 {
		t.Errorf("it takes %d sheets of paper", n)
	}
}
