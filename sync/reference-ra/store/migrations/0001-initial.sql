-- Gateways by the common name of their client certificate.
CREATE TABLE gateway (
  name TEXT PRIMARY KEY,
  admitted_at TEXT NOT NULL,
  withdrawn_at TEXT
) STRICT;

CREATE TABLE registration (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'issuing', 'issued', 'revoked')),
  subscriber_id TEXT NOT NULL,
  user_identifier TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  letter_contact TEXT NOT NULL,
  account TEXT NOT NULL UNIQUE REFERENCES account (name),
  approved_at TEXT
) STRICT;

-- Website accounts. The password is kept as scrypt only.
CREATE TABLE account (
  name TEXT PRIMARY KEY,
  password_salt BLOB NOT NULL,
  password_hash BLOB NOT NULL,
  password_change_required INTEGER NOT NULL CHECK (password_change_required IN (0, 1))
) STRICT;

-- Wrong passwords in a row, also for names that are no account: the answers tell nobody which names exist.
CREATE TABLE login_failure (
  account TEXT PRIMARY KEY,
  tries INTEGER NOT NULL
) STRICT;

-- A registration bound to a card, one to one.
CREATE TABLE card_order (
  id TEXT PRIMARY KEY,
  registration_id TEXT NOT NULL UNIQUE REFERENCES registration (id),
  card_serial TEXT NOT NULL UNIQUE,
  family TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  issued_at TEXT
) STRICT;

CREATE TABLE certificate (
  serial TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES card_order (id),
  use TEXT NOT NULL CHECK (use IN ('sign', 'encrypt')),
  public_key_sha256 TEXT NOT NULL UNIQUE,
  der BLOB NOT NULL,
  not_after TEXT NOT NULL,
  issued_at TEXT NOT NULL,
  UNIQUE (order_id, use)
) STRICT;

-- Facts of the gateways, each once; `refusal` is null where it was accepted.
CREATE TABLE fact (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  made_at TEXT NOT NULL,
  body TEXT NOT NULL,
  gateway TEXT NOT NULL,
  received_at TEXT NOT NULL,
  refusal TEXT
) STRICT;

-- CMS EnvelopedData in base64. All versions are kept; the one with the highest number is in force.
CREATE TABLE escrowed_puk (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  card_serial TEXT NOT NULL,
  pin INTEGER NOT NULL,
  sealed TEXT NOT NULL,
  fact_id TEXT NOT NULL UNIQUE REFERENCES fact (id)
) STRICT;
CREATE INDEX escrowed_puk_of_card ON escrowed_puk (card_serial, pin, number);

CREATE TABLE pin_letter (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id TEXT NOT NULL,
  pin INTEGER NOT NULL,
  sealed TEXT NOT NULL,
  fact_id TEXT NOT NULL UNIQUE REFERENCES fact (id)
) STRICT;
CREATE INDEX pin_letter_of_order ON pin_letter (order_id, pin, number);

-- One operation: a PIN of a card, through one gateway.
CREATE TABLE authorisation (
  id TEXT PRIMARY KEY,
  gateway TEXT NOT NULL,
  account TEXT NOT NULL REFERENCES account (name),
  card_serial TEXT NOT NULL,
  pin INTEGER NOT NULL,
  expires_at TEXT NOT NULL,
  used_at TEXT
) STRICT;

CREATE TABLE puk_release (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  card_serial TEXT NOT NULL,
  pin INTEGER NOT NULL,
  ground TEXT NOT NULL CHECK (ground IN ('authorisation', 'order')),
  ground_id TEXT NOT NULL,
  gateway TEXT NOT NULL,
  released_at TEXT NOT NULL
) STRICT;

-- Answers that were given, to be given again.
CREATE TABLE idempotency (
  gateway TEXT NOT NULL,
  key TEXT NOT NULL,
  request_sha256 TEXT NOT NULL,
  answer TEXT NOT NULL,
  answered_at TEXT NOT NULL,
  PRIMARY KEY (gateway, key)
) STRICT;

CREATE TABLE audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  event TEXT NOT NULL,
  facts TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER puk_release_is_never_changed BEFORE UPDATE ON puk_release
BEGIN
  SELECT RAISE(ABORT, 'releases are append-only');
END;

CREATE TRIGGER puk_release_is_never_deleted BEFORE DELETE ON puk_release
BEGIN
  SELECT RAISE(ABORT, 'releases are append-only');
END;
