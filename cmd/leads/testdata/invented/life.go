package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"leads/internal/invent"
)

// life writes leads.csv, activities.csv and deals.csv of a freelancer's years.
func life(n int, seed uint64, folder string) error {
	var files [3]*os.File
	var tables [3]*csv.Writer
	for i, name := range []string{"leads.csv", "activities.csv", "deals.csv"} {
		f, err := os.Create(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		files[i], tables[i] = f, csv.NewWriter(f)
	}
	leads, work, deals := tables[0], tables[1], tables[2]
	leads.Write([]string{"external_id", "title", "client", "contact", "email", "phone", "url", "note", "value", "source", "date"})
	work.Write([]string{"lead", "date", "kind", "via", "minutes", "cost"})
	deals.Write([]string{"lead", "outcome", "closed_on", "amount", "reason"})
	decimal := func(minor int64) string { return fmt.Sprintf("%d.%02d", minor/100, minor%100) }
	invent.Life(n, seed, func(p invent.Past) bool {
		id, value := fmt.Sprintf("X%07d", p.ID), ""
		if p.Value.Currency != "" {
			value = decimal(p.Value.Minor)
		}
		leads.Write([]string{id, p.Title, p.Client, p.Contact, p.Email, p.Phone, p.URL, p.Note, value, p.Via, string(p.FirstTouchOn)})
		for _, w := range p.Work {
			work.Write([]string{id, string(w.On), w.Kind, w.Via, strconv.FormatInt(w.Minutes, 10), decimal(w.Cost)})
		}
		if p.Outcome == "won" {
			deals.Write([]string{id, p.Outcome, string(p.Closed), decimal(p.Amount), ""})
		} else if p.Outcome != "" {
			deals.Write([]string{id, p.Outcome, string(p.Closed), "", p.Reason})
		}
		return true
	})
	for i, t := range tables {
		if t.Flush(); t.Error() != nil {
			return t.Error()
		}
		if err := files[i].Close(); err != nil {
			return err
		}
	}
	return nil
}
