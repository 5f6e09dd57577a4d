-- Whether the kind of the job makes keys, or prepares a card for its first ones. The program says so of each kind.
ALTER TABLE job ADD COLUMN makes_keys INTEGER NOT NULL DEFAULT 0 CHECK (makes_keys IN (0, 1));
UPDATE job SET makes_keys = 1
  WHERE kind IN ('issueCard', 'prepareCard', 'applyCertificates', 'renewCertificates');

-- What was made of which card, in the order of their serial numbers.
DROP INDEX job_that_made;
CREATE INDEX job_that_made ON job (card_serial, id) WHERE makes_keys = 1;
