-- The rows up to the marks once more, as columns: what a report by campaign, client, stage, … adds up without
-- looking at a row. A strip holds 4,096 ids of one kind: its id is kind * 2^56 + the first of them / 4,096, where
-- the kind is 0 for leads, 1 for deals, 2 for activities.
CREATE TABLE strip (
  id   INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;

-- Days whose sums no longer hold, and rows of which strips no longer hold what they say ('' is no day, id 0 no row).
DROP TRIGGER tally_lead_gone;
DROP TRIGGER tally_deal_gone;
DROP TRIGGER tally_deal_changed;
DROP TRIGGER tally_activity_gone;
DROP TRIGGER tally_activity_changed;
CREATE TABLE dirty_days AS SELECT day FROM tally_dirty;
DROP TABLE tally_dirty;
CREATE TABLE tally_dirty (
  day  TEXT NOT NULL,
  kind INTEGER NOT NULL,
  id   INTEGER NOT NULL,
  PRIMARY KEY (day, kind, id)
) STRICT, WITHOUT ROWID;
INSERT INTO tally_dirty SELECT day, 0, 0 FROM dirty_days;
DROP TABLE dirty_days;

CREATE TRIGGER tally_lead_gone BEFORE DELETE ON lead WHEN OLD.id <= (SELECT lead_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty VALUES (OLD.first_touch_on, 0, OLD.id); END;
CREATE TRIGGER tally_lead_changed AFTER UPDATE ON lead WHEN OLD.id <= (SELECT lead_id FROM tally_mark)
  AND (OLD.stage, OLD.client_id, OLD.referrer_id, OLD.merged_into) IS NOT (NEW.stage, NEW.client_id, NEW.referrer_id, NEW.merged_into)
BEGIN INSERT OR IGNORE INTO tally_dirty VALUES ('', 0, OLD.id); END;

-- A deal counts on its closing day, and as closed on its lead's first day.
CREATE TRIGGER tally_deal_gone BEFORE DELETE ON deal WHEN OLD.id <= (SELECT deal_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty SELECT OLD.closed_on, 1, OLD.id UNION SELECT first_touch_on, 1, OLD.id FROM lead WHERE id = OLD.lead_id; END;
CREATE TRIGGER tally_deal_changed AFTER UPDATE ON deal WHEN OLD.id <= (SELECT deal_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty SELECT OLD.closed_on, 1, OLD.id UNION SELECT NEW.closed_on, 1, NEW.id
  UNION SELECT first_touch_on, 1, OLD.id FROM lead WHERE id IN (OLD.lead_id, NEW.lead_id); END;

CREATE TRIGGER tally_activity_gone BEFORE DELETE ON activity WHEN OLD.id <= (SELECT activity_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty VALUES (OLD.on_day, 2, OLD.id); END;
CREATE TRIGGER tally_activity_changed AFTER UPDATE ON activity WHEN OLD.id <= (SELECT activity_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty VALUES (OLD.on_day, 2, OLD.id), (NEW.on_day, 2, NEW.id); END;

-- Keys are made in another way again: the program posts every lead anew.
DELETE FROM lead_key;
