-- How many deals were won after how many days, of the rows up to the mark: what tally_won holds, added up
-- over sources and days as a JSON object, so that asking when a lead has gone quiet reads one row. '' is not yet.
ALTER TABLE tally_mark ADD COLUMN won_cycles TEXT NOT NULL DEFAULT '';
