package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// messyRows are leads as they come: some twice, some with a slip or a word more,
// some bad, with stages, deals, work and names nobody knows yet.
func messyRows(n int) []string {
	r := rand.New(rand.NewSource(3))
	pick := func(words string) string { list := strings.Split(words, ","); return list[r.Intn(len(list))] }
	var rows []string
	for i := range n {
		if i > 10 && r.Intn(8) == 0 {
			row := rows[r.Intn(len(rows))]
			rows = append(rows, pick(row+","+strings.Replace(row, "redesign", "redesing", 1)+","+strings.Replace(row, "shop", "the shop", 1)))
			if strings.Count(rows[i], ",") != 12 { // the row was cut at its own commas
				rows[i] = row
			}
			continue
		}
		stage, outcome, closed, amount := pick(",,new,discussion,proposal"), "", "", ""
		if r.Intn(4) == 0 {
			outcome, closed = pick("won,lost,no-response"), "2026-06-15"
			if outcome == "won" {
				amount = fmt.Sprint(100 + r.Intn(900))
			}
		}
		url := ""
		if r.Intn(3) == 0 {
			url = fmt.Sprintf("https://www.upwork.com/jobs/~01%016x", r.Intn(200))
		}
		date := fmt.Sprintf("2026-%02d-%02d", 1+r.Intn(6), 1+r.Intn(28))
		if r.Intn(40) == 0 {
			date = "2026-02-30"
		}
		client := pick("Müller AG,Muller,Atelier Nord SARL,Stone Swift Ltd,Café Éclair,Orbit,")
		rows = append(rows, fmt.Sprintf("%s redesign for a %s %d,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s",
			pick("shop,logo,app"), pick("bakery,hotel,farm"), r.Intn(6), client, pick("Ada Blanc,Blanc Ada,Tom,"), pick("ada@nord.fr,tom@stone.com,"),
			url, pick("Upwork,upwork,LinkedIn,Nowhere"), date, stage, outcome, closed, amount, pick(",30,1h"), pick(",urgent")))
	}
	return rows
}

// A file that is taken in as a whole, its rows compared in memory and written
// together, ends as one that comes in pieces, each row looked up and written by itself:
// as long as every row is a record, since rows of one file are no duplicates of each other.
func TestAnImportIsTheSumOfItsPieces(t *testing.T) {
	const header = "external_id,title,client,contact,email,url,source,date,stage,outcome,closed_on,amount,minutes,tags\n"
	rows := messyRows(500)
	for i := range rows { // an equal row of another file is the same row again
		rows[i] = fmt.Sprintf("R-%d,%s", i, rows[i])
	}
	var ends [2]string
	var sums [2]map[string]int
	for way, size := range []int{len(rows), 50} {
		dir := t.TempDir()
		sums[way] = map[string]int{}
		for from := 0; from < len(rows); from += size {
			file := filepath.Join(dir, "leads.csv")
			if err := os.WriteFile(file, []byte(header+strings.Join(rows[from:min(from+size, len(rows))], "\n")+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			stdout, stderr, code := leads(dir, "import", file, "--create", "--skip-bad", "--json", "--on-duplicate", "allow")
			counts := map[string]int{}
			if err := json.Unmarshal([]byte(stdout), &counts); err != nil || code != 0 {
				t.Fatalf("exit %d, %v\n%s%s", code, err, stdout, stderr)
			}
			for key, n := range counts {
				sums[way][key] += n
			}
		}
		sound(t, dir)
		var code int
		if ends[way], _, code = leads(dir, "export", "--format", "jsonl"); code != 0 {
			t.Fatalf("export: exit %d", code)
		}
		for range len(rows) / size {
			leads(dir, "undo")
		}
		if left, _, _ := leads(dir, "list", "--json"); strings.TrimSpace(left) != "[]" {
			t.Errorf("undo leaves %s", left)
		}
	}
	if fmt.Sprint(sums[0]) != fmt.Sprint(sums[1]) {
		t.Errorf("whole %v, in pieces %v", sums[0], sums[1])
	}
	if ends[0] != ends[1] {
		whole, pieces := strings.Split(ends[0], "\n"), strings.Split(ends[1], "\n")
		for i := range min(len(whole), len(pieces)) {
			if whole[i] != pieces[i] {
				t.Fatalf("line %d as a whole\n%s\nin pieces\n%s", i+1, whole[i], pieces[i])
			}
		}
		t.Errorf("%d lines as a whole, %d in pieces", len(whole), len(pieces))
	}
}
