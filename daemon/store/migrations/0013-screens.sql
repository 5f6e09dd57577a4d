-- Screens as known devices. A withdrawn one stays, so that the audit log's ids keep their names.
CREATE TABLE screen (
  id           TEXT PRIMARY KEY,
  place        TEXT NOT NULL CHECK (place IN ('kiosk', 'counter', 'batch', 'status')),
  name         TEXT NOT NULL,
  -- SubjectPublicKeyInfo, DER, P-256.
  public_key   BLOB NOT NULL UNIQUE,
  enrolled_at  TEXT NOT NULL,
  enrolled_by  TEXT NOT NULL,
  withdrawn_at TEXT
) STRICT;
