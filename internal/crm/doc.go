// Package crm holds the words of the trade: lead, source, channel, campaign,
// activity, deal, client, money, dates and stages, with the rules that one
// record can check alone.
//
// Values come in as people type them and go out checked; nothing here knows a
// file, a clock or a format. Refusals are an [Error] whose kind says what the
// person can do next.
package crm
