CREATE TABLE activity (
  id            INTEGER PRIMARY KEY AUTOINCREMENT CONSTRAINT activity_id_is_from_1 CHECK (id >= 1),
  lead_id       INTEGER,
  touch_id      INTEGER NOT NULL REFERENCES touch (id) ON DELETE RESTRICT,
  source_id     INTEGER REFERENCES source (id) ON DELETE RESTRICT,
  channel_id    INTEGER,
  campaign_id   INTEGER REFERENCES campaign (id) ON DELETE RESTRICT,
  kind          TEXT NOT NULL,
  on_day        TEXT NOT NULL CONSTRAINT activity_day_is_a_date CHECK (on_day IS date(on_day)),
  direction     TEXT NOT NULL DEFAULT '' CONSTRAINT activity_direction_is_known CHECK (direction IN ('', 'in', 'out')),
  minutes       INTEGER CONSTRAINT minutes_are_not_negative CHECK (minutes >= 0),
  cost_minor    INTEGER, -- as paid
  cost_currency TEXT NOT NULL DEFAULT '',
  cost_base     INTEGER, -- in the base currency, at the rate of its day
  note          TEXT NOT NULL DEFAULT '',
  created_at    TEXT NOT NULL,
  merged_from   INTEGER,
  CONSTRAINT activity_is_for_something CHECK (lead_id IS NOT NULL OR source_id IS NOT NULL),
  CONSTRAINT cost_is_whole CHECK ((cost_minor IS NULL) = (cost_currency = '') AND (cost_minor IS NULL) = (cost_base IS NULL)),
  FOREIGN KEY (lead_id, touch_id) REFERENCES lead (id, touch_id) ON DELETE CASCADE,
  FOREIGN KEY (source_id, channel_id) REFERENCES channel (source_id, id) ON DELETE RESTRICT
) STRICT;
CREATE INDEX activity_campaign_idx ON activity (on_day, lead_id, source_id, channel_id, campaign_id)
  WHERE lead_id IS NOT NULL AND campaign_id IS NOT NULL;
CREATE INDEX activity_contact_idx ON activity (lead_id, on_day, direction, kind, touch_id)
  WHERE lead_id IS NOT NULL AND (direction <> '' OR kind IN ('bid', 'proposal'));
CREATE INDEX activity_day_idx ON activity (on_day, touch_id, minutes, cost_base);
CREATE INDEX activity_lead_idx ON activity (lead_id, on_day, minutes, cost_base);
CREATE INDEX activity_source_idx ON activity (source_id, channel_id, campaign_id, on_day) WHERE source_id IS NOT NULL;
CREATE INDEX activity_touch_idx ON activity (touch_id, on_day, minutes, cost_base);
CREATE INDEX activity_via_idx ON activity (lead_id, on_day, id, source_id, channel_id, campaign_id)
  WHERE lead_id IS NOT NULL AND source_id IS NOT NULL;
CREATE TABLE campaign (
  id          INTEGER PRIMARY KEY AUTOINCREMENT CONSTRAINT campaign_id_is_from_1 CHECK (id >= 1),
  name        TEXT NOT NULL CONSTRAINT campaign_has_a_name CHECK (name <> ''),
  key         TEXT NOT NULL UNIQUE,
  start_on    TEXT CONSTRAINT campaign_start_is_a_date CHECK (start_on IS date(start_on)),
  end_on      TEXT CONSTRAINT campaign_end_is_a_date CHECK (end_on IS date(end_on)),
  aim         TEXT NOT NULL DEFAULT '',
  merged_into INTEGER REFERENCES campaign (id) ON DELETE RESTRICT,
  archived_on TEXT CONSTRAINT campaign_archive_day_is_a_date CHECK (archived_on IS date(archived_on)),
  partner     TEXT NOT NULL DEFAULT '',
  sector      TEXT NOT NULL DEFAULT '',
  message     TEXT NOT NULL DEFAULT '',
  CONSTRAINT campaign_ends_after_it_starts CHECK (start_on IS NULL OR end_on IS NULL OR end_on >= start_on)
) STRICT;
CREATE TRIGGER campaign_is_not_deleted_by_hand BEFORE DELETE ON campaign
WHEN NOT EXISTS (SELECT 1 FROM unlocked)
BEGIN SELECT RAISE(ABORT, 'campaign_is_not_deleted_by_hand'); END;
CREATE TRIGGER campaign_is_not_replaced BEFORE INSERT ON campaign
WHEN EXISTS (SELECT 1 FROM campaign WHERE id = NEW.id OR key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'campaign_is_not_replaced'); END;
CREATE TRIGGER campaign_stays_itself BEFORE UPDATE ON campaign
BEGIN SELECT CASE
  WHEN NEW.id IS NOT OLD.id OR NEW.name = ''
    OR EXISTS (SELECT 1 FROM campaign WHERE (key = NEW.key OR name = NEW.name COLLATE NOCASE) AND id <> OLD.id)
  THEN RAISE(ABORT, 'campaign_is_not_exchanged')
  WHEN NEW.merged_into IS NOT OLD.merged_into AND NEW.merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unlocked)
    AND NOT EXISTS (SELECT 1 FROM campaign s WHERE s.id = NEW.merged_into AND s.id <> NEW.id AND s.merged_into IS NULL)
  THEN RAISE(ABORT, 'campaign_merges_into_one_that_stands') END; END;
CREATE TABLE campaign_plan (
  id         INTEGER PRIMARY KEY REFERENCES campaign (id) ON DELETE CASCADE, -- of the campaign
  variants   TEXT NOT NULL, -- a JSON array of strings
  sends      INTEGER NOT NULL,
  each_sends INTEGER NOT NULL, -- of each variant, before the rest goes to the better
  rate_ppm   INTEGER NOT NULL,
  spread_ppm INTEGER NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE TABLE channel (
  id          INTEGER PRIMARY KEY AUTOINCREMENT CONSTRAINT channel_id_is_from_1 CHECK (id >= 1),
  source_id   INTEGER NOT NULL REFERENCES source (id) ON DELETE RESTRICT,
  name        TEXT NOT NULL CONSTRAINT channel_has_a_name CHECK (name <> ''),
  key         TEXT NOT NULL,
  direction   TEXT NOT NULL DEFAULT '' CONSTRAINT channel_direction_is_known CHECK (direction IN ('', 'in', 'out')),
  merged_into INTEGER REFERENCES channel (id) ON DELETE RESTRICT,
  archived_on TEXT CONSTRAINT channel_archive_day_is_a_date CHECK (archived_on IS date(archived_on)),
  UNIQUE (source_id, key),
  UNIQUE (source_id, id)
) STRICT;
CREATE TRIGGER channel_is_not_deleted_by_hand BEFORE DELETE ON channel
WHEN NOT EXISTS (SELECT 1 FROM unlocked)
BEGIN SELECT RAISE(ABORT, 'channel_is_not_deleted_by_hand'); END;
CREATE TRIGGER channel_is_not_replaced BEFORE INSERT ON channel
WHEN EXISTS (SELECT 1 FROM channel WHERE id = NEW.id OR (source_id = NEW.source_id AND key = NEW.key))
BEGIN SELECT RAISE(ABORT, 'channel_is_not_replaced'); END;
CREATE TRIGGER channel_stays_itself BEFORE UPDATE ON channel
BEGIN SELECT CASE
  WHEN NEW.id IS NOT OLD.id OR NEW.source_id IS NOT OLD.source_id OR NEW.name = ''
    OR EXISTS (SELECT 1 FROM channel WHERE source_id = NEW.source_id AND (key = NEW.key OR name = NEW.name COLLATE NOCASE) AND id <> OLD.id)
  THEN RAISE(ABORT, 'channel_is_not_exchanged')
  WHEN NEW.merged_into IS NOT OLD.merged_into AND NEW.merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unlocked)
    AND NOT EXISTS (SELECT 1 FROM channel s WHERE s.id = NEW.merged_into AND s.id <> NEW.id AND s.merged_into IS NULL AND s.source_id = NEW.source_id)
  THEN RAISE(ABORT, 'channel_merges_into_one_of_its_source') END; END;
CREATE TABLE client (
  id          INTEGER PRIMARY KEY AUTOINCREMENT CONSTRAINT client_id_is_from_1 CHECK (id >= 1),
  name        TEXT NOT NULL CONSTRAINT client_has_a_name CHECK (name <> ''),
  key         TEXT NOT NULL UNIQUE,
  note        TEXT NOT NULL DEFAULT '',
  merged_into INTEGER REFERENCES client (id) ON DELETE RESTRICT,
  archived_on TEXT CONSTRAINT client_archive_day_is_a_date CHECK (archived_on IS date(archived_on)),
  contact     TEXT NOT NULL DEFAULT '',
  email       TEXT NOT NULL DEFAULT '',
  phone       TEXT NOT NULL DEFAULT '',
  url         TEXT NOT NULL DEFAULT '',
  origin      TEXT NOT NULL DEFAULT '' -- where the record comes from: no source
) STRICT;
CREATE INDEX client_merged_idx ON client (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE deal (
  id                INTEGER PRIMARY KEY AUTOINCREMENT CONSTRAINT deal_id_is_from_1 CHECK (id >= 1),
  lead_id           INTEGER NOT NULL UNIQUE,
  touch_id          INTEGER NOT NULL,
  first_touch_on    TEXT NOT NULL, -- the lead's: days to win, and cohorts, need no lead either
  outcome           TEXT NOT NULL CONSTRAINT outcome_is_known CHECK (outcome IN ('won', 'lost', 'no-response', 'not-a-fit')),
  closed_on         TEXT NOT NULL CONSTRAINT closing_day_is_a_date CHECK (closed_on IS date(closed_on)),
  closing_day_known INTEGER NOT NULL DEFAULT 1, -- 0: the day was filled in by an import
  amount_minor      INTEGER CONSTRAINT amount_is_not_negative CHECK (amount_minor >= 0),
  currency          TEXT NOT NULL DEFAULT '',
  rate              TEXT NOT NULL DEFAULT '',
  base_minor        INTEGER,
  fee_ppm           INTEGER, -- the fee of this contract: a share, or an amount in the currency of the deal
  fee_minor         INTEGER,
  reason            TEXT NOT NULL DEFAULT '',
  created_at        TEXT NOT NULL,
  merged_from       INTEGER,
  CONSTRAINT only_won_deals_have_amounts CHECK (amount_minor IS NULL OR outcome = 'won'),
  CONSTRAINT amount_is_whole CHECK ((amount_minor IS NULL) = (currency = '') AND (amount_minor IS NULL) = (base_minor IS NULL)),
  FOREIGN KEY (lead_id, touch_id, first_touch_on) REFERENCES lead (id, touch_id, first_touch_on) ON DELETE CASCADE
) STRICT;
CREATE INDEX deal_closed_idx ON deal (closed_on, touch_id, outcome, base_minor, first_touch_on, lead_id);
CREATE INDEX deal_fee_idx ON deal (lead_id) WHERE fee_ppm IS NOT NULL OR fee_minor IS NOT NULL;
CREATE TABLE import_row (
  id          INTEGER PRIMARY KEY CONSTRAINT import_row_id_is_from_1 CHECK (id >= 1),
  hash        INTEGER NOT NULL UNIQUE,
  lead_id     INTEGER REFERENCES lead (id) ON DELETE CASCADE,
  activity_id INTEGER REFERENCES activity (id) ON DELETE CASCADE,
  payment_id  INTEGER REFERENCES payment (id) ON DELETE CASCADE,
  family      INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX import_row_activity_idx ON import_row (activity_id) WHERE activity_id IS NOT NULL;
CREATE INDEX import_row_lead_idx ON import_row (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX import_row_payment_idx ON import_row (payment_id) WHERE payment_id IS NOT NULL;
CREATE TABLE journal (
  id      INTEGER PRIMARY KEY AUTOINCREMENT CONSTRAINT journal_id_is_from_1 CHECK (id >= 1),
  command TEXT NOT NULL,
  at      TEXT NOT NULL,
  undone  INTEGER NOT NULL DEFAULT 0,
  changes TEXT NOT NULL
) STRICT;
CREATE TABLE lead (
  id                INTEGER PRIMARY KEY AUTOINCREMENT CONSTRAINT lead_id_is_from_1 CHECK (id >= 1),
  title             TEXT NOT NULL CONSTRAINT lead_has_a_title CHECK (title <> ''),
  client_id         INTEGER REFERENCES client (id) ON DELETE RESTRICT,
  contact           TEXT NOT NULL DEFAULT '',
  email             TEXT NOT NULL DEFAULT '',
  phone             TEXT NOT NULL DEFAULT '',
  url               TEXT NOT NULL DEFAULT '',
  external_id       TEXT NOT NULL DEFAULT '',
  touch_id          INTEGER NOT NULL REFERENCES touch (id) ON DELETE RESTRICT,
  first_touch_on    TEXT NOT NULL CONSTRAINT first_touch_day_is_a_date CHECK (first_touch_on IS date(first_touch_on)),
  first_touch_known INTEGER NOT NULL DEFAULT 1, -- 0: the day was filled in by an import
  stage             TEXT NOT NULL DEFAULT 'new' CONSTRAINT stage_is_known
                    CHECK (stage IN ('new', 'contacted', 'discussion', 'proposal', 'interview', 'negotiation')),
  value_minor       INTEGER CONSTRAINT value_is_not_negative CHECK (value_minor >= 0),
  value_currency    TEXT NOT NULL DEFAULT '',
  referrer_id       INTEGER REFERENCES client (id) ON DELETE RESTRICT,
  follow_up_on      TEXT CONSTRAINT follow_up_day_is_a_date CHECK (follow_up_on IS date(follow_up_on)),
  variant           TEXT NOT NULL DEFAULT '', -- of the proposal or message that it got
  tags              TEXT NOT NULL DEFAULT '[]', -- a JSON array of strings
  fields            TEXT NOT NULL DEFAULT '{}', -- own fields: a JSON object of strings
  note              TEXT NOT NULL DEFAULT '',
  merged_into       INTEGER REFERENCES lead (id) ON DELETE RESTRICT,
  created_at        TEXT NOT NULL,
  updated_at        TEXT NOT NULL,
  CONSTRAINT value_has_a_currency CHECK ((value_minor IS NULL) = (value_currency = ''))
) STRICT;
CREATE INDEX lead_client_idx ON lead (client_id) WHERE client_id IS NOT NULL;
CREATE UNIQUE INDEX lead_first_touch_idx ON lead (first_touch_on, touch_id, id);
CREATE INDEX lead_follow_up_idx ON lead (follow_up_on) WHERE follow_up_on IS NOT NULL;
CREATE INDEX lead_merged_idx ON lead (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX lead_referrer_idx ON lead (referrer_id) WHERE referrer_id IS NOT NULL;
CREATE UNIQUE INDEX lead_touch_idx ON lead (touch_id, id);
CREATE TRIGGER lead_is_not_deleted_by_hand BEFORE DELETE ON lead
BEGIN
  SELECT RAISE(ABORT, 'lead_is_not_deleted_by_hand') WHERE NOT EXISTS (SELECT 1 FROM unlocked);
  INSERT OR IGNORE INTO released (lead_id, touch_id, first_touch_on, reason, at)
  VALUES (OLD.id, OLD.touch_id, OLD.first_touch_on, (SELECT reason FROM unlocked LIMIT 1), strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));
END;
CREATE TRIGGER lead_is_not_replaced BEFORE INSERT ON lead
WHEN EXISTS (SELECT 1 FROM lead WHERE id = NEW.id) OR NEW.merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unlocked)
BEGIN SELECT RAISE(ABORT, 'lead_is_not_replaced'); END;
CREATE TRIGGER lead_keeps_its_touch BEFORE UPDATE ON lead
BEGIN SELECT CASE
  WHEN NEW.id IS NOT OLD.id OR NEW.touch_id IS NOT OLD.touch_id OR NEW.first_touch_on IS NOT OLD.first_touch_on
  THEN RAISE(ABORT, 'first_touch_is_locked')
  WHEN NEW.merged_into IS NOT OLD.merged_into AND NEW.merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unlocked)
    AND (EXISTS (SELECT 1 FROM lead WHERE merged_into = NEW.id) OR NOT EXISTS (
      SELECT 1 FROM lead s WHERE s.id = NEW.merged_into AND s.id <> NEW.id AND s.merged_into IS NULL
        AND (s.first_touch_on, s.id) < (NEW.first_touch_on, NEW.id)))
  THEN RAISE(ABORT, 'earlier_first_touch_survives')
  WHEN NEW.merged_into IS NOT OLD.merged_into AND NEW.merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unlocked)
    AND (EXISTS (SELECT 1 FROM activity WHERE lead_id = NEW.id) OR EXISTS (SELECT 1 FROM deal WHERE lead_id = NEW.id)
      OR EXISTS (SELECT 1 FROM stage_change WHERE lead_id = NEW.id) OR EXISTS (SELECT 1 FROM payment WHERE lead_id = NEW.id))
  THEN RAISE(ABORT, 'merged_lead_has_no_rows') END; END;
CREATE TABLE lead_key (
  key     INTEGER NOT NULL,
  lead_id INTEGER NOT NULL,
  PRIMARY KEY (key, lead_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE lead_pair (
  id       INTEGER PRIMARY KEY CONSTRAINT lead_pair_id_is_from_1 CHECK (id >= 1),
  lead_id  INTEGER NOT NULL,
  other_id INTEGER NOT NULL CONSTRAINT pair_names_the_lower_id_first CHECK (other_id > lead_id),
  kind     TEXT NOT NULL CONSTRAINT pair_kind_is_known CHECK (kind IN ('different', 'repeat')),
  UNIQUE (lead_id, other_id)
) STRICT;
CREATE TABLE other_name (
  id          INTEGER PRIMARY KEY CONSTRAINT other_name_id_is_from_1 CHECK (id >= 1),
  source_id   INTEGER REFERENCES source (id) ON DELETE CASCADE, -- of a channel: its source
  channel_id  INTEGER,
  campaign_id INTEGER REFERENCES campaign (id) ON DELETE CASCADE,
  name        TEXT NOT NULL CONSTRAINT other_name_is_not_empty CHECK (name <> ''),
  key         TEXT NOT NULL, -- as source.key
  CONSTRAINT other_name_is_of_one_thing CHECK ((source_id IS NULL) <> (campaign_id IS NULL) AND (channel_id IS NULL OR source_id IS NOT NULL)),
  FOREIGN KEY (source_id, channel_id) REFERENCES channel (source_id, id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX other_campaign_name_idx ON other_name (key) WHERE campaign_id IS NOT NULL;
CREATE UNIQUE INDEX other_channel_name_idx ON other_name (source_id, key) WHERE channel_id IS NOT NULL;
CREATE UNIQUE INDEX other_source_name_idx ON other_name (key) WHERE source_id IS NOT NULL AND channel_id IS NULL;
CREATE TABLE payment (
  id           INTEGER PRIMARY KEY AUTOINCREMENT CONSTRAINT payment_id_is_from_1 CHECK (id >= 1),
  lead_id      INTEGER NOT NULL,
  touch_id     INTEGER NOT NULL,
  paid_on      TEXT NOT NULL CONSTRAINT payment_day_is_a_date CHECK (paid_on IS date(paid_on)),
  amount_minor INTEGER NOT NULL,
  currency     TEXT NOT NULL,
  rate         TEXT NOT NULL DEFAULT '', -- frozen at the day of the payment
  base_minor   INTEGER NOT NULL,
  fee_ppm      INTEGER, -- what the platform took of it: a share, or an amount in its currency
  fee_minor    INTEGER,
  external_id  TEXT NOT NULL DEFAULT '', -- of the line of a statement
  note         TEXT NOT NULL DEFAULT '',
  created_at   TEXT NOT NULL,
  merged_from  INTEGER,
  FOREIGN KEY (lead_id, touch_id) REFERENCES lead (id, touch_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX payment_day_idx ON payment (paid_on);
CREATE INDEX payment_lead_idx ON payment (lead_id, paid_on);
CREATE TABLE rate (
  id       INTEGER PRIMARY KEY CONSTRAINT rate_id_is_from_1 CHECK (id >= 1),
  currency TEXT NOT NULL,
  from_on  TEXT NOT NULL CONSTRAINT rate_day_is_a_date CHECK (from_on IS date(from_on)),
  rate     TEXT NOT NULL,
  UNIQUE (currency, from_on)
) STRICT;
CREATE TABLE released (
  lead_id        INTEGER PRIMARY KEY CONSTRAINT released_id_is_from_1 CHECK (lead_id >= 1),
  touch_id       INTEGER NOT NULL,
  first_touch_on TEXT NOT NULL,
  reason         TEXT NOT NULL,
  at             TEXT NOT NULL
) STRICT;
CREATE TABLE review_answer (
  id     INTEGER PRIMARY KEY AUTOINCREMENT CONSTRAINT review_answer_id_is_from_1 CHECK (id >= 1),
  about  TEXT NOT NULL, -- the question, by its key
  answer TEXT NOT NULL,
  on_day TEXT NOT NULL CONSTRAINT answer_day_is_a_date CHECK (on_day IS date(on_day))
) STRICT;
CREATE INDEX review_answer_idx ON review_answer (about, id);
CREATE TABLE saved_report (
  id    INTEGER PRIMARY KEY CONSTRAINT saved_report_id_is_from_1 CHECK (id >= 1),
  key   TEXT NOT NULL UNIQUE,
  name  TEXT NOT NULL,
  flags TEXT NOT NULL
) STRICT;
CREATE TABLE score (
  id     INTEGER PRIMARY KEY REFERENCES lead (id) ON DELETE CASCADE, -- of the lead
  points INTEGER NOT NULL,
  on_day TEXT NOT NULL,
  mql_on TEXT,
  sql_on TEXT,
  CONSTRAINT score_days_are_dates CHECK (on_day IS date(on_day) AND mql_on IS date(mql_on) AND sql_on IS date(sql_on))
) STRICT;
CREATE TABLE setting (
  id    INTEGER PRIMARY KEY CONSTRAINT setting_id_is_from_1 CHECK (id >= 1),
  key   TEXT NOT NULL UNIQUE,
  value TEXT NOT NULL
) STRICT;
CREATE TABLE source (
  id          INTEGER PRIMARY KEY AUTOINCREMENT CONSTRAINT source_id_is_from_1 CHECK (id >= 1),
  name        TEXT NOT NULL CONSTRAINT source_has_a_name CHECK (name <> ''),
  key         TEXT NOT NULL UNIQUE, -- the name without case, accents, blanks, punctuation
  merged_into INTEGER REFERENCES source (id) ON DELETE RESTRICT,
  archived_on TEXT CONSTRAINT source_archive_day_is_a_date CHECK (archived_on IS date(archived_on)),
  description TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TRIGGER source_is_not_deleted_by_hand BEFORE DELETE ON source
WHEN NOT EXISTS (SELECT 1 FROM unlocked)
BEGIN SELECT RAISE(ABORT, 'source_is_not_deleted_by_hand'); END;
CREATE TRIGGER source_is_not_replaced BEFORE INSERT ON source
WHEN EXISTS (SELECT 1 FROM source WHERE id = NEW.id OR key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'source_is_not_replaced'); END;
CREATE TRIGGER source_stays_itself BEFORE UPDATE ON source
BEGIN SELECT CASE
  WHEN NEW.id IS NOT OLD.id OR NEW.name = ''
    OR EXISTS (SELECT 1 FROM source WHERE (key = NEW.key OR name = NEW.name COLLATE NOCASE) AND id <> OLD.id)
  THEN RAISE(ABORT, 'source_is_not_exchanged')
  WHEN NEW.merged_into IS NOT OLD.merged_into AND NEW.merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unlocked)
    AND NOT EXISTS (SELECT 1 FROM source s WHERE s.id = NEW.merged_into AND s.id <> NEW.id AND s.merged_into IS NULL)
  THEN RAISE(ABORT, 'source_merges_into_one_that_stands') END; END;
CREATE TABLE source_connect (
  id        INTEGER PRIMARY KEY CONSTRAINT source_connect_id_is_from_1 CHECK (id >= 1),
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  from_on   TEXT NOT NULL CONSTRAINT connect_day_is_a_date CHECK (from_on IS date(from_on)),
  minor     INTEGER NOT NULL CONSTRAINT connect_price_is_not_negative CHECK (minor >= 0),
  currency  TEXT NOT NULL,
  UNIQUE (source_id, from_on)
) STRICT;
CREATE TABLE source_fee (
  id        INTEGER PRIMARY KEY CONSTRAINT source_fee_id_is_from_1 CHECK (id >= 1),
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  from_on   TEXT NOT NULL CONSTRAINT fee_day_is_a_date CHECK (from_on IS date(from_on)),
  ppm       INTEGER NOT NULL CONSTRAINT fee_is_a_share CHECK (ppm BETWEEN 0 AND 1000000),
  UNIQUE (source_id, from_on)
) STRICT;
CREATE TABLE source_host (
  id        INTEGER PRIMARY KEY CONSTRAINT source_host_id_is_from_1 CHECK (id >= 1),
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  host      TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE stage_change (
  id      INTEGER PRIMARY KEY AUTOINCREMENT CONSTRAINT stage_change_id_is_from_1 CHECK (id >= 1),
  lead_id INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,
  stage   TEXT NOT NULL,
  on_day  TEXT NOT NULL CONSTRAINT stage_day_is_a_date CHECK (on_day IS date(on_day)),
  merged_from INTEGER
) STRICT;
CREATE INDEX stage_change_lead_idx ON stage_change (lead_id, on_day, stage);
CREATE TABLE touch (
  id          INTEGER PRIMARY KEY,
  source_id   INTEGER REFERENCES source (id) ON DELETE RESTRICT,
  channel_id  INTEGER,
  campaign_id INTEGER REFERENCES campaign (id) ON DELETE RESTRICT,
  pair        INTEGER AS ((coalesce(source_id, 0) + coalesce(channel_id, 0)) * (coalesce(source_id, 0) + coalesce(channel_id, 0) + 1) / 2
                + coalesce(channel_id, 0)),
  CONSTRAINT touch_is_its_id CHECK (id = (pair + coalesce(campaign_id, 0)) * (pair + coalesce(campaign_id, 0) + 1) / 2 + coalesce(campaign_id, 0) + 1),
  CONSTRAINT channel_needs_a_source CHECK (channel_id IS NULL OR source_id IS NOT NULL),
  FOREIGN KEY (source_id, channel_id) REFERENCES channel (source_id, id) ON DELETE RESTRICT
) STRICT;
CREATE INDEX touch_campaign_idx ON touch (campaign_id) WHERE campaign_id IS NOT NULL;
CREATE INDEX touch_source_idx ON touch (source_id, channel_id);
CREATE TRIGGER touch_is_not_deleted_by_hand BEFORE DELETE ON touch
WHEN NOT EXISTS (SELECT 1 FROM unlocked)
BEGIN SELECT RAISE(ABORT, 'touch_is_not_deleted_by_hand'); END;
CREATE TABLE touch_rule (
  id         INTEGER PRIMARY KEY AUTOINCREMENT CONSTRAINT touch_rule_id_is_from_1 CHECK (id >= 1),
  kind       TEXT NOT NULL,
  direction  TEXT NOT NULL DEFAULT '' CONSTRAINT touch_rule_direction_is_known CHECK (direction IN ('', 'in', 'out')),
  replied    INTEGER NOT NULL DEFAULT 0, -- 1: only where an answer came
  source_id  INTEGER NOT NULL REFERENCES source (id) ON DELETE RESTRICT,
  channel_id INTEGER,
  FOREIGN KEY (source_id, channel_id) REFERENCES channel (source_id, id) ON DELETE RESTRICT
) STRICT;
CREATE TABLE unlocked (
  reason TEXT NOT NULL
) STRICT;
