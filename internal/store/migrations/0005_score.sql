-- What a lead scores by the owner's rules (kept in setting "score"), on which day, and the days on which it first
-- reached each level: these stay when the score falls. A lead is scored by the command that touches it, so undo
-- puts the row back with the rest.
CREATE TABLE score (
  id     INTEGER PRIMARY KEY REFERENCES lead (id) ON DELETE CASCADE, -- of the lead
  points INTEGER NOT NULL,
  on_day TEXT NOT NULL,
  mql_on TEXT,
  sql_on TEXT,
  CONSTRAINT score_days_are_dates CHECK (on_day IS date(on_day) AND mql_on IS date(mql_on) AND sql_on IS date(sql_on))
) STRICT;
