-- The store was put back from a copy. What it says of the time after `copy_made_at` is not believed until it was compared.
CREATE TABLE restoration (
  epoch        INTEGER PRIMARY KEY,
  restored_at  TEXT NOT NULL,
  copy_made_at TEXT NOT NULL,
  compared_at  TEXT
) STRICT;

-- Jobs that were not over in the copy. Until one is settled, nothing goes on with it.
CREATE TABLE restored_job (
  job_id     TEXT PRIMARY KEY REFERENCES job (id),
  epoch      INTEGER NOT NULL REFERENCES restoration (epoch),
  settled_at TEXT
) STRICT;

-- The last restoration after which the RAs were asked about this card.
ALTER TABLE card ADD COLUMN compared_epoch INTEGER NOT NULL DEFAULT 0;

-- When the last copy was made.
CREATE INDEX audit_of_backups ON audit (at) WHERE action = 'backup.made';
