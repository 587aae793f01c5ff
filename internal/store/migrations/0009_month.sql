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

-- A row that comes under a number of the past, or in the place of another, is not what the kept sums expect: its
-- days are dirty, and those of the row that goes. REPLACE fires no trigger of a row that it deletes.
CREATE TRIGGER tally_lead_put BEFORE INSERT ON lead WHEN NEW.id BETWEEN 1 AND (SELECT lead_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty VALUES (NEW.first_touch_on, 0, NEW.id); END;
CREATE TRIGGER tally_deal_put BEFORE INSERT ON deal
WHEN NEW.id BETWEEN 1 AND (SELECT deal_id FROM tally_mark) OR EXISTS (SELECT 1 FROM deal WHERE lead_id = NEW.lead_id)
BEGIN INSERT OR IGNORE INTO tally_dirty SELECT NEW.closed_on, 1, NEW.id UNION SELECT '', 0, NEW.lead_id
  UNION SELECT first_touch_on, 1, NEW.id FROM lead WHERE id = NEW.lead_id
  UNION SELECT closed_on, 1, id FROM deal WHERE id = NEW.id OR lead_id = NEW.lead_id
  UNION SELECT '', 0, lead_id FROM deal WHERE id = NEW.id
  UNION SELECT l.first_touch_on, 1, d.id FROM deal d JOIN lead l ON l.id = d.lead_id WHERE d.id = NEW.id OR d.lead_id = NEW.lead_id; END;
CREATE TRIGGER tally_activity_put BEFORE INSERT ON activity WHEN NEW.id BETWEEN 1 AND (SELECT activity_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty SELECT NEW.on_day, 2, NEW.id UNION SELECT '', 0, coalesce(NEW.lead_id, 0)
  UNION SELECT on_day, 2, id FROM activity WHERE id = NEW.id UNION SELECT '', 0, coalesce(lead_id, 0) FROM activity WHERE id = NEW.id; END;

-- Later touches by a campaign, of which there are few: what a report by campaign counts as influenced.
CREATE INDEX activity_campaign_idx ON activity (on_day, lead_id, source_id, channel_id, campaign_id)
  WHERE lead_id IS NOT NULL AND campaign_id IS NOT NULL;
