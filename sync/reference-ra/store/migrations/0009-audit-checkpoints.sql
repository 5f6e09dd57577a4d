-- Each gateway's newest checkpoint of its audit log is looked up by its sequence number.
CREATE INDEX fact_audit_checkpoint ON fact (gateway, body ->> 'seq') WHERE kind = 'auditCheckpoint' AND refusal IS NULL;

-- The RA's staff accepted that a gateway's log begins anew, e.g. after a restoration: earlier checkpoints no longer bind it.
CREATE TABLE audit_log_restart (
  gateway     TEXT NOT NULL,
  accepted_at TEXT NOT NULL,
  -- Facts up to this number are before the restart.
  fact_number INTEGER NOT NULL
) STRICT;
