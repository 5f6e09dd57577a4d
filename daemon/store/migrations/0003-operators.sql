-- Five roles, accounts that can be disabled, temporary passwords, and staff cards.
CREATE TABLE operator_with_roles (
  name                 TEXT PRIMARY KEY,
  role                 TEXT NOT NULL
    CHECK (role IN ('counterOfficer', 'batchOperator', 'supervisor', 'maintainer', 'auditor')),
  enabled              INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  must_change_password INTEGER NOT NULL DEFAULT 0 CHECK (must_change_password IN (0, 1)),
  salt                 BLOB NOT NULL,
  hash                 BLOB NOT NULL,
  cost                 INTEGER NOT NULL,
  block_size           INTEGER NOT NULL,
  parallelism          INTEGER NOT NULL,
  -- SHA-256 of the SubjectPublicKeyInfo of the staff card's signing certificate; one card belongs to one person.
  card_key_sha256      TEXT UNIQUE,
  card_serial          TEXT,
  created_at           TEXT NOT NULL,
  updated_at           TEXT NOT NULL
) STRICT;
INSERT INTO operator_with_roles (name, role, salt, hash, cost, block_size, parallelism, created_at, updated_at)
  SELECT name, CASE role WHEN 'officer' THEN 'counterOfficer' ELSE role END,
         salt, hash, cost, block_size, parallelism, created_at, updated_at
  FROM operator;
DROP TABLE operator;
ALTER TABLE operator_with_roles RENAME TO operator;

-- What needs a second person's word. `approved` is not done yet: its action failed, or was cut short, and may be asked for again.
CREATE TABLE approval (
  id           TEXT PRIMARY KEY,
  action       TEXT NOT NULL,
  subject      TEXT NOT NULL,
  facts_json   TEXT NOT NULL,
  asked_by     TEXT NOT NULL,
  asked_at     TEXT NOT NULL,
  expires_at   TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'withdrawn', 'expired', 'done')),
  decided_by   TEXT,
  decided_at   TEXT,
  reason       TEXT,
  failure_json TEXT,
  result_json  TEXT
) STRICT;
CREATE INDEX approval_open ON approval (asked_at) WHERE state IN ('pending', 'approved');
