-- Counts the changes of an account. What was checked with one version holds only while the account still has it.
ALTER TABLE operator ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- Who changed whose account: for a time, these two are not two people in the sense of an approval.
CREATE TABLE operator_change (
  name       TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  -- 1: the change gives whoever made it a way into the account: it was created, its password reset, a card bound.
  opens      INTEGER NOT NULL CHECK (opens IN (0, 1)),
  at         TEXT NOT NULL
) STRICT;
CREATE INDEX operator_change_name ON operator_change (name, changed_by, at);

-- `executing`: the action has begun and its outcome is not known yet. `approved`: not done, it failed or was cut short.
CREATE TABLE approval_with_executing (
  id           TEXT PRIMARY KEY,
  action       TEXT NOT NULL,
  subject      TEXT NOT NULL,
  facts_json   TEXT NOT NULL,
  asked_by     TEXT NOT NULL,
  asked_at     TEXT NOT NULL,
  -- Until when it may be decided; once it is approved, until when it may be carried out.
  expires_at   TEXT NOT NULL,
  state        TEXT NOT NULL
    CHECK (state IN ('pending', 'executing', 'approved', 'rejected', 'withdrawn', 'expired', 'done')),
  decided_by   TEXT,
  decided_at   TEXT,
  reason       TEXT,
  failure_json TEXT,
  result_json  TEXT
) STRICT;
INSERT INTO approval_with_executing (id, action, subject, facts_json, asked_by, asked_at, expires_at, state, decided_by,
                                     decided_at, reason, failure_json, result_json)
  SELECT id, action, subject, facts_json, asked_by, asked_at, expires_at, state, decided_by, decided_at, reason,
         failure_json, result_json
  FROM approval;
DROP TABLE approval;
ALTER TABLE approval_with_executing RENAME TO approval;
CREATE INDEX approval_open ON approval (asked_at) WHERE state IN ('pending', 'executing', 'approved');
