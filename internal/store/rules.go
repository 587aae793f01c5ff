package store

import (
	"context"
	"errors"
	"strings"

	"leads/internal/crm"
	"leads/internal/say"

	sqlite "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// rule is what the file guards, in words.
type rule struct {
	name string // of the constraint or trigger, or table.column of a unique key
	kind crm.Kind
	msg  say.Text
	hint say.Text
}

var touchHint = say.T("log the new contact instead: leads log ID KIND --via SOURCE/CHANNEL")

// rules gives words to every constraint, trigger and unique key of the schema.
// A test reads the schema to see that none is missing. It is a list and not a
// map, so that the compiler can build it: filling a map takes every start of
// the program as long as a dozen rows of an answer.
var rules = []rule{
	{"first_touch_is_locked", crm.Locked, say.T("the first touch of a lead is locked for ever"), touchHint},
	{"lead_is_not_replaced", crm.Locked, say.T("a lead with that id already exists, and its first touch is locked"), touchHint},
	{"lead_is_not_deleted_by_hand", crm.Locked, say.T("a lead is deleted by its own command only"), say.T("leads lead delete ID")},
	{"earlier_first_touch_survives", crm.Locked, say.T("of two merged leads the one with the earlier first touch survives"), say.Text{}},
	{"merged_lead_has_no_rows", crm.Locked, say.T("what happened to a merged lead belongs to its survivor"), say.T("leads merge ID INTO")},
	{"touch_is_not_deleted_by_hand", crm.Locked, say.T("a touch is never deleted"), say.Text{}},
	{"touch_is_its_id", crm.Locked, say.T("the source, channel and campaign of a touch cannot change"), touchHint},
	{"source_is_not_exchanged", crm.Locked, say.T("the id of a source cannot change, and its name cannot be another's"), say.T("leads source merge NAME INTO")},
	{"source_merges_into_one_that_stands", crm.Locked, say.T("a source can only be merged into one that is not merged itself"), say.T("leads source merge NAME INTO")},
	{"source_is_not_replaced", crm.Locked, say.T("that source is already there"), say.Text{}},
	{"source_is_not_deleted_by_hand", crm.Locked, say.T("a source is never deleted"), say.T("leads source archive NAME")},
	{"channel_is_not_exchanged", crm.Locked, say.T("the id and source of a channel cannot change, and its name cannot be another's"), say.T("leads channel merge SOURCE/NAME INTO")},
	{"channel_merges_into_one_of_its_source", crm.Locked, say.T("a channel can only be merged into one of its source that is not merged itself"), say.T("leads channel merge SOURCE/NAME INTO")},
	{"channel_is_not_replaced", crm.Locked, say.T("that channel is already there"), say.Text{}},
	{"channel_is_not_deleted_by_hand", crm.Locked, say.T("a channel is never deleted"), say.T("leads channel archive SOURCE/NAME")},
	{"campaign_is_not_exchanged", crm.Locked, say.T("the id of a campaign cannot change, and its name cannot be another's"), say.T("leads campaign merge NAME INTO")},
	{"campaign_merges_into_one_that_stands", crm.Locked, say.T("a campaign can only be merged into one that is not merged itself"), say.T("leads campaign merge NAME INTO")},
	{"campaign_is_not_replaced", crm.Locked, say.T("that campaign is already there"), say.Text{}},
	{"campaign_is_not_deleted_by_hand", crm.Locked, say.T("a campaign is never deleted"),
		say.T("leads campaign archive NAME")},

	{"_id_is_from_1", crm.Invalid, say.T("numbers begin at 1"), say.Text{}}, // of any table
	{"source_has_a_name", crm.Invalid, say.T("a source needs a name"), say.Text{}},
	{"channel_has_a_name", crm.Invalid, say.T("a channel needs a name"), say.Text{}},
	{"campaign_has_a_name", crm.Invalid, say.T("a campaign needs a name"), say.Text{}},
	{"client_has_a_name", crm.Invalid, say.T("a client needs a name"), say.Text{}},
	{"lead_has_a_title", crm.Invalid, say.T("a lead needs a title"), say.T("leads add TITLE")},
	{"channel_needs_a_source", crm.Invalid, say.T("a channel needs its source"), say.T("write it as SOURCE/CHANNEL")},
	{"stage_is_known", crm.Invalid, say.T("there is no such stage"), say.Text{}},
	{"outcome_is_known", crm.Invalid, say.T("there is no such outcome"), say.Text{}},
	{"channel_direction_is_known", crm.Invalid, say.T("a channel is inbound or outbound"), say.Text{}},
	{"activity_direction_is_known", crm.Invalid, say.T("the direction of an activity is in or out"), say.Text{}},
	{"activity_is_for_something", crm.Invalid, say.T("an activity needs a lead or a source"), say.Text{}},
	{"campaign_ends_after_it_starts", crm.Invalid, say.T("a campaign cannot end before it starts"), say.Text{}},
	{"fee_is_a_share", crm.Invalid, say.T("a fee must be between 0 and 100 %"), say.Text{}},
	{"value_is_not_negative", crm.Invalid, say.T("a value cannot be negative"), say.Text{}},
	{"amount_is_not_negative", crm.Invalid, say.T("an amount cannot be negative"), say.Text{}},
	{"minutes_are_not_negative", crm.Invalid, say.T("minutes cannot be negative"), say.Text{}},
	{"value_has_a_currency", crm.Invalid, say.T("a value needs a currency"), say.Text{}},
	{"amount_is_whole", crm.Invalid, say.T("an amount needs a currency and a rate"), say.Text{}},
	{"cost_is_whole", crm.Invalid, say.T("a cost needs a currency and a rate"), say.Text{}},
	{"only_won_deals_have_amounts", crm.Invalid, say.T("only a won deal has an amount"), say.Text{}},

	{"pair_names_the_lower_id_first", crm.Invalid, say.T("a lead cannot be paired with itself"), say.Text{}},
	{"pair_kind_is_known", crm.Invalid, say.T("a pair of leads is different or a repeat"), say.Text{}},

	{"other_name_is_not_empty", crm.Invalid, say.T("another name cannot be empty"), say.Text{}},
	{"other_name_is_of_one_thing", crm.Invalid, say.T("another name belongs to one source, channel or campaign"), say.Text{}},
	{"other_name.key", crm.Refused, say.T("another source or campaign already has that name"), say.Text{}},
	{"other_name.source_id", crm.Refused, say.T("another channel of that source already has that name"), say.Text{}},
	{"source_connect.source_id", crm.Refused, say.T("there is already a price of a connect from that day"), say.Text{}},
	{"connect_day_is_a_date", crm.Invalid, say.T("the day of a connect's price is not a date"), say.Text{}},
	{"connect_price_is_not_negative", crm.Invalid, say.T("the price of a connect cannot be negative"), say.Text{}},
	{"payment_day_is_a_date", crm.Invalid, say.T("the day of a payment is not a date"), say.Text{}},
	{"touch_rule_direction_is_known", crm.Invalid, say.T("the direction of a touchpoint rule is in or out"), say.Text{}},
	{"import_row.hash", crm.Refused, say.T("that row was imported before"), say.Text{}},
	{"answer_day_is_a_date", crm.Invalid, say.T("the day of an answer is not a date"), say.Text{}},

	{"rate_day_is_a_date", crm.Invalid, say.T("the day of a rate is not a date"), say.Text{}},
	{"fee_day_is_a_date", crm.Invalid, say.T("the day of a fee is not a date"), say.Text{}},
	{"source_archive_day_is_a_date", crm.Invalid, say.T("the day of archiving a source is not a date"), say.Text{}},
	{"channel_archive_day_is_a_date", crm.Invalid, say.T("the day of archiving a channel is not a date"), say.Text{}},
	{"campaign_archive_day_is_a_date", crm.Invalid, say.T("the day of archiving a campaign is not a date"), say.Text{}},
	{"client_archive_day_is_a_date", crm.Invalid, say.T("the day of archiving a client is not a date"), say.Text{}},
	{"campaign_start_is_a_date", crm.Invalid, say.T("the start of a campaign is not a date"), say.Text{}},
	{"campaign_end_is_a_date", crm.Invalid, say.T("the end of a campaign is not a date"), say.Text{}},
	{"first_touch_day_is_a_date", crm.Invalid, say.T("the day of the first touch is not a date"), say.Text{}},
	{"follow_up_day_is_a_date", crm.Invalid, say.T("the day of the follow-up is not a date"), say.Text{}},
	{"stage_day_is_a_date", crm.Invalid, say.T("the day of a stage is not a date"), say.Text{}},
	{"activity_day_is_a_date", crm.Invalid, say.T("the day of an activity is not a date"), say.Text{}},
	{"closing_day_is_a_date", crm.Invalid, say.T("the closing day is not a date"), say.Text{}},

	{"score_days_are_dates", crm.Invalid, say.T("the day of a score is not a date"), say.Text{}},

	{"setting.key", crm.Refused, say.T("that setting is already there"), say.Text{}},
	{"rate.currency", crm.Refused, say.T("there is already a rate from that day"), say.Text{}},
	{"source_fee.source_id", crm.Refused, say.T("there is already a fee from that day"), say.Text{}},
	{"source_host.host", crm.Refused, say.T("that host already means another source"), say.T("leads source list")},
	{"source.key", crm.Refused, say.T("that source is already there"), say.T("leads source list")},
	{"channel.source_id", crm.Refused, say.T("that channel is already there"), say.T("leads channel list")},
	{"campaign.key", crm.Refused, say.T("that campaign is already there"), say.T("leads campaign list")},
	{"client.key", crm.Refused, say.T("that client is already there"), say.T("leads client list")},
	{"deal.lead_id", crm.Refused, say.T("that lead is already closed"), say.T("leads reopen ID")},
	{"lead_pair.lead_id", crm.Refused, say.T("that pair is already there"), say.Text{}},
	{"saved_report.key", crm.Refused, say.T("that report name is taken"), say.Text{}},
}

// isFull tells a full disk from other failures of SQLite.
func isFull(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == lib.SQLITE_FULL
}

// isBusy tells that another program has the file.
func isBusy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == lib.SQLITE_BUSY
}

// isCorrupt tells a damaged file.
func isCorrupt(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == lib.SQLITE_CORRUPT || e.Code()&0xff == lib.SQLITE_NOTADB)
}

// brokenRule puts the rule that a statement broke into words; nil where it broke none.
func brokenRule(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) || e.Code()&0xff != lib.SQLITE_CONSTRAINT { // a damaged schema names its rules, too
		return nil
	}
	text := e.Error()
	for _, r := range rules {
		if strings.Contains(text, r.name) {
			return &crm.Error{Kind: r.kind, Msg: r.msg, Hint: r.hint, Err: err}
		}
	}
	return nil
}

// unsure is plain for a failure at the very end of a transaction, which may be
// before or after the moment from which it holds.
func unsure(path string, err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && e.Code()&0xff == lib.SQLITE_IOERR {
		return &crm.Error{Kind: crm.Refused, Msg: say.T("%s cannot be read or written", path), Err: err,
			Hint: say.T("check the disk, then see what was written: leads history")}
	}
	return plain(path, err)
}

// plain turns a failure of SQLite into words; any other error passes as it is.
func plain(path string, err error) error {
	var own *crm.Error
	var e *sqlite.Error
	if err == nil || errors.As(err, &own) || !errors.As(err, &e) {
		return err
	}
	if broken := brokenRule(e); broken != nil {
		return broken
	}
	failed := func(format string, hint say.Text) error {
		return &crm.Error{Kind: crm.Refused, Msg: say.T(format, path), Hint: hint, Err: err}
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_INTERRUPT:
		return context.Canceled
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return failed("another program has kept %s locked for too long", say.T("try again when it is done; nothing was written"))
	case lib.SQLITE_ERROR:
		if strings.Contains(e.Error(), "integer overflow") {
			return failed("an amount in %s is too large to be added up", say.T("leads doctor says on which lead; to fix it: leads win ID AMOUNT after leads reopen ID"))
		}
	case lib.SQLITE_READONLY:
		return failed("%s cannot be written", say.T("check the permissions of the file and its folder"))
	case lib.SQLITE_FULL:
		return failed("the disk that holds %s is full", say.T("nothing was written; make room and try again"))
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return failed("%s is damaged", say.T("restore the latest copy, or name another with --db FILE"))
	case lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN:
		return failed("%s cannot be read or written", say.T("check the disk and the folder; nothing was written"))
	}
	return err
}
