-- Sums that every report needs, kept so that a report does not read every row.
-- They cover the rows up to tally_mark; a report adds the few above it. Rows are
-- folded in by the thousand, so adding one costs nothing. When a row that is already
-- in them changes or goes, by whatever statement, a trigger notes its day: a report reads such
-- a day anew. Undo notes the days of rows that it brings back. The triggers are short and
-- few because every start of the program parses them.
CREATE TABLE tally (
  source_id   INTEGER NOT NULL, -- 0: none
  channel_id  INTEGER NOT NULL,
  day         TEXT NOT NULL,
  leads       INTEGER NOT NULL DEFAULT 0, -- by first touch
  closed      INTEGER NOT NULL DEFAULT 0, -- of those leads, closed by now
  won         INTEGER NOT NULL DEFAULT 0, -- by closing day, and so on
  lost        INTEGER NOT NULL DEFAULT 0,
  no_response INTEGER NOT NULL DEFAULT 0,
  not_a_fit   INTEGER NOT NULL DEFAULT 0,
  unpriced    INTEGER NOT NULL DEFAULT 0, -- won without an amount
  early       INTEGER NOT NULL DEFAULT 0, -- won before the first touch
  revenue     INTEGER NOT NULL DEFAULT 0,
  minutes     INTEGER NOT NULL DEFAULT 0, -- by the day of the activity
  cost        INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source_id, channel_id, day)
) STRICT, WITHOUT ROWID;

-- How many deals were won after how many days.
CREATE TABLE tally_won (
  source_id  INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  day        TEXT NOT NULL,
  days       INTEGER NOT NULL,
  deals      INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source_id, channel_id, day, days)
) STRICT, WITHOUT ROWID;

-- The highest ids that the sums hold: one row.
CREATE TABLE tally_mark (
  lead_id     INTEGER NOT NULL,
  deal_id     INTEGER NOT NULL,
  activity_id INTEGER NOT NULL
) STRICT;
INSERT INTO tally_mark VALUES (0, 0, 0);

-- Days whose sums no longer hold.
CREATE TABLE tally_dirty (
  day TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE INDEX activity_day_idx ON activity (on_day);

CREATE TRIGGER tally_lead_gone BEFORE DELETE ON lead WHEN OLD.id <= (SELECT lead_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty VALUES (OLD.first_touch_on); END;

-- A deal counts on its closing day, and as closed on its lead's first day.
CREATE TRIGGER tally_deal_gone BEFORE DELETE ON deal WHEN OLD.id <= (SELECT deal_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty SELECT OLD.closed_on UNION SELECT first_touch_on FROM lead WHERE id = OLD.lead_id; END;
CREATE TRIGGER tally_deal_changed AFTER UPDATE ON deal WHEN OLD.id <= (SELECT deal_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty SELECT OLD.closed_on UNION SELECT NEW.closed_on
  UNION SELECT first_touch_on FROM lead WHERE id IN (OLD.lead_id, NEW.lead_id); END;

CREATE TRIGGER tally_activity_gone BEFORE DELETE ON activity WHEN OLD.id <= (SELECT activity_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty VALUES (OLD.on_day); END;
CREATE TRIGGER tally_activity_changed AFTER UPDATE ON activity WHEN OLD.id <= (SELECT activity_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty VALUES (OLD.on_day), (NEW.on_day); END;
