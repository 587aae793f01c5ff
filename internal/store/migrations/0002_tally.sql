-- Sums that every report needs, kept so that a report does not read every row.
-- They cover the rows up to tally_mark; a report adds the few above it. Rows are
-- folded in by the thousand, so adding one costs nothing, and the triggers below
-- keep the sums true when a row that is already in them changes, whoever changes it.
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

-- A lead that comes back (undo) or goes. Its touch never changes.
CREATE TRIGGER tally_lead_back AFTER INSERT ON lead WHEN NEW.id <= (SELECT lead_id FROM tally_mark)
BEGIN
  INSERT INTO tally (source_id, channel_id, day, leads)
  VALUES (coalesce(NEW.source_id, 0), coalesce(NEW.channel_id, 0), NEW.first_touch_on, 1)
  ON CONFLICT DO UPDATE SET leads = leads + excluded.leads;
END;
CREATE TRIGGER tally_lead_gone BEFORE DELETE ON lead WHEN OLD.id <= (SELECT lead_id FROM tally_mark)
BEGIN
  INSERT INTO tally (source_id, channel_id, day, leads)
  VALUES (coalesce(OLD.source_id, 0), coalesce(OLD.channel_id, 0), OLD.first_touch_on, -1)
  ON CONFLICT DO UPDATE SET leads = leads + excluded.leads;
END;

-- A closing taken back, put back or changed.
CREATE TRIGGER tally_deal_back AFTER INSERT ON deal WHEN NEW.id <= (SELECT deal_id FROM tally_mark)
BEGIN
  INSERT INTO tally (source_id, channel_id, day, closed)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), first_touch_on, 1 FROM lead WHERE id = NEW.lead_id
  ON CONFLICT DO UPDATE SET closed = closed + excluded.closed;
  INSERT INTO tally (source_id, channel_id, day, won, lost, no_response, not_a_fit, unpriced, early, revenue)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), NEW.closed_on, (NEW.outcome = 'won'), (NEW.outcome = 'lost'),
    (NEW.outcome = 'no-response'), (NEW.outcome = 'not-a-fit'), (NEW.outcome = 'won' AND NEW.base_minor IS NULL),
    (NEW.outcome = 'won' AND NEW.closed_on < first_touch_on), coalesce(NEW.base_minor, 0) FROM lead WHERE id = NEW.lead_id
  ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost, no_response = no_response + excluded.no_response,
    not_a_fit = not_a_fit + excluded.not_a_fit, unpriced = unpriced + excluded.unpriced, early = early + excluded.early,
    revenue = revenue + excluded.revenue;
  INSERT INTO tally_won (source_id, channel_id, day, days, deals)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), NEW.closed_on,
    CAST(julianday(NEW.closed_on) - julianday(first_touch_on) AS INTEGER), 1 FROM lead WHERE id = NEW.lead_id AND NEW.outcome = 'won'
  ON CONFLICT DO UPDATE SET deals = deals + excluded.deals;
END;
CREATE TRIGGER tally_deal_gone BEFORE DELETE ON deal WHEN OLD.id <= (SELECT deal_id FROM tally_mark)
BEGIN
  INSERT INTO tally (source_id, channel_id, day, closed)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), first_touch_on, -1 FROM lead WHERE id = OLD.lead_id
  ON CONFLICT DO UPDATE SET closed = closed + excluded.closed;
  INSERT INTO tally (source_id, channel_id, day, won, lost, no_response, not_a_fit, unpriced, early, revenue)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), OLD.closed_on, -(OLD.outcome = 'won'), -(OLD.outcome = 'lost'),
    -(OLD.outcome = 'no-response'), -(OLD.outcome = 'not-a-fit'), -(OLD.outcome = 'won' AND OLD.base_minor IS NULL),
    -(OLD.outcome = 'won' AND OLD.closed_on < first_touch_on), -coalesce(OLD.base_minor, 0) FROM lead WHERE id = OLD.lead_id
  ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost, no_response = no_response + excluded.no_response,
    not_a_fit = not_a_fit + excluded.not_a_fit, unpriced = unpriced + excluded.unpriced, early = early + excluded.early,
    revenue = revenue + excluded.revenue;
  INSERT INTO tally_won (source_id, channel_id, day, days, deals)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), OLD.closed_on,
    CAST(julianday(OLD.closed_on) - julianday(first_touch_on) AS INTEGER), -1 FROM lead WHERE id = OLD.lead_id AND OLD.outcome = 'won'
  ON CONFLICT DO UPDATE SET deals = deals + excluded.deals;
END;
CREATE TRIGGER tally_deal_changed AFTER UPDATE ON deal WHEN OLD.id <= (SELECT deal_id FROM tally_mark)
BEGIN
  INSERT INTO tally (source_id, channel_id, day, closed)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), first_touch_on, -1 FROM lead WHERE id = OLD.lead_id
  ON CONFLICT DO UPDATE SET closed = closed + excluded.closed;
  INSERT INTO tally (source_id, channel_id, day, won, lost, no_response, not_a_fit, unpriced, early, revenue)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), OLD.closed_on, -(OLD.outcome = 'won'), -(OLD.outcome = 'lost'),
    -(OLD.outcome = 'no-response'), -(OLD.outcome = 'not-a-fit'), -(OLD.outcome = 'won' AND OLD.base_minor IS NULL),
    -(OLD.outcome = 'won' AND OLD.closed_on < first_touch_on), -coalesce(OLD.base_minor, 0) FROM lead WHERE id = OLD.lead_id
  ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost, no_response = no_response + excluded.no_response,
    not_a_fit = not_a_fit + excluded.not_a_fit, unpriced = unpriced + excluded.unpriced, early = early + excluded.early,
    revenue = revenue + excluded.revenue;
  INSERT INTO tally_won (source_id, channel_id, day, days, deals)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), OLD.closed_on,
    CAST(julianday(OLD.closed_on) - julianday(first_touch_on) AS INTEGER), -1 FROM lead WHERE id = OLD.lead_id AND OLD.outcome = 'won'
  ON CONFLICT DO UPDATE SET deals = deals + excluded.deals;
  INSERT INTO tally (source_id, channel_id, day, closed)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), first_touch_on, 1 FROM lead WHERE id = NEW.lead_id
  ON CONFLICT DO UPDATE SET closed = closed + excluded.closed;
  INSERT INTO tally (source_id, channel_id, day, won, lost, no_response, not_a_fit, unpriced, early, revenue)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), NEW.closed_on, (NEW.outcome = 'won'), (NEW.outcome = 'lost'),
    (NEW.outcome = 'no-response'), (NEW.outcome = 'not-a-fit'), (NEW.outcome = 'won' AND NEW.base_minor IS NULL),
    (NEW.outcome = 'won' AND NEW.closed_on < first_touch_on), coalesce(NEW.base_minor, 0) FROM lead WHERE id = NEW.lead_id
  ON CONFLICT DO UPDATE SET won = won + excluded.won, lost = lost + excluded.lost, no_response = no_response + excluded.no_response,
    not_a_fit = not_a_fit + excluded.not_a_fit, unpriced = unpriced + excluded.unpriced, early = early + excluded.early,
    revenue = revenue + excluded.revenue;
  INSERT INTO tally_won (source_id, channel_id, day, days, deals)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), NEW.closed_on,
    CAST(julianday(NEW.closed_on) - julianday(first_touch_on) AS INTEGER), 1 FROM lead WHERE id = NEW.lead_id AND NEW.outcome = 'won'
  ON CONFLICT DO UPDATE SET deals = deals + excluded.deals;
END;

-- An activity taken back, put back or changed.
CREATE TRIGGER tally_activity_back AFTER INSERT ON activity WHEN NEW.id <= (SELECT activity_id FROM tally_mark)
BEGIN
  INSERT INTO tally (source_id, channel_id, day, minutes, cost)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), NEW.on_day, coalesce(NEW.minutes, 0), coalesce(NEW.cost_base, 0)
  FROM (SELECT source_id, channel_id FROM lead WHERE id = NEW.lead_id
    UNION ALL SELECT NEW.source_id, NEW.channel_id WHERE NEW.lead_id IS NULL) WHERE true
  ON CONFLICT DO UPDATE SET minutes = minutes + excluded.minutes, cost = cost + excluded.cost;
END;
CREATE TRIGGER tally_activity_gone BEFORE DELETE ON activity WHEN OLD.id <= (SELECT activity_id FROM tally_mark)
BEGIN
  INSERT INTO tally (source_id, channel_id, day, minutes, cost)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), OLD.on_day, -coalesce(OLD.minutes, 0), -coalesce(OLD.cost_base, 0)
  FROM (SELECT source_id, channel_id FROM lead WHERE id = OLD.lead_id
    UNION ALL SELECT OLD.source_id, OLD.channel_id WHERE OLD.lead_id IS NULL) WHERE true
  ON CONFLICT DO UPDATE SET minutes = minutes + excluded.minutes, cost = cost + excluded.cost;
END;
CREATE TRIGGER tally_activity_changed AFTER UPDATE ON activity WHEN OLD.id <= (SELECT activity_id FROM tally_mark)
BEGIN
  INSERT INTO tally (source_id, channel_id, day, minutes, cost)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), OLD.on_day, -coalesce(OLD.minutes, 0), -coalesce(OLD.cost_base, 0)
  FROM (SELECT source_id, channel_id FROM lead WHERE id = OLD.lead_id
    UNION ALL SELECT OLD.source_id, OLD.channel_id WHERE OLD.lead_id IS NULL) WHERE true
  ON CONFLICT DO UPDATE SET minutes = minutes + excluded.minutes, cost = cost + excluded.cost;
  INSERT INTO tally (source_id, channel_id, day, minutes, cost)
  SELECT coalesce(source_id, 0), coalesce(channel_id, 0), NEW.on_day, coalesce(NEW.minutes, 0), coalesce(NEW.cost_base, 0)
  FROM (SELECT source_id, channel_id FROM lead WHERE id = NEW.lead_id
    UNION ALL SELECT NEW.source_id, NEW.channel_id WHERE NEW.lead_id IS NULL) WHERE true
  ON CONFLICT DO UPDATE SET minutes = minutes + excluded.minutes, cost = cost + excluded.cost;
END;
