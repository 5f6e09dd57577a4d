-- Heads of the audit log's hash chain, signed with the gateway's key for an RA: the chain up to `seq` was as `hash` says.
CREATE TABLE audit_head (
  seq         INTEGER NOT NULL,
  ra_id       TEXT NOT NULL,
  hash        TEXT NOT NULL,
  at          TEXT NOT NULL,
  -- SHA-256 of the signer's certificate, see `audit_signer`.
  signer      TEXT NOT NULL,
  signature   TEXT NOT NULL,
  -- 1: in the outbox as a checkpoint for that RA.
  is_anchored INTEGER NOT NULL DEFAULT 0 CHECK (is_anchored IN (0, 1)),
  PRIMARY KEY (seq, ra_id)
) STRICT;

-- Certificates of keys that signed heads; a renewed key does not make earlier heads unverifiable.
CREATE TABLE audit_signer (
  digest      TEXT PRIMARY KEY,
  certificate TEXT NOT NULL
) STRICT;
