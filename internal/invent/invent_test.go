package invent

import (
	"reflect"
	"testing"

	"leads/internal/crm"
)

func TestTheSameSeedGivesTheSameLeads(t *testing.T) {
	read := func(seed uint64) (list []Entry) {
		Leads(3000, seed, func(e Entry) bool { list = append(list, e); return true })
		return list
	}
	one := read(1)
	if !reflect.DeepEqual(one, read(1)) {
		t.Error("two runs differ")
	}
	if reflect.DeepEqual(one, read(2)) {
		t.Error("two seeds give one file")
	}
	kinds, day := map[string]int{}, crm.Date("")
	for i, e := range one {
		if e.ID != crm.LeadID(i+1) || e.FirstTouchOn < day || e.Title == "" || e.Of >= e.ID || (e.Of == 0) != (e.Kind == "") {
			t.Fatalf("lead %d is %+v", i+1, e)
		}
		kinds[e.Kind], day = kinds[e.Kind]+1, e.FirstTouchOn
	}
	if len(kinds) != 14 {
		t.Errorf("kinds: %v", kinds)
	}
}
