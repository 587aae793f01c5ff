-- Strips lie otherwise: those of deals (1), of work on leads (2) and of other work (3) by month, so that a report on
-- a month reads a month; those of leads (0) in parts, which say of each lead how it ended and what was spent on it.
-- The id of a strip is kind * 2^56 + part * 2^52 + the first lead / 4,096, or kind * 2^56 + (12 * year + month)
-- * 2^24 + a number. The program makes them anew.
DELETE FROM strip;

-- What a deal or an activity changes, its lead's strip no longer holds.
DROP TRIGGER tally_deal_gone;
DROP TRIGGER tally_deal_changed;
DROP TRIGGER tally_activity_gone;
DROP TRIGGER tally_activity_changed;
CREATE TRIGGER tally_deal_gone BEFORE DELETE ON deal WHEN OLD.id <= (SELECT deal_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty SELECT OLD.closed_on, 1, OLD.id UNION SELECT '', 0, OLD.lead_id
  UNION SELECT first_touch_on, 1, OLD.id FROM lead WHERE id = OLD.lead_id; END;
CREATE TRIGGER tally_deal_changed AFTER UPDATE ON deal WHEN OLD.id <= (SELECT deal_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty SELECT OLD.closed_on, 1, OLD.id UNION SELECT NEW.closed_on, 1, NEW.id
  UNION SELECT '', 0, OLD.lead_id UNION SELECT '', 0, NEW.lead_id
  UNION SELECT first_touch_on, 1, OLD.id FROM lead WHERE id IN (OLD.lead_id, NEW.lead_id); END;
CREATE TRIGGER tally_activity_gone BEFORE DELETE ON activity WHEN OLD.id <= (SELECT activity_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty VALUES (OLD.on_day, 2, OLD.id), ('', 0, coalesce(OLD.lead_id, 0)); END;
CREATE TRIGGER tally_activity_changed AFTER UPDATE ON activity WHEN OLD.id <= (SELECT activity_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty VALUES (OLD.on_day, 2, OLD.id), (NEW.on_day, 2, NEW.id),
  ('', 0, coalesce(OLD.lead_id, 0)), ('', 0, coalesce(NEW.lead_id, 0)); END;
