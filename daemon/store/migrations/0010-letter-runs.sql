-- One run through the letters (密碼單) of a batch order. Without an end: it is under way, or the gateway ended in the middle of it.
CREATE TABLE letter_run (
  id             TEXT PRIMARY KEY,
  order_id       TEXT NOT NULL,
  destination    TEXT NOT NULL CHECK (destination IN ('printer', 'spool')),
  numbers_json   TEXT,
  reprint_reason TEXT,
  operator       TEXT NOT NULL,
  begun_at       TEXT NOT NULL,
  ended_at       TEXT
) STRICT;
CREATE INDEX letter_run_of_order ON letter_run (order_id, begun_at);

ALTER TABLE letter_print ADD COLUMN run_id TEXT;
ALTER TABLE letter_print ADD COLUMN registration_id TEXT;
-- Written before the letter leaves: 'printer', or its file in the spool folder. NULL: it did not leave.
ALTER TABLE letter_print ADD COLUMN handed_to TEXT;
-- Nobody wrote down how far these were.
UPDATE letter_print SET handed_to = 'printer' WHERE outcome IS NULL;
CREATE INDEX letter_print_of_run ON letter_print (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX letter_print_open ON letter_print (batch_order_id) WHERE outcome IS NULL;
