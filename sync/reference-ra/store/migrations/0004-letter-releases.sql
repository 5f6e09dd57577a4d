-- Each time a password letter was opened for a print, and by which gateway.
CREATE TABLE letter_release (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  letter_id TEXT NOT NULL,
  gateway TEXT NOT NULL,
  released_at TEXT NOT NULL
) STRICT;
CREATE INDEX letter_release_of_letter ON letter_release (letter_id, gateway);

INSERT INTO letter_release (letter_id, gateway, released_at)
  SELECT facts ->> 'letterId', actor, at FROM audit WHERE event = 'letterReleased' ORDER BY number;
