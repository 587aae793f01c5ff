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
