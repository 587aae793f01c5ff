-- Strips lie otherwise: their columns take as many bits a row as they need, each column of leads (0) has a strip of its
-- own, deals say when their lead first came, and which leads came when lies by month (4). The id of a strip of leads is
-- column * 2^52 + the first lead / 16,384; the others are as they were. The program makes them anew.
DELETE FROM strip;

-- The level of a lead lies there, too. (An upsert would overrule OR IGNORE.)
CREATE TRIGGER tally_level_reached AFTER INSERT ON score
WHEN coalesce(NEW.mql_on, NEW.sql_on) IS NOT NULL AND NEW.id <= (SELECT lead_id FROM tally_mark)
BEGIN INSERT INTO tally_dirty VALUES ('', 0, NEW.id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER tally_level_changed AFTER UPDATE ON score
WHEN (OLD.id, OLD.mql_on IS NULL, OLD.sql_on IS NULL) IS NOT (NEW.id, NEW.mql_on IS NULL, NEW.sql_on IS NULL)
BEGIN INSERT INTO tally_dirty VALUES ('', 0, OLD.id), ('', 0, NEW.id) ON CONFLICT DO NOTHING; END;
CREATE TRIGGER tally_level_gone BEFORE DELETE ON score WHEN coalesce(OLD.mql_on, OLD.sql_on) IS NOT NULL
BEGIN INSERT INTO tally_dirty VALUES ('', 0, OLD.id) ON CONFLICT DO NOTHING; END;

-- The names of clients once more, of up to 4,096 ids in one piece: what a report by client reads instead of rows.
-- The id of a piece is that of the last client whom it knows; those who came later are read besides.
CREATE TABLE client_names (
  id   INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;

-- A piece goes with the first of its clients that changes. REPLACE fires no trigger of a row that it deletes.
CREATE TRIGGER client_names_gone BEFORE DELETE ON client
BEGIN DELETE FROM client_names WHERE id BETWEEN OLD.id & ~4095 AND OLD.id | 4095; END;
CREATE TRIGGER client_names_changed AFTER UPDATE OF id, name, key, merged_into ON client
BEGIN DELETE FROM client_names WHERE id BETWEEN OLD.id & ~4095 AND OLD.id | 4095 OR id BETWEEN NEW.id & ~4095 AND NEW.id | 4095; END;
CREATE TRIGGER client_names_put BEFORE INSERT ON client WHEN NEW.id BETWEEN 0 AND (SELECT max(id) FROM client_names)
BEGIN DELETE FROM client_names WHERE id BETWEEN NEW.id & ~4095 AND NEW.id | 4095; END;
