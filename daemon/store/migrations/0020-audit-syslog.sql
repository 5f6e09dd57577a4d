-- The newest entry of the audit log that the syslog receiver has; no row: it has none.
CREATE TABLE audit_syslog (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  -- TRANSPORT://HOST:PORT. Another receiver has none of the entries.
  receiver TEXT NOT NULL,
  seq      INTEGER NOT NULL,
  hash     TEXT NOT NULL
) STRICT;
