-- 批次製卡. An order is there when its row is there: its entries are written first.
CREATE TABLE batch_order (
  id          TEXT PRIMARY KEY,
  ra_id       TEXT NOT NULL,
  ra_order_id TEXT,
  name        TEXT NOT NULL,
  product     TEXT NOT NULL CHECK (product IN ('issueCard', 'prepareCard')),
  state       TEXT NOT NULL
              CHECK (state IN ('awaitingApproval', 'running', 'paused', 'stopping', 'stopped', 'finished')),
  priority    INTEGER NOT NULL,
  total       INTEGER NOT NULL,
  placed_by   TEXT NOT NULL,
  placed_at   TEXT NOT NULL,
  approved_by TEXT,
  started_at  TEXT,
  ended_at    TEXT
) STRICT;
CREATE UNIQUE INDEX batch_order_of_ra ON batch_order (ra_id, ra_order_id) WHERE ra_order_id IS NOT NULL;
CREATE INDEX batch_order_by_state ON batch_order (state, ended_at);

-- One card each. `tries` counts the jobs that were begun for it: job.idempotency_key is batch:{order}:{number}:{tries}.
CREATE TABLE batch_entry (
  order_id        TEXT NOT NULL,
  number          INTEGER NOT NULL,
  registration_id TEXT NOT NULL,
  user_identifier TEXT NOT NULL,
  name            TEXT NOT NULL,
  state           TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'working', 'issued', 'failed')),
  tries           INTEGER NOT NULL DEFAULT 0,
  job_id          TEXT,
  card_serial     TEXT,
  reader_id       TEXT,
  failure_json    TEXT,
  started_at      TEXT,
  ended_at        TEXT,
  PRIMARY KEY (order_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_entry_by_state ON batch_entry (order_id, state, number);
CREATE INDEX batch_entry_by_end ON batch_entry (order_id, ended_at);
CREATE INDEX batch_entry_by_registration ON batch_entry (registration_id);
CREATE INDEX batch_entry_failed ON batch_entry (ended_at) WHERE state = 'failed';
CREATE INDEX batch_entry_working ON batch_entry (order_id) WHERE state = 'working';

-- What an operator said of a reader's position; one without a row follows the rule of daemon/batch/places.ts.
CREATE TABLE batch_reader (
  reader_id TEXT PRIMARY KEY,
  name      TEXT NOT NULL,
  on_line   INTEGER NOT NULL CHECK (on_line IN (0, 1))
) STRICT;
