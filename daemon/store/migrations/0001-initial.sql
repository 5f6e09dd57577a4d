-- Times are RFC 3339 in UTC. Columns named *_json hold JSON objects. No secret is ever written to any table.

CREATE TABLE job (
  id              TEXT PRIMARY KEY,
  idempotency_key TEXT NOT NULL UNIQUE,
  kind            TEXT NOT NULL,
  state           TEXT NOT NULL,
  reader_id       TEXT NOT NULL,
  card_serial     TEXT NOT NULL,
  actor_kind      TEXT NOT NULL,
  actor           TEXT NOT NULL,
  params_json     TEXT NOT NULL,
  question_json   TEXT,
  failure_json    TEXT,
  result_json     TEXT,
  created_at      TEXT NOT NULL,
  updated_at      TEXT NOT NULL
) STRICT;
CREATE INDEX job_by_card ON job (card_serial, created_at);
CREATE INDEX job_by_state ON job (state);

-- What was about to be done (intent) and what came of it (outcome), a row each, in the order they became durable.
CREATE TABLE journal (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id     TEXT NOT NULL REFERENCES job (id),
  step       TEXT NOT NULL,
  phase      TEXT NOT NULL CHECK (phase IN ('intent', 'outcome')),
  facts_json TEXT NOT NULL,
  at         TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_job ON journal (job_id, seq);

CREATE TABLE outbox (
  seq            INTEGER PRIMARY KEY AUTOINCREMENT,
  id             TEXT NOT NULL UNIQUE,
  kind           TEXT NOT NULL,
  made_at        TEXT NOT NULL,
  body_json      TEXT NOT NULL,
  delivered_at   TEXT,
  refused_reason TEXT
) STRICT;
CREATE INDEX outbox_pending ON outbox (seq) WHERE delivered_at IS NULL AND refused_reason IS NULL;

-- Each row's hash covers the row before it, so a row changed or taken out shows.
CREATE TABLE audit (
  seq           INTEGER PRIMARY KEY,
  at            TEXT NOT NULL,
  actor         TEXT NOT NULL,
  action        TEXT NOT NULL,
  subject       TEXT NOT NULL,
  facts_json    TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash          TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

-- The RA's work list as last seen, for the time when the RA is away.
CREATE TABLE registration (
  id        TEXT PRIMARY KEY,
  position  INTEGER NOT NULL,
  body_json TEXT NOT NULL
) STRICT;

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
