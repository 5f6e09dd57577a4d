-- When a fact was set aside, for the list of such facts.
ALTER TABLE outbox ADD COLUMN refused_at TEXT;
CREATE INDEX outbox_set_aside ON outbox (ra_id, seq) WHERE delivered_at IS NULL AND refused_reason IS NOT NULL;
