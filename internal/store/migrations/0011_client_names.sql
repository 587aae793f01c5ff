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
