-- Touchpoints by lead, in their order, without looking at the activities themselves: what the models of
-- attribution read. Activities that name no source are not in it.
CREATE INDEX activity_via_idx ON activity (lead_id, on_day, id, source_id, channel_id, campaign_id)
  WHERE lead_id IS NOT NULL AND source_id IS NOT NULL;

-- The steps of a lead with what they were, so that milestones are read without the rows.
DROP INDEX stage_change_lead_idx;
CREATE INDEX stage_change_lead_idx ON stage_change (lead_id, on_day, stage);
