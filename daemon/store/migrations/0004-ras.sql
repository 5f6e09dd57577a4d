-- Each fact, job and work list belongs to one RA, by the id of its profile. '' and NULL: from the time when there was one.
ALTER TABLE outbox ADD COLUMN ra_id TEXT NOT NULL DEFAULT '';
DROP INDEX outbox_pending;
CREATE INDEX outbox_pending ON outbox (ra_id, seq) WHERE delivered_at IS NULL AND refused_reason IS NULL;

-- NULL as well where a job needs no RA.
ALTER TABLE job ADD COLUMN ra_id TEXT;

DROP TABLE registration;
CREATE TABLE registration (
  ra_id     TEXT NOT NULL,
  id        TEXT NOT NULL,
  position  INTEGER NOT NULL,
  body_json TEXT NOT NULL,
  PRIMARY KEY (ra_id, id)
) STRICT;
