CREATE TABLE setting (
  id    INTEGER PRIMARY KEY,
  key   TEXT NOT NULL UNIQUE,
  value TEXT NOT NULL
) STRICT;
INSERT INTO setting VALUES(1,'score',replace('1	30	60	2	-\n1	15	45	0	-	call	','\n',char(10)));
CREATE TABLE rate (
  id       INTEGER PRIMARY KEY,
  currency TEXT NOT NULL,
  from_on  TEXT NOT NULL CONSTRAINT rate_day_is_a_date CHECK (from_on IS date(from_on)),
  rate     TEXT NOT NULL,
  UNIQUE (currency, from_on)
) STRICT;
CREATE TABLE source (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT NOT NULL CONSTRAINT source_has_a_name CHECK (name <> ''),
  key         TEXT NOT NULL UNIQUE, -- the name without case, accents, blanks, punctuation
  merged_into INTEGER REFERENCES source (id) ON DELETE RESTRICT,
  archived_on TEXT CONSTRAINT source_archive_day_is_a_date CHECK (archived_on IS date(archived_on))
) STRICT;
INSERT INTO source VALUES(1,'Upwork','upwork',NULL,NULL);
INSERT INTO source VALUES(2,'Freelancer','freelancer',NULL,NULL);
INSERT INTO source VALUES(3,'LinkedIn','linkedin',NULL,NULL);
INSERT INTO source VALUES(4,'Cold email','coldemail',NULL,NULL);
INSERT INTO source VALUES(5,'Referral','referral',NULL,NULL);
INSERT INTO source VALUES(6,'Website','website',NULL,NULL);
INSERT INTO source VALUES(7,'Malt','malt',1,NULL);
CREATE TABLE source_fee (
  id        INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  from_on   TEXT NOT NULL CONSTRAINT fee_day_is_a_date CHECK (from_on IS date(from_on)),
  ppm       INTEGER NOT NULL CONSTRAINT fee_is_a_share CHECK (ppm BETWEEN 0 AND 1000000),
  UNIQUE (source_id, from_on)
) STRICT;
CREATE TABLE source_host (
  id        INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
  host      TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO source_host VALUES(1,1,'upwork.com');
INSERT INTO source_host VALUES(2,2,'freelancer.com');
INSERT INTO source_host VALUES(3,3,'linkedin.com');
CREATE TABLE channel (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  source_id   INTEGER NOT NULL REFERENCES source (id) ON DELETE RESTRICT,
  name        TEXT NOT NULL CONSTRAINT channel_has_a_name CHECK (name <> ''),
  key         TEXT NOT NULL,
  direction   TEXT NOT NULL DEFAULT '' CONSTRAINT channel_direction_is_known CHECK (direction IN ('', 'in', 'out')),
  merged_into INTEGER REFERENCES channel (id) ON DELETE RESTRICT,
  archived_on TEXT CONSTRAINT channel_archive_day_is_a_date CHECK (archived_on IS date(archived_on)),
  UNIQUE (source_id, key),
  UNIQUE (source_id, id)
) STRICT;
INSERT INTO channel VALUES(1,1,'Search','search','out',NULL,NULL);
INSERT INTO channel VALUES(2,1,'Invite','invite','in',NULL,NULL);
INSERT INTO channel VALUES(3,2,'Search','search','out',NULL,NULL);
INSERT INTO channel VALUES(4,2,'Invite','invite','in',NULL,NULL);
INSERT INTO channel VALUES(5,3,'Connection','connection','out',NULL,NULL);
INSERT INTO channel VALUES(6,3,'Inbound','inbound','in',NULL,NULL);
INSERT INTO channel VALUES(7,3,'Post','post','in',NULL,NULL);
INSERT INTO channel VALUES(8,4,'Outbound','outbound','out',NULL,NULL);
INSERT INTO channel VALUES(9,5,'Client','client','in',NULL,NULL);
INSERT INTO channel VALUES(10,5,'Partner','partner','in',NULL,NULL);
INSERT INTO channel VALUES(11,6,'Form','form','in',NULL,NULL);
INSERT INTO channel VALUES(12,6,'Content','content','in',NULL,NULL);
CREATE TABLE campaign (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT NOT NULL CONSTRAINT campaign_has_a_name CHECK (name <> ''),
  key         TEXT NOT NULL UNIQUE,
  start_on    TEXT CONSTRAINT campaign_start_is_a_date CHECK (start_on IS date(start_on)),
  end_on      TEXT CONSTRAINT campaign_end_is_a_date CHECK (end_on IS date(end_on)),
  aim         TEXT NOT NULL DEFAULT '',
  merged_into INTEGER REFERENCES campaign (id) ON DELETE RESTRICT,
  archived_on TEXT CONSTRAINT campaign_archive_day_is_a_date CHECK (archived_on IS date(archived_on)),
  CONSTRAINT campaign_ends_after_it_starts CHECK (start_on IS NULL OR end_on IS NULL OR end_on >= start_on)
) STRICT;
INSERT INTO campaign VALUES(1,'SaaS Q1','saasq1','2026-01-01',NULL,'',NULL,NULL);
CREATE TABLE client (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT NOT NULL CONSTRAINT client_has_a_name CHECK (name <> ''),
  key         TEXT NOT NULL UNIQUE,
  note        TEXT NOT NULL DEFAULT '',
  merged_into INTEGER REFERENCES client (id) ON DELETE RESTRICT,
  archived_on TEXT CONSTRAINT client_archive_day_is_a_date CHECK (archived_on IS date(archived_on))
) STRICT;
INSERT INTO client VALUES(1,'Ada Ltd','adaltd','',NULL,NULL);
INSERT INTO client VALUES(2,'Grace','grace','',NULL,NULL);
INSERT INTO client VALUES(3,'Bob Ltd','bobltd','',NULL,NULL);
CREATE TABLE lead (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  title          TEXT NOT NULL CONSTRAINT lead_has_a_title CHECK (title <> ''),
  client_id      INTEGER REFERENCES client (id) ON DELETE RESTRICT,
  contact        TEXT NOT NULL DEFAULT '',
  email          TEXT NOT NULL DEFAULT '',
  phone          TEXT NOT NULL DEFAULT '',
  url            TEXT NOT NULL DEFAULT '',
  external_id    TEXT NOT NULL DEFAULT '',
  source_id      INTEGER REFERENCES source (id) ON DELETE RESTRICT,
  channel_id     INTEGER,
  campaign_id    INTEGER REFERENCES campaign (id) ON DELETE RESTRICT,
  first_touch_on TEXT NOT NULL CONSTRAINT first_touch_day_is_a_date CHECK (first_touch_on IS date(first_touch_on)),
  stage          TEXT NOT NULL DEFAULT 'new' CONSTRAINT stage_is_known
                 CHECK (stage IN ('new', 'contacted', 'discussion', 'proposal', 'interview', 'negotiation')),
  value_minor    INTEGER CONSTRAINT value_is_not_negative CHECK (value_minor >= 0),
  value_currency TEXT NOT NULL DEFAULT '',
  referrer_id    INTEGER REFERENCES client (id) ON DELETE RESTRICT,
  follow_up_on   TEXT CONSTRAINT follow_up_day_is_a_date CHECK (follow_up_on IS date(follow_up_on)),
  tags           TEXT NOT NULL DEFAULT '[]', -- a JSON array of strings
  fields         TEXT NOT NULL DEFAULT '{}', -- own fields: a JSON object of strings
  note           TEXT NOT NULL DEFAULT '',
  merged_into    INTEGER REFERENCES lead (id) ON DELETE RESTRICT,
  created_at     TEXT NOT NULL,
  updated_at     TEXT NOT NULL,
  CONSTRAINT channel_needs_a_source CHECK (channel_id IS NULL OR source_id IS NOT NULL),
  CONSTRAINT value_has_a_currency CHECK ((value_minor IS NULL) = (value_currency = '')),
  FOREIGN KEY (source_id, channel_id) REFERENCES channel (source_id, id) ON DELETE RESTRICT
) STRICT;
INSERT INTO lead VALUES(1,'Engine',1,'','','','','',1,1,1,'2026-01-05','discussion',100000,'EUR',2,NULL,'["a"]','{"industry":"SaaS"}','',NULL,'2026-11-20T09:00:00Z','2026-11-20T09:00:00Z');
INSERT INTO lead VALUES(2,'Shop',3,'','','','','',7,NULL,NULL,'2026-01-07','new',NULL,'',NULL,NULL,'[]','{}','',NULL,'2026-11-20T09:00:00Z','2026-11-20T09:00:00Z');
INSERT INTO lead VALUES(3,'Shop2',1,'','a@b.example','','','',3,6,NULL,'2026-01-08','discussion',NULL,'',NULL,NULL,'[]','{}','',1,'2026-11-20T09:00:00Z','2026-11-20T09:00:00Z');
INSERT INTO lead VALUES(4,'Fourth',NULL,'','','','','',NULL,NULL,NULL,'2026-04-01','new',NULL,'',NULL,NULL,'[]','{}','',NULL,'2026-11-20T09:00:00Z','2026-11-20T09:00:00Z');
CREATE TABLE lead_key (
  key     INTEGER NOT NULL,
  lead_id INTEGER NOT NULL,
  PRIMARY KEY (key, lead_id)
) STRICT, WITHOUT ROWID;
INSERT INTO lead_key VALUES(4909000235196,3);
INSERT INTO lead_key VALUES(20753308169121,1);
INSERT INTO lead_key VALUES(20753308169121,3);
INSERT INTO lead_key VALUES(28683081982436,2);
INSERT INTO lead_key VALUES(38500740456063,1);
INSERT INTO lead_key VALUES(39681905096710,1);
INSERT INTO lead_key VALUES(39994042200749,2);
INSERT INTO lead_key VALUES(77927802672043,2);
INSERT INTO lead_key VALUES(96977975429579,3);
INSERT INTO lead_key VALUES(107871463243534,1);
INSERT INTO lead_key VALUES(114640201172268,2);
INSERT INTO lead_key VALUES(122058517876552,3);
CREATE TABLE stage_change (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  lead_id INTEGER NOT NULL REFERENCES lead (id) ON DELETE CASCADE,
  stage   TEXT NOT NULL,
  on_day  TEXT NOT NULL CONSTRAINT stage_day_is_a_date CHECK (on_day IS date(on_day))
) STRICT;
INSERT INTO stage_change VALUES(1,3,'discussion','2026-01-08');
CREATE TABLE activity (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  lead_id       INTEGER REFERENCES lead (id) ON DELETE CASCADE,
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
  CONSTRAINT activity_is_for_something CHECK (lead_id IS NOT NULL OR source_id IS NOT NULL),
  CONSTRAINT cost_is_whole CHECK ((cost_minor IS NULL) = (cost_currency = '') AND (cost_minor IS NULL) = (cost_base IS NULL)),
  FOREIGN KEY (source_id, channel_id) REFERENCES channel (source_id, id) ON DELETE RESTRICT
) STRICT;
INSERT INTO activity VALUES(1,1,NULL,NULL,NULL,'other','2026-01-05','',20,NULL,'',NULL,'','2026-11-20T09:00:00Z');
INSERT INTO activity VALUES(2,3,5,9,NULL,'call','2026-11-20','',30,500,'EUR',500,'','2026-11-20T09:00:00Z');
INSERT INTO activity VALUES(3,NULL,7,NULL,NULL,'bid','2026-11-20','',60,NULL,'',NULL,'','2026-11-20T09:00:00Z');
CREATE TABLE deal (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  lead_id      INTEGER NOT NULL UNIQUE REFERENCES lead (id) ON DELETE CASCADE,
  outcome      TEXT NOT NULL CONSTRAINT outcome_is_known CHECK (outcome IN ('won', 'lost', 'no-response', 'not-a-fit')),
  closed_on    TEXT NOT NULL CONSTRAINT closing_day_is_a_date CHECK (closed_on IS date(closed_on)),
  amount_minor INTEGER CONSTRAINT amount_is_not_negative CHECK (amount_minor >= 0),
  currency     TEXT NOT NULL DEFAULT '',
  rate         TEXT NOT NULL DEFAULT '',
  base_minor   INTEGER,
  reason       TEXT NOT NULL DEFAULT '',
  created_at   TEXT NOT NULL,
  CONSTRAINT only_won_deals_have_amounts CHECK (amount_minor IS NULL OR outcome = 'won'),
  CONSTRAINT amount_is_whole CHECK ((amount_minor IS NULL) = (currency = '') AND (amount_minor IS NULL) = (base_minor IS NULL))
) STRICT;
INSERT INTO deal VALUES(1,3,'won','2026-02-01',50000,'EUR','1',50000,'','2026-11-20T09:00:00Z');
INSERT INTO deal VALUES(2,2,'lost','2026-03-01',NULL,'','',NULL,'price','2026-11-20T09:00:00Z');
CREATE TABLE saved_report (
  id    INTEGER PRIMARY KEY,
  key   TEXT NOT NULL UNIQUE,
  name  TEXT NOT NULL,
  flags TEXT NOT NULL
) STRICT;
CREATE TABLE journal (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  command TEXT NOT NULL,
  at      TEXT NOT NULL,
  undone  INTEGER NOT NULL DEFAULT 0,
  changes TEXT NOT NULL
) STRICT;
INSERT INTO journal VALUES(1,'source add Malt','2026-11-20T09:00:00Z',0,'[{"t":"source","new":[[7,7]]}]');
INSERT INTO journal VALUES(2,'campaign add ''SaaS Q1'' --start 2026-01-01','2026-11-20T09:00:00Z',0,'[{"t":"campaign","new":[[1,1]]}]');
INSERT INTO journal VALUES(3,'add Engine --client ''Ada Ltd'' --source ''Upwork/Search/SaaS Q1'' --date 2026-01-05 --spent 20m --tag a --set industry=SaaS --value 1000 --referrer Grace','2026-11-20T09:00:00Z',0,'[{"t":"activity","new":[[1,1]]},{"t":"client","new":[[1,2]]},{"t":"lead","new":[[1,1]]}]');
INSERT INTO journal VALUES(4,'add Shop --client ''Bob Ltd'' --source Malt --date 2026-01-07','2026-11-20T09:00:00Z',0,'[{"t":"client","new":[[3,3]]},{"t":"lead","new":[[2,2]]}]');
INSERT INTO journal VALUES(5,'add Shop2 --client ''Ada Ltd'' --source LinkedIn/Inbound --date 2026-01-08 --email a@b.example --stage discussion','2026-11-20T09:00:00Z',0,'[{"t":"lead","new":[[3,3]]},{"t":"stage_change","new":[[1,1]]}]');
INSERT INTO journal VALUES(6,'log 3 call --via Referral/Client --spent 30m --cost 5','2026-11-20T09:00:00Z',0,'[{"t":"activity","new":[[2,2]]}]');
INSERT INTO journal VALUES(7,'win 3 500 --date 2026-02-01','2026-11-20T09:00:00Z',0,'[{"t":"deal","new":[[1,1]]}]');
INSERT INTO journal VALUES(8,'lose 2 --reason price --date 2026-03-01','2026-11-20T09:00:00Z',0,'[{"t":"deal","new":[[2,2]]}]');
INSERT INTO journal VALUES(9,'log --source Malt bid --spent 1h','2026-11-20T09:00:00Z',0,'[{"t":"activity","new":[[3,3]]}]');
INSERT INTO journal VALUES(10,'merge 3 1','2026-11-20T09:00:00Z',0,'[{"t":"lead","was":[{"id":1,"v":[1,"Engine",1,"","","","","",1,1,1,"2026-01-05","new",100000,"EUR",2,null,"[\"a\"]","{\"industry\":\"SaaS\"}","",null,"2026-11-20T09:00:00Z","2026-11-20T09:00:00Z"]},{"id":3,"v":[3,"Shop2",1,"","a@b.example","","","",3,6,null,"2026-01-08","discussion",null,"",null,null,"[]","{}","",null,"2026-11-20T09:00:00Z","2026-11-20T09:00:00Z"]}]}]');
INSERT INTO journal VALUES(11,'source merge Malt Upwork','2026-11-20T09:00:00Z',0,'[{"t":"source","was":[{"id":7,"v":[7,"Malt","malt",null,null]}]}]');
INSERT INTO journal VALUES(12,'score import rules.txt','2026-11-20T09:00:00Z',0,'[{"t":"score","new":[[1,2]]},{"t":"setting","new":[[1,1]]}]');
CREATE TABLE unlocked (
  reason TEXT NOT NULL
) STRICT;
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
CREATE TABLE tally_won (
  source_id  INTEGER NOT NULL,
  channel_id INTEGER NOT NULL,
  day        TEXT NOT NULL,
  days       INTEGER NOT NULL,
  deals      INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source_id, channel_id, day, days)
) STRICT, WITHOUT ROWID;
CREATE TABLE tally_mark (
  lead_id     INTEGER NOT NULL,
  deal_id     INTEGER NOT NULL,
  activity_id INTEGER NOT NULL
, won_cycles TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO tally_mark VALUES(0,0,0,'');
CREATE TABLE lead_pair (
  id       INTEGER PRIMARY KEY,
  lead_id  INTEGER NOT NULL,
  other_id INTEGER NOT NULL CONSTRAINT pair_names_the_lower_id_first CHECK (other_id > lead_id),
  kind     TEXT NOT NULL CONSTRAINT pair_kind_is_known CHECK (kind IN ('different', 'repeat')),
  UNIQUE (lead_id, other_id)
) STRICT;
CREATE TABLE score (
  id     INTEGER PRIMARY KEY REFERENCES lead (id) ON DELETE CASCADE, -- of the lead
  points INTEGER NOT NULL,
  on_day TEXT NOT NULL,
  mql_on TEXT,
  sql_on TEXT,
  CONSTRAINT score_days_are_dates CHECK (on_day IS date(on_day) AND mql_on IS date(mql_on) AND sql_on IS date(sql_on))
) STRICT;
INSERT INTO score VALUES(1,15,'2026-02-01',NULL,NULL);
INSERT INTO score VALUES(2,0,'2026-03-01',NULL,NULL);
CREATE TABLE strip (
  id   INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;
CREATE TABLE tally_dirty (
  day  TEXT NOT NULL,
  kind INTEGER NOT NULL,
  id   INTEGER NOT NULL,
  PRIMARY KEY (day, kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE client_names (
  id   INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;
CREATE INDEX lead_first_touch_idx ON lead (first_touch_on, id);
CREATE INDEX lead_touch_idx ON lead (source_id, channel_id, campaign_id, merged_into);
CREATE INDEX lead_client_idx ON lead (client_id) WHERE client_id IS NOT NULL;
CREATE INDEX lead_referrer_idx ON lead (referrer_id) WHERE referrer_id IS NOT NULL;
CREATE INDEX lead_follow_up_idx ON lead (follow_up_on) WHERE follow_up_on IS NOT NULL;
CREATE INDEX lead_merged_idx ON lead (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX activity_lead_idx ON activity (lead_id, on_day, minutes, cost_base);
CREATE INDEX activity_touch_idx ON activity (source_id, channel_id, campaign_id, on_day) WHERE source_id IS NOT NULL;
CREATE INDEX deal_closed_idx ON deal (closed_on, outcome);
CREATE TRIGGER lead_keeps_its_touch BEFORE UPDATE ON lead
BEGIN SELECT CASE
  WHEN NEW.id IS NOT OLD.id OR NEW.source_id IS NOT OLD.source_id OR NEW.channel_id IS NOT OLD.channel_id
    OR NEW.campaign_id IS NOT OLD.campaign_id OR NEW.first_touch_on IS NOT OLD.first_touch_on
  THEN RAISE(ABORT, 'first_touch_is_locked')
  WHEN NEW.merged_into IS NOT OLD.merged_into AND NEW.merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unlocked)
    AND (EXISTS (SELECT 1 FROM lead WHERE merged_into = NEW.id) OR NOT EXISTS (
      SELECT 1 FROM lead s WHERE s.id = NEW.merged_into AND s.id <> NEW.id AND s.merged_into IS NULL
        AND (s.first_touch_on, s.id) < (NEW.first_touch_on, NEW.id)))
  THEN RAISE(ABORT, 'earlier_first_touch_survives') END; END;
CREATE TRIGGER lead_is_not_replaced BEFORE INSERT ON lead
WHEN EXISTS (SELECT 1 FROM lead WHERE id = NEW.id) OR NEW.merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unlocked)
BEGIN SELECT RAISE(ABORT, 'lead_is_not_replaced'); END;
CREATE TRIGGER lead_is_not_deleted_by_hand BEFORE DELETE ON lead
WHEN NOT EXISTS (SELECT 1 FROM unlocked)
BEGIN SELECT RAISE(ABORT, 'lead_is_not_deleted_by_hand'); END;
CREATE TRIGGER source_stays_itself BEFORE UPDATE ON source
BEGIN SELECT CASE
  WHEN NEW.id IS NOT OLD.id OR NEW.name = ''
    OR EXISTS (SELECT 1 FROM source WHERE (key = NEW.key OR name = NEW.name COLLATE NOCASE) AND id <> OLD.id)
  THEN RAISE(ABORT, 'source_is_not_exchanged')
  WHEN NEW.merged_into IS NOT OLD.merged_into AND NEW.merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unlocked)
    AND NOT EXISTS (SELECT 1 FROM source s WHERE s.id = NEW.merged_into AND s.id <> NEW.id AND s.merged_into IS NULL)
  THEN RAISE(ABORT, 'source_merges_into_one_that_stands') END; END;
CREATE TRIGGER source_is_not_replaced BEFORE INSERT ON source
WHEN EXISTS (SELECT 1 FROM source WHERE id = NEW.id OR key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'source_is_not_replaced'); END;
CREATE TRIGGER source_is_not_deleted_by_hand BEFORE DELETE ON source
WHEN NOT EXISTS (SELECT 1 FROM unlocked)
BEGIN SELECT RAISE(ABORT, 'source_is_not_deleted_by_hand'); END;
CREATE TRIGGER channel_stays_itself BEFORE UPDATE ON channel
BEGIN SELECT CASE
  WHEN NEW.id IS NOT OLD.id OR NEW.source_id IS NOT OLD.source_id OR NEW.name = ''
    OR EXISTS (SELECT 1 FROM channel WHERE source_id = NEW.source_id AND (key = NEW.key OR name = NEW.name COLLATE NOCASE) AND id <> OLD.id)
  THEN RAISE(ABORT, 'channel_is_not_exchanged')
  WHEN NEW.merged_into IS NOT OLD.merged_into AND NEW.merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unlocked)
    AND NOT EXISTS (SELECT 1 FROM channel s WHERE s.id = NEW.merged_into AND s.id <> NEW.id AND s.merged_into IS NULL AND s.source_id = NEW.source_id)
  THEN RAISE(ABORT, 'channel_merges_into_one_of_its_source') END; END;
CREATE TRIGGER channel_is_not_replaced BEFORE INSERT ON channel
WHEN EXISTS (SELECT 1 FROM channel WHERE id = NEW.id OR (source_id = NEW.source_id AND key = NEW.key))
BEGIN SELECT RAISE(ABORT, 'channel_is_not_replaced'); END;
CREATE TRIGGER channel_is_not_deleted_by_hand BEFORE DELETE ON channel
WHEN NOT EXISTS (SELECT 1 FROM unlocked)
BEGIN SELECT RAISE(ABORT, 'channel_is_not_deleted_by_hand'); END;
CREATE TRIGGER campaign_stays_itself BEFORE UPDATE ON campaign
BEGIN SELECT CASE
  WHEN NEW.id IS NOT OLD.id OR NEW.name = ''
    OR EXISTS (SELECT 1 FROM campaign WHERE (key = NEW.key OR name = NEW.name COLLATE NOCASE) AND id <> OLD.id)
  THEN RAISE(ABORT, 'campaign_is_not_exchanged')
  WHEN NEW.merged_into IS NOT OLD.merged_into AND NEW.merged_into IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unlocked)
    AND NOT EXISTS (SELECT 1 FROM campaign s WHERE s.id = NEW.merged_into AND s.id <> NEW.id AND s.merged_into IS NULL)
  THEN RAISE(ABORT, 'campaign_merges_into_one_that_stands') END; END;
CREATE TRIGGER campaign_is_not_replaced BEFORE INSERT ON campaign
WHEN EXISTS (SELECT 1 FROM campaign WHERE id = NEW.id OR key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'campaign_is_not_replaced'); END;
CREATE TRIGGER campaign_is_not_deleted_by_hand BEFORE DELETE ON campaign
WHEN NOT EXISTS (SELECT 1 FROM unlocked)
BEGIN SELECT RAISE(ABORT, 'campaign_is_not_deleted_by_hand'); END;
CREATE INDEX activity_day_idx ON activity (on_day);
CREATE INDEX activity_via_idx ON activity (lead_id, on_day, id, source_id, channel_id, campaign_id)
  WHERE lead_id IS NOT NULL AND source_id IS NOT NULL;
CREATE INDEX stage_change_lead_idx ON stage_change (lead_id, on_day, stage);
CREATE TRIGGER tally_lead_gone BEFORE DELETE ON lead WHEN OLD.id <= (SELECT lead_id FROM tally_mark)
BEGIN INSERT OR IGNORE INTO tally_dirty VALUES (OLD.first_touch_on, 0, OLD.id); END;
CREATE TRIGGER tally_lead_changed AFTER UPDATE ON lead WHEN OLD.id <= (SELECT lead_id FROM tally_mark)
  AND (OLD.stage, OLD.client_id, OLD.referrer_id, OLD.merged_into) IS NOT (NEW.stage, NEW.client_id, NEW.referrer_id, NEW.merged_into)
BEGIN INSERT OR IGNORE INTO tally_dirty VALUES ('', 0, OLD.id); END;
CREATE INDEX client_merged_idx ON client (merged_into) WHERE merged_into IS NOT NULL;
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
CREATE INDEX activity_campaign_idx ON activity (on_day, lead_id, source_id, channel_id, campaign_id)
  WHERE lead_id IS NOT NULL AND campaign_id IS NOT NULL;
CREATE TRIGGER tally_level_reached AFTER INSERT ON score
WHEN coalesce(NEW.mql_on, NEW.sql_on) IS NOT NULL AND NEW.id <= (SELECT lead_id FROM tally_mark)
BEGIN INSERT INTO tally_dirty VALUES ('', 0, NEW.id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER tally_level_changed AFTER UPDATE ON score
WHEN (OLD.id, OLD.mql_on IS NULL, OLD.sql_on IS NULL) IS NOT (NEW.id, NEW.mql_on IS NULL, NEW.sql_on IS NULL)
BEGIN INSERT INTO tally_dirty VALUES ('', 0, OLD.id), ('', 0, NEW.id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER tally_level_gone BEFORE DELETE ON score WHEN coalesce(OLD.mql_on, OLD.sql_on) IS NOT NULL
BEGIN INSERT INTO tally_dirty VALUES ('', 0, OLD.id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER client_names_gone BEFORE DELETE ON client
BEGIN DELETE FROM client_names WHERE id BETWEEN OLD.id & ~4095 AND OLD.id | 4095; END;
CREATE TRIGGER client_names_changed AFTER UPDATE OF id, name, key, merged_into ON client
BEGIN DELETE FROM client_names WHERE id BETWEEN OLD.id & ~4095 AND OLD.id | 4095 OR id BETWEEN NEW.id & ~4095 AND NEW.id | 4095; END;
CREATE TRIGGER client_names_put BEFORE INSERT ON client WHEN NEW.id BETWEEN 0 AND (SELECT max(id) FROM client_names)
BEGIN DELETE FROM client_names WHERE id BETWEEN NEW.id & ~4095 AND NEW.id | 4095; END;
