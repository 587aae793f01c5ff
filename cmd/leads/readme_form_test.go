//go:build unix

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The form that the README shows asks these questions, and takes these answers.
func TestREADMEShowsTheForm(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)<!-- form: leads ([^\n]*) -->\n```text\n(.*?)```").FindStringSubmatch(string(text))
	if block == nil {
		t.Fatal("the README shows no form")
	}
	var talk [][2]string
	for _, pair := range regexp.MustCompile("┃ (.+)\n┃ > (.+)\n").FindAllStringSubmatch(block[2], -1) {
		_, cue, _ := strings.Cut(pair[1], " ") // what the page before began with is not drawn again
		talk = append(talk, [2]string{cue, pair[2] + "\r"})
	}
	talk[len(talk)-1][1] += "\r\r\r\r" // what the README leaves out is empty
	shown, code := terminal(t, nil, strings.Fields(block[1]), talk...)
	if code != 0 || !strings.Contains(shown, "--client Noisette") || !strings.Contains(shown, "Added lead 1: Shop redesign") {
		t.Errorf("code %d:\n%q", code, shown)
	}
}
