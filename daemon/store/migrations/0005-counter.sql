-- Every card that the gateway met, and the number it got then. What is spoiled (作廢) says when, why, by whom and at which RA.
CREATE TABLE card (
  stock_number  INTEGER PRIMARY KEY,
  serial        TEXT NOT NULL UNIQUE,
  family        TEXT,
  first_seen_at TEXT NOT NULL,
  spoiled_at    TEXT,
  spoil_reason  TEXT,
  spoil_note    TEXT,
  spoiled_by    TEXT,
  ra_id         TEXT
) STRICT;
CREATE INDEX card_spoiled ON card (spoiled_at) WHERE spoiled_at IS NOT NULL;

-- Blank cards that came or went in boxes, and what a person counted. `expected` is what stood in the books at that moment.
CREATE TABLE stock_movement (
  id       TEXT PRIMARY KEY,
  at       TEXT NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('received', 'returned', 'counted')),
  count    INTEGER NOT NULL CHECK (count >= 0),
  expected INTEGER NOT NULL,
  note     TEXT NOT NULL,
  operator TEXT NOT NULL
) STRICT;
CREATE INDEX stock_movement_by_time ON stock_movement (at);

-- Each attempt to print a password letter (密碼單). An outcome of NULL: the gateway ended in the middle, and only a person knows.
CREATE TABLE letter_print (
  id        TEXT PRIMARY KEY,
  ra_id     TEXT NOT NULL,
  letter_id TEXT NOT NULL,
  copy      INTEGER NOT NULL,
  operator  TEXT NOT NULL,
  reason    TEXT,
  began_at  TEXT NOT NULL,
  ended_at  TEXT,
  outcome   TEXT CHECK (outcome IN ('printed', 'failed'))
) STRICT;
CREATE INDEX letter_print_by_letter ON letter_print (ra_id, letter_id);
CREATE INDEX letter_print_by_time ON letter_print (began_at);

-- The history of a person and of a card, and the report of a day.
CREATE INDEX job_by_registration ON job (ra_id, params_json ->> 'registrationId');
CREATE INDEX job_by_end ON job (state, updated_at);
CREATE INDEX audit_by_subject ON audit (subject, seq);
CREATE INDEX audit_by_time ON audit (at);
