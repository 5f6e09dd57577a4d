-- Who may log in at the console. The password is scrypt's output (RFC 7914) with the salt and parameters it was made with.
CREATE TABLE operator (
  name        TEXT PRIMARY KEY,
  role        TEXT NOT NULL CHECK (role IN ('officer', 'supervisor')),
  salt        BLOB NOT NULL,
  hash        BLOB NOT NULL,
  cost        INTEGER NOT NULL,
  block_size  INTEGER NOT NULL,
  parallelism INTEGER NOT NULL,
  created_at  TEXT NOT NULL,
  updated_at  TEXT NOT NULL
) STRICT;
