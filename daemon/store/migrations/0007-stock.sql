-- Boxes of blank cards. Serial numbers are upper-case hex, both of the same length; NULL where only their number is known.
-- A box whose receipt was taken back is void: its serial numbers may come again.
CREATE TABLE stock_box (
  id            TEXT PRIMARY KEY,
  label         TEXT NOT NULL,
  family        TEXT NOT NULL,
  serial_from   TEXT,
  serial_to     TEXT,
  lot           TEXT NOT NULL,
  delivery_note TEXT NOT NULL,
  received_at   TEXT NOT NULL,
  received_by   TEXT NOT NULL,
  voided_at     TEXT,
  CHECK ((serial_from IS NULL) = (serial_to IS NULL))
) STRICT;
CREATE INDEX stock_box_by_range ON stock_box (serial_from) WHERE serial_from IS NOT NULL AND voided_at IS NULL;

-- Movements of boxes beside those of cards outside boxes. One that was wrong stays, and another one takes it back.
CREATE TABLE stock_movement_with_boxes (
  id       TEXT PRIMARY KEY,
  at       TEXT NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('received', 'returned', 'counted', 'moved', 'issued', 'spoiled')),
  count    INTEGER NOT NULL CHECK (count >= 0),
  expected INTEGER NOT NULL,
  note     TEXT NOT NULL,
  operator TEXT NOT NULL,
  box_id   TEXT REFERENCES stock_box (id),
  place    TEXT CHECK (place IN ('store', 'line', 'counter')),
  undoes   TEXT UNIQUE REFERENCES stock_movement_with_boxes (id),
  CHECK (box_id IS NOT NULL OR kind IN ('received', 'returned', 'counted'))
) STRICT;
INSERT INTO stock_movement_with_boxes (id, at, kind, count, expected, note, operator)
  SELECT id, at, kind, count, expected, note, operator FROM stock_movement ORDER BY rowid;
DROP TABLE stock_movement;
ALTER TABLE stock_movement_with_boxes RENAME TO stock_movement;
CREATE INDEX stock_movement_by_time ON stock_movement (at);
CREATE INDEX stock_movement_by_box ON stock_movement (box_id, kind, at);

-- 隔離: cards that fit everything that is not NULL are held back until it is lifted. Days are of Asia/Taipei.
CREATE TABLE quarantine (
  id               TEXT PRIMARY KEY,
  serial_from      TEXT,
  serial_to        TEXT,
  family           TEXT,
  keys_from        TEXT,
  keys_to          TEXT,
  reason           TEXT NOT NULL,
  placed_by        TEXT NOT NULL,
  placed_at        TEXT NOT NULL,
  lifted_at        TEXT,
  lift_asked_by    TEXT,
  lift_approved_by TEXT,
  lift_reason      TEXT,
  CHECK ((serial_from IS NULL) = (serial_to IS NULL)),
  CHECK (serial_from IS NOT NULL OR family IS NOT NULL OR keys_from IS NOT NULL)
) STRICT;

-- Which cards left the stock of blanks, and when.
CREATE INDEX audit_used ON audit (subject, at) WHERE action IN ('card.issued', 'card.prepared');
-- What was made of which card, in the order of their serial numbers, and when its keys were generated.
CREATE INDEX job_that_made ON job (card_serial, id)
  WHERE kind IN ('issueCard', 'prepareCard', 'applyCertificates', 'renewCertificates');
CREATE INDEX journal_of_keys ON journal (job_id, at)
  WHERE phase = 'outcome' AND step IN ('generateSigningKey', 'generateEncryptionKey', 'generateSingleKey');
