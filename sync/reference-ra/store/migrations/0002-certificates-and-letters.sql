-- SQLite widens a CHECK or a UNIQUE only by making the table again. The old ones are renamed, and the references to them with
-- them; the new ones are filled parents first; the old ones go children first.
ALTER TABLE registration RENAME TO registration_before;
ALTER TABLE card_order RENAME TO card_order_before;
ALTER TABLE certificate RENAME TO certificate_before;

CREATE TABLE registration (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'issuing', 'prepared', 'issued', 'revoked')),
  subscriber_id TEXT NOT NULL,
  user_identifier TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  letter_contact TEXT NOT NULL,
  account TEXT NOT NULL UNIQUE REFERENCES account (name),
  approved_at TEXT
) STRICT;

-- `issue` binds a registration to a card, one to one until the card is spoiled; `renew` is for new certificates on the same card.
CREATE TABLE card_order (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('issue', 'renew')),
  registration_id TEXT NOT NULL REFERENCES registration (id),
  card_serial TEXT NOT NULL,
  family TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  -- The card has its PUKs and PINs.
  prepared_at TEXT,
  -- The certificates were reported to be on the card.
  issued_at TEXT,
  spoiled_at TEXT
) STRICT;
CREATE UNIQUE INDEX issue_of_registration ON card_order (registration_id) WHERE kind = 'issue' AND spoiled_at IS NULL;
CREATE UNIQUE INDEX issue_of_card ON card_order (card_serial) WHERE kind = 'issue';
CREATE UNIQUE INDEX open_renewal_of_card ON card_order (card_serial)
  WHERE kind = 'renew' AND issued_at IS NULL AND spoiled_at IS NULL;
CREATE INDEX orders_of_card ON card_order (card_serial);

-- 憑證廢止: who asked, who approved, and why.
CREATE TABLE revocation (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  registration_id TEXT NOT NULL REFERENCES registration (id),
  reason TEXT NOT NULL,
  form TEXT NOT NULL CHECK (form IN ('inPerson', 'mail')),
  asked_by TEXT NOT NULL,
  approved_by TEXT NOT NULL,
  note TEXT NOT NULL,
  gateway TEXT NOT NULL,
  revoked_at TEXT NOT NULL
) STRICT;

CREATE TABLE certificate (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  serial TEXT NOT NULL UNIQUE,
  order_id TEXT NOT NULL REFERENCES card_order (id),
  use TEXT NOT NULL CHECK (use IN ('sign', 'encrypt', 'signEncrypt')),
  public_key_sha256 TEXT NOT NULL UNIQUE,
  der BLOB NOT NULL,
  not_after TEXT NOT NULL,
  issued_at TEXT NOT NULL,
  suspended_at TEXT,
  revocation INTEGER REFERENCES revocation (number),
  UNIQUE (order_id, use)
) STRICT;

INSERT INTO registration SELECT * FROM registration_before;
INSERT INTO card_order (id, kind, registration_id, card_serial, family, opened_at, prepared_at, issued_at)
  SELECT id, 'issue', registration_id, card_serial, family, opened_at, issued_at, issued_at FROM card_order_before;
INSERT INTO certificate (serial, order_id, use, public_key_sha256, der, not_after, issued_at)
  SELECT serial, order_id, use, public_key_sha256, der, not_after, issued_at FROM certificate_before ORDER BY rowid;

DROP TABLE certificate_before;
DROP TABLE card_order_before;
DROP TABLE registration_before;

-- 作廢: also cards that no order knows.
CREATE TABLE spoiled_card (
  card_serial TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  operator TEXT NOT NULL,
  gateway TEXT NOT NULL,
  spoiled_at TEXT NOT NULL
) STRICT;

-- The RA's word that somebody is the subscriber, for one gateway.
CREATE TABLE subscriber_authorisation (
  id TEXT PRIMARY KEY,
  gateway TEXT NOT NULL,
  registration_id TEXT NOT NULL REFERENCES registration (id),
  means TEXT NOT NULL CHECK (means IN ('password', 'card')),
  expires_at TEXT NOT NULL
) STRICT;

CREATE TABLE card_challenge (
  id TEXT PRIMARY KEY,
  gateway TEXT NOT NULL,
  certificate_serial TEXT NOT NULL REFERENCES certificate (serial),
  challenge BLOB NOT NULL,
  expires_at TEXT NOT NULL,
  used_at TEXT
) STRICT;

CREATE TABLE terms_acceptance (
  fact_id TEXT PRIMARY KEY REFERENCES fact (id),
  registration_id TEXT NOT NULL REFERENCES registration (id),
  version TEXT NOT NULL,
  accepted_at TEXT NOT NULL,
  place TEXT NOT NULL,
  operator TEXT
) STRICT;
CREATE INDEX terms_acceptance_of_registration ON terms_acceptance (registration_id);

-- Letters with a website password; those with a card's PINs are made of `pin_letter`. CMS EnvelopedData in base64.
CREATE TABLE password_letter (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  registration_id TEXT NOT NULL REFERENCES registration (id),
  delivery TEXT NOT NULL CHECK (delivery IN ('print', 'contact')),
  sealed TEXT NOT NULL,
  made_at TEXT NOT NULL,
  -- Another password took its place.
  void_since TEXT
) STRICT;
CREATE INDEX password_letter_of_registration ON password_letter (registration_id);

CREATE TABLE letter_print (
  fact_id TEXT PRIMARY KEY REFERENCES fact (id),
  letter_id TEXT NOT NULL,
  operator TEXT NOT NULL,
  copy INTEGER NOT NULL,
  printed_at TEXT NOT NULL
) STRICT;
CREATE INDEX letter_print_of_letter ON letter_print (letter_id);

-- Every CRL, numbered as its cRLNumber; `entries_sha256` tells whether it still says what is true.
CREATE TABLE revocation_list (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  der BLOB NOT NULL,
  entries_sha256 TEXT NOT NULL,
  made_at TEXT NOT NULL
) STRICT;

-- The history of a person, of a card and of an account.
CREATE INDEX audit_of_registration ON audit (facts ->> 'registrationId');
CREATE INDEX audit_of_card ON audit (facts ->> 'cardSerial');
CREATE INDEX audit_of_account ON audit (facts ->> 'account');
