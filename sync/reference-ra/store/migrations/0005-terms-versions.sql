-- Versions of the terms (用戶約定條款) as they came into force; the newest one is.
CREATE TABLE terms_version (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  version TEXT NOT NULL,
  in_force_since TEXT NOT NULL
) STRICT;
