-- What a source, channel or campaign is called elsewhere or in another language.
CREATE TABLE other_name (
  id          INTEGER PRIMARY KEY,
  source_id   INTEGER REFERENCES source (id) ON DELETE CASCADE, -- of a channel: its source
  channel_id  INTEGER,
  campaign_id INTEGER REFERENCES campaign (id) ON DELETE CASCADE,
  name        TEXT NOT NULL CONSTRAINT other_name_is_not_empty CHECK (name <> ''),
  key         TEXT NOT NULL, -- as source.key
  CONSTRAINT other_name_is_of_one_thing CHECK ((source_id IS NULL) <> (campaign_id IS NULL) AND (channel_id IS NULL OR source_id IS NOT NULL)),
  FOREIGN KEY (source_id, channel_id) REFERENCES channel (source_id, id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX other_source_name_idx ON other_name (key) WHERE source_id IS NOT NULL AND channel_id IS NULL;
CREATE UNIQUE INDEX other_channel_name_idx ON other_name (source_id, key) WHERE channel_id IS NOT NULL;
CREATE UNIQUE INDEX other_campaign_name_idx ON other_name (key) WHERE campaign_id IS NOT NULL;

-- What one connect of a platform costs, from a day on.
CREATE TABLE source_connect (
  id        INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  from_on   TEXT NOT NULL CONSTRAINT connect_day_is_a_date CHECK (from_on IS date(from_on)),
  minor     INTEGER NOT NULL CONSTRAINT connect_price_is_not_negative CHECK (minor >= 0),
  currency  TEXT NOT NULL,
  UNIQUE (source_id, from_on)
) STRICT;

ALTER TABLE source ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN partner TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN sector TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN message TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN contact TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN url TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN origin TEXT NOT NULL DEFAULT ''; -- where the record comes from: no source
ALTER TABLE lead ADD COLUMN variant TEXT NOT NULL DEFAULT '';
-- Whether the first touch is a day that somebody named; 0: filled in by an import.
ALTER TABLE lead ADD COLUMN first_touch_known INTEGER NOT NULL DEFAULT 1;
-- Likewise of the closing day.
ALTER TABLE deal ADD COLUMN closing_day_known INTEGER NOT NULL DEFAULT 1;
-- The fee of this contract: a share, or an amount in the currency of the deal.
ALTER TABLE deal ADD COLUMN fee_ppm INTEGER;
ALTER TABLE deal ADD COLUMN fee_minor INTEGER;

-- Money that came for a won deal; a refund is negative.
CREATE TABLE payment (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  lead_id      INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,
  paid_on      TEXT NOT NULL CONSTRAINT payment_day_is_a_date CHECK (paid_on IS date(paid_on)),
  amount_minor INTEGER NOT NULL,
  currency     TEXT NOT NULL,
  rate         TEXT NOT NULL DEFAULT '', -- frozen at the day of the payment
  base_minor   INTEGER NOT NULL,
  fee_ppm      INTEGER, -- what the platform took of it: a share, or an amount in its currency
  fee_minor    INTEGER,
  external_id  TEXT NOT NULL DEFAULT '', -- of the line of a statement
  note         TEXT NOT NULL DEFAULT '',
  created_at   TEXT NOT NULL
) STRICT;
CREATE INDEX payment_lead_idx ON payment (lead_id, paid_on);
CREATE INDEX payment_day_idx ON payment (paid_on);

-- Which activities count as touchpoints though they name no source.
CREATE TABLE touch_rule (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT NOT NULL,
  direction  TEXT NOT NULL DEFAULT '' CONSTRAINT touch_rule_direction_is_known CHECK (direction IN ('', 'in', 'out')),
  replied    INTEGER NOT NULL DEFAULT 0, -- 1: only where an answer came
  source_id  INTEGER NOT NULL REFERENCES source (id) ON DELETE RESTRICT,
  channel_id INTEGER,
  FOREIGN KEY (source_id, channel_id) REFERENCES channel (source_id, id) ON DELETE RESTRICT
) STRICT;

-- A row of a file that was imported, by its whole content and its place among
-- equal rows, so that the same file adds nothing the second time.
CREATE TABLE import_row (
  id          INTEGER PRIMARY KEY,
  hash        INTEGER NOT NULL UNIQUE,
  lead_id     INTEGER REFERENCES lead (id) ON DELETE CASCADE,
  activity_id INTEGER REFERENCES activity (id) ON DELETE CASCADE,
  payment_id  INTEGER REFERENCES payment (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX import_row_lead_idx ON import_row (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX import_row_activity_idx ON import_row (activity_id) WHERE activity_id IS NOT NULL;
CREATE INDEX import_row_payment_idx ON import_row (payment_id) WHERE payment_id IS NOT NULL;

-- A planned test of variants.
CREATE TABLE campaign_plan (
  id          INTEGER PRIMARY KEY REFERENCES campaign (id) ON DELETE CASCADE, -- of the campaign
  variants    TEXT NOT NULL, -- a JSON array of strings
  sends       INTEGER NOT NULL,
  each_sends  INTEGER NOT NULL, -- of each variant, before the rest goes to the better
  rate_ppm    INTEGER NOT NULL,
  spread_ppm  INTEGER NOT NULL,
  created_at  TEXT NOT NULL
) STRICT;

-- What the owner answered to a question of the weekly review.
CREATE TABLE review_answer (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  about  TEXT NOT NULL, -- the question, by its key
  answer TEXT NOT NULL,
  on_day TEXT NOT NULL CONSTRAINT answer_day_is_a_date CHECK (on_day IS date(on_day))
) STRICT;
CREATE INDEX review_answer_idx ON review_answer (about, id);
