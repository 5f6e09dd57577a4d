-- Every key that was made here and every certificate that was written here: none of them may come a second time.
CREATE TABLE seen_key (
  fingerprint TEXT PRIMARY KEY,
  card_serial TEXT NOT NULL,
  seen_at     TEXT NOT NULL
) STRICT;

CREATE TABLE seen_certificate (
  issuer      TEXT NOT NULL,
  serial      TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  card_serial TEXT NOT NULL,
  seen_at     TEXT NOT NULL,
  PRIMARY KEY (issuer, serial)
) STRICT;
