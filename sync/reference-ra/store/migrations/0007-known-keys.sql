-- The keys of all certificates by what makes them one key: the modulus, or the x coordinate of the point.
CREATE TABLE known_key (
  fingerprint TEXT PRIMARY KEY,
  serial      TEXT NOT NULL REFERENCES certificate (serial)
) STRICT;
CREATE INDEX known_key_serial ON known_key (serial);
