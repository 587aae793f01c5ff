-- What a person said about two leads that look alike: different opportunities, or a repeat order of the same
-- client (the later first touch is the repeat). No reference: ids are never reused, and deleting a lead takes its pairs along.
CREATE TABLE lead_pair (
  id       INTEGER PRIMARY KEY,
  lead_id  INTEGER NOT NULL,
  other_id INTEGER NOT NULL CONSTRAINT pair_names_the_lower_id_first CHECK (other_id > lead_id),
  kind     TEXT NOT NULL CONSTRAINT pair_kind_is_known CHECK (kind IN ('different', 'repeat')),
  UNIQUE (lead_id, other_id)
) STRICT;

-- Keys are made in another way now: the program posts every lead anew.
DELETE FROM lead_key;
