package cli

import "github.com/spf13/cobra"

// newTopics are the pages of help that belong to no single command.
func newTopics(a *app) []*cobra.Command {
	topic := func(name, short, long string) *cobra.Command {
		return &cobra.Command{Use: name, Short: short, Long: long, Args: noArguments,
			Annotations: map[string]string{"topic": "yes"},
			RunE: func(cmd *cobra.Command, _ []string) error {
				writeHelp(a, cmd)
				return nil
			}}
	}
	return []*cobra.Command{
		topic("exit-codes", "What the exit codes mean", `What the exit codes mean

  0    done
  1    failed: the file, the disk, or something the data does not allow
  2    wrong usage, also an unknown stage, kind, period or format
  3    the opportunity is already there; nothing was written
  4    no such lead, source, channel, campaign or client
  5    refused: the first touch of a lead is locked
  130  interrupted (Ctrl-C)
  143  terminated

An error is one line on stderr that begins with "leads:", and where it helps a
second line "hint:" with the next thing to type.`),
		topic("words", "What a lead, a contact, a source, a channel and a campaign are", `What a lead, a contact, a source, a channel and a campaign are

  lead      one opportunity: work that somebody may pay for
  prospect  somebody who may have work: a lead once there is something to talk about
  contact   somebody you know, without a lead: leads client add, import --as clients
  client    the company or person who pays, with any number of leads
  source    where a lead came from: a small list. A list that you bought is not one,
            it is the origin of its contacts
  channel   how it came, inside the source
  campaign  an initiative with a beginning and an end, across sources; optional

Names may be typed in English or French, in a file of either language:

  offer found on Upwork, proposal sent     Upwork/Search        Upwork/Recherche
  the client invited you on Upwork         Upwork/Direct Invite Upwork/Invitation directe
  cold e-mail to the founder of a SaaS     Cold email/Outbound/SaaS Q1
                                           Email froid/Sortant/SaaS T1
  connection on LinkedIn, talk begun       LinkedIn/Connection Request
                                           LinkedIn/Demande de connexion
  somebody wrote to you on LinkedIn        LinkedIn/Inbound     LinkedIn/Entrant
  a former client sent a friend            Referral/Client Referral
                                           Parrainage/Parrainage client
  a partner agency sent a lead             Referral/Partner Referral
                                           Parrainage/Parrainage partenaire

Further names: leads source set Referral --also "Word of mouth". A lead whose source
you do not know: --source none.`),
		topic("matching", "What counts as the same opportunity, and what each field weighs", `What counts as the same opportunity, and what each field weighs

  certain   the same posting (every form of a link of Upwork, Freelancer, LinkedIn or Malt),
            the same page without tracking parameters, or the same external id. A search
            page, an inbox or a home page is nobody's
  likely    the same client, contact, mailbox or number, and nearly the same title, at most
            four months apart; or a title of several rare words alone
  possible  the same client, contact, mailbox or number, with another project
  repeat    a similar order of the same client more than four months later: related, not
            a duplicate (leads add --repeat-of ID, leads duplicates --repeat)

Legal forms, accents, initials, short names, word order, stop words, typos and translated
titles do not matter. Every field that both leads have is weighed in bits: 3 bits make it
8 times as probable that they are one, -3 make it 8 times less so. A missing field says
nothing. A warning names the fields that agree: (same client +12.2, title +4.4).

  posting, page, external id   settle it
  mailbox         20, a letter or two wrong 13, another one -3; info@ of many leads less
  client          12 for the same name down to -6 for another; IBM is International
                  Business Machines
  contact         10.5 down to -1; J. Smith and Bob are found
  phone           8, a digit wrong 6, another one -3, however it is dialled
  client's domain 6 where one lead names the client and the other only its mailbox,
                  -2 if that is somebody else's
  title           8 down to -5; words that are rare in your file weigh more
  note            6 down to -3.5; a rare number in it up to 10 more
  value           1 the same, .5 within a tenth, -1 if three times the other
  first touch     -.5 beyond 30 days, -4 beyond 60, a repeat beyond 120

Against the sum stands how many leads there are: among 1,000, two leads picked at random
are 10 bits away from being one. A sum of zero or more is likely. For two projects, what
names the client counts for 5.5 at most, so that a client alone never makes a duplicate.
One table of weights serves everybody; nothing is learned from your file, and nothing is
merged by itself. Rows without titles are compared as clients and places.

leads add and leads import look before they write, and leads duplicates reads the whole
file. On a terminal you are asked. In a script a certain duplicate is refused (exit 3) and
the others are added with a warning: --on-duplicate says otherwise. Of two merged leads the
one with the earlier first touch survives, both records stay, and leads undo takes it apart.`),
		topic("dates", "How dates, periods and durations are written", `How dates, periods and durations are written

Dates that look back (--date, --since, --until):
  2026-11-21, today, yesterday, monday (the last one), last friday, 3d or 2w (ago), 15 jan
Dates that look forward (--follow-up):
  tomorrow, friday, next friday, 3d or +3d, next week, next month, 15 jan,
  end of week, month, quarter or year: eow, eom, eoq, eoy
A date such as 25/12/2026 is understood, 03/04/2026 is refused: it can be two days.
Where the language is French, 03/04/2026 is the 3rd of April. French words are read
in any language: hier, demain, vendredi prochain, semaine prochaine, fin du mois, 15 janvier.

Periods (--period):
  today, this-week, last-week, this-month, last-month, this-quarter,
  last-quarter, this-year, last-year, 2026, 2026-Q3, 2026-11, 2026-W47,
  30d, 2w or 3mo (up to today), q3 (the latest that has begun)
Both ends belong to a period. Weeks are ISO weeks.

Durations (--spent): 25m, 1h30m, 1.5h, 90 (minutes)

Money: 1500, 1500.50, "1 500,50 €", '$1,500.00', "USD 1500".
1,234 alone is refused: it can be two amounts.`),
		topic("models", "How models share a deal among its touches", `How models share a deal among its touches

A touch is the first touch, or an activity that names a source (log --via SOURCE/CHANNEL).
In order of their dates, up to the closing, they are the deal's journey; leads show prints it.
Without --model the first touch has it all. leads report --model M, or leads attribution
for several side by side:

  first, last   all of it to one end
  linear        the same to each
  u             40 % first, 40 % last, 20 % to all between (two touches: half each)
  j             20 % first, 20 % between, 60 % last; inverse-j the other way round
  w             30 % each to first touch, first answer and opportunity, 10 % to the others
                up to there
  full          22.5 % each to first touch, first answer, opportunity and closing, 10 % to
                the others; an open deal has no credit yet
  decay         half the weight for each --half-life of age (default 7d): 2^(-age/half-life)
  custom        --weights first/middle/last, or leads config set custom-weights 5/20/75
  markov        how many wins would be missed without the source: removal effects of a
                first-order chain (start, sources, won, lost), solved exactly, no simulation;
                a repeat of the same source is one visit
  shapley       the fair share in the game in which a set of sources wins the deals
                journey lies within it: the same to each distinct source of a journey
                (Zhao et al. 2018, arXiv:1804.05327)
  u-lead, lead-creation   half each to first touch and first answer; all to the answer

The first answer is the stage discussion, the opportunity the first of proposal, interview
and negotiation. A milestone belongs to the last touch at or before it; a skipped one falls
on the next that was reached; with no touch in the middle its share goes to the milestones.

--lookback 90d leaves older touches out. --of says what is shared: revenue (won amounts),
deals, pipeline (values of open leads), leads. --level client gives repeat business to the
touch that brought the client, --root referred business to whoever began the chain.

Credits add up to the amounts to the cent in every report: rows are rounded once, by largest
remainder, so rows of two reports may differ by a cent. Markov and shapley learn from journeys
with several touches, and need 50 of them or --force. A model says nothing about hours or
costs: those figures stay empty.`),
		topic("scoring", "How leads are scored, and how conditions are written", `How leads are scored, and how conditions are written

A rule gives points (or takes them): for each activity of a kind, or once, for a
condition on the lead. The score of a lead is the sum of its log, which
leads score show ID prints. Two thresholds make levels of it: lead, mql, sql.

  leads score import --starter                                a set to begin with
  leads score rule add --on-activity call --points 15 --max 45 --half-life 14d
  leads score rule add --when 'value >= 3000 and source == "Referral"' --points 10

A score is as of today while a lead is open, and as of its closing day once it is
closed. With --half-life an activity loses its points day by day, half of them in each
half-life, each line rounded to whole points; --max holds for all the lines of a rule. The
file keeps each score with its day. Every command that touches a lead scores it again,
undo included, and leads score recompute would find the same. Where rules look at the
day (--half-life, age, silence) a score changes overnight: what is shown is always as of
today, computed when it is shown; recompute stores it.
The day on which a lead first reached a level stays, also when its score falls. It is
found along its log: its first touch, each activity, and each day on which rules or
thresholds changed, each day judged by what was in force on it. The first rules and
thresholds hold from the beginning, a change from its day, the last one of a day wins:
  leads score setup                                           five questions make the rules
  leads score thresholds --mql 25 --sql 50 --from 2026-10-01
  leads score rule edit 3 --points 20                         from today, or --from DAY
  leads score replay --mql 20 --sql 40                        to try; it writes nothing
  leads score action sql 'call within a day'                  next, show and list say so

Conditions are written as in expr-lang/expr:
  value >= 3000                       email endsWith "@gmail.com"
  fields.industry == "SaaS"           fields["Lead Origin"] in ["API", "Form"]
  source == "Upwork" and not (channel == "Search")
  == != < <= > >=   and or not   in   contains startsWith endsWith matches
  + - * / % **   ??   A ? B : C   lower upper trim len abs round floor ceil int float
  any(tags, # startsWith "ur")        likewise all, none, one, count

Text:    title client contact email phone url external_id source channel campaign
         referrer variant stage note currency first_touch_on
         follow_up_on
Numbers: value (in its own currency), minutes, activities (how many), age (days since
         the first touch), silence (days since anything was done), client_won (leads
         that the client had won with you when this one came: a returning client)
Others:  tags ("urgent" in tags), fields (your own fields)

Text that is a number compares as one: fields.size > 9. A value that is missing or does
not fit makes the condition false, whatever is asked of it, also with != or not, unless
another part settles it (or). email == nil asks whether it is missing.

Once leads have closed: leads score calibrate says what the rules are worth and what to
change, leads score suggest what the points should be. A lead is judged as it was known
when it was first answered, at the latest after 7 days (--at 3d: after 3). --month 2026-09
and --by month go month by month, and no later change moves a month that is over. To be
asked each month in the review: leads score setup --calibrate-on 1
What is known only later, such as the stage or a field filled in after the outcome, makes
a score look good and be useless: calibrate warns, and suggest makes new rules of what is
known at the first contact only.

To try a table on the past, without a terminal:
  leads import closed.csv --keep-columns              own columns become fields
  leads score import table.txt                        your table, as leads score export writes it
  leads score suggest --accept --without fields.Tags  take every change
  leads import later.csv --keep-columns               leads that it has not seen
  leads list --json --limit 0                         each with its score and level
  leads score calibrate --json                        AUC, Brier, rates by level and band`),
		topic("formats", "How answers are written", `How answers are written

On a terminal an answer is a table. In a pipe it is TSV, tab-separated values
without a header (--header adds one) and without cutting, so that cut and awk
work; a single record is a key and a value a line, then its timeline or log, each
line behind its key. LEADS_FORCE_TTY=100 writes what a terminal of that width would
get. --format chooses: table, tsv, json, jsonl, csv, markdown; --json is short for
--format json.

JSON: lists are arrays, [] when empty. Keys never change. Amounts are decimal
strings ("1500.00"), rates run from 0 to 1, unknown is null.
CSV: the header row holds the JSON keys. A text cell that a spreadsheet would
run as a formula gets a ' in front; import takes it off again.

The answer goes to stdout; questions, remarks and warnings go to stderr.

A table fits a terminal from 40 columns on: texts are cut with …, columns that find no
room follow below under the same names, figures and days are never cut. Long answers go
through LEADS_PAGER, else PAGER, else less. ACCESSIBLE=1 asks in plain lines, --no-input
never asks. leads config set language fr, or LANG=fr_FR.UTF-8, changes the sentences and
how dates are read; keys, headers and exit codes never change.`),
		topic("privacy", "What is kept where, and who can read it", `What is kept where, and who can read it

Everything is in one SQLite file: --db FILE, else $LEADS_DB, else
$XDG_DATA_HOME/leads/leads.db (~/.local/share/leads/leads.db). It holds what you typed and
imported, and a history of your commands, so that leads undo can take them back. Nothing is
sent anywhere: leads never opens a network connection, for no rate, no update and no statistics.

Copies: leads backup writes one where you say, else under $XDG_STATE_HOME/leads/backups
(~/.local/state/leads/backups). leads itself keeps one beside the file before it brings an older
file up to date, before a restore and before a big import, at most five. The file, its copies,
exports and pages are made readable by you alone (permissions 0600). They are not encrypted: whoever can read your
account can read them, an encrypted disk helps.

Other people's data: leads client export NAME writes all that is kept on a client, and
leads client forget NAME removes name, contact, address and texts for good, from the history
and from automatic copies, too; it cannot be undone. The figures stay, without a name.
Copies that you made elsewhere are yours to delete. leads export --anonymize writes a file
that can be shown to others.

What a command has said it did is on disk, and several programs may write at once. A file
made by a newer leads is refused, an older one is copied before it is brought up to date.
leads doctor reads every row and says what is wrong, --fix puts right what is safe.

The lock on the first touch is in the file itself, so that no other program can break it by
accident. Whoever owns a file can remove its locks on purpose; leads doctor reports it.`),
		topic("reports", "How each figure of a report is defined", `How each figure of a report is defined

  leads, open       leads whose first touch is in the period; of those, still open
  won, lost, no_response, not_a_fit
                    deals closed in the period, by closing day
  win_rate          won / (won + lost + no response); what you declined is not a loss. With it
                    its 95 % Wilson interval and n, the number behind it
  revenue           won amounts in the base currency, at the rate of the closing day
  fees              revenue x the fee of the source on the closing day
  cost, hours       money and time spent in the period, on the leads and on the source itself
  net               revenue - fees - cost
  revenue_per_hour  net / hours
  roi               (net - hours x hourly cost) / (cost + hours x hourly cost)
  days_to_win       median days from first touch to winning
  avg_deal          revenue / won
  conversion        with --cohort: won / leads

Unknown is not zero: no hours, no rate, nothing closed is – on the screen and null in JSON.
Without --period a report is of the whole file. --cohort follows the leads of a period,
whenever they closed. --by week, month, quarter or year puts each figure under its own date.
--why lists the leads behind each figure. --model shares deals among their touches: leads
help models.

By campaign, leads are those that it brought and influenced those that it touched later
(log --via SOURCE/CHANNEL/CAMPAIGN); what went to no campaign in particular is (none).
--level client counts repeat business for whatever brought the client, --root counts the
friends whom a client sent for the source of that client.`),
	}
}
