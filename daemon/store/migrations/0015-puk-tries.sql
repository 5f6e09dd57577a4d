-- PUKs that a card refused, or may have refused: no row means that the last one was accepted, or none was ever sent.
CREATE TABLE puk_tries (
  card_serial TEXT NOT NULL,
  pin         INTEGER NOT NULL CHECK (pin IN (1, 2)),
  -- Tries left. One that was sent and not answered counts as spent.
  tries_left  INTEGER NOT NULL CHECK (tries_left >= 0),
  -- 1: the card said so. 0: it was pulled, or the machine stopped, before it answered.
  refused     INTEGER NOT NULL CHECK (refused IN (0, 1)),
  at          TEXT NOT NULL,
  PRIMARY KEY (card_serial, pin)
) STRICT;
