// Command invented prints invented leads as CSV, for measuring by hand:
//
//	go run ./cmd/leads/testdata/invented 1000000 7 gold.csv > leads.csv
//
// The arguments are how many, the seed, and, if wanted, a file for the pairs
// that are duplicates, or, with hard true, only look like it. A freelancer's years,
// leads nearly all closed and what was done on them, as three files in a folder:
//
//	go run ./cmd/leads/testdata/invented 30000 7 -life folder
package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"log"
	"os"
	"strconv"

	"leads/internal/crm"
	"leads/internal/invent"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 {
		log.Fatal("usage: invented COUNT SEED [GOLD.csv]")
	}
	n, err := strconv.Atoi(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	seed, err := strconv.ParseUint(os.Args[2], 10, 64)
	if err != nil {
		log.Fatal(err)
	}
	if len(os.Args) > 4 && os.Args[3] == "-life" {
		if err := life(n, seed, os.Args[4]); err != nil {
			log.Fatal(err)
		}
		return
	}
	out := bufio.NewWriter(os.Stdout)
	leads := csv.NewWriter(out)
	leads.Write([]string{"external_id", "title", "client", "contact", "email", "phone", "url", "note", "value", "source", "date"})
	var gold *csv.Writer
	if len(os.Args) > 3 {
		f, err := os.Create(os.Args[3])
		if err != nil {
			log.Fatal(err)
		}
		defer f.Close()
		gold = csv.NewWriter(f)
		defer gold.Flush()
		gold.Write([]string{"id_a", "id_b", "kind", "hard"})
	}
	name := func(id crm.LeadID) string { return fmt.Sprintf("X%07d", id) }
	invent.Leads(n, seed, func(e invent.Entry) bool {
		value := ""
		if e.Value.Currency != "" {
			value = fmt.Sprintf("%d.%02d", e.Value.Minor/100, e.Value.Minor%100)
		}
		leads.Write([]string{name(e.ID), e.Title, e.Client, e.Contact, e.Email, e.Phone, e.URL, e.Note, value, e.Source, string(e.FirstTouchOn)})
		if gold != nil && e.Of != 0 {
			gold.Write([]string{name(e.Of), name(e.ID), e.Kind, strconv.FormatBool(e.Hard)})
		}
		return true
	})
	leads.Flush()
	if err := leads.Error(); err != nil {
		log.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}
