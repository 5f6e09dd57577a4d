-- Each time an order was given to a gateway; the newest one holds it. The number is its fence: each is given once, and they only go up.
CREATE TABLE order_hold (
  fence INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id TEXT NOT NULL REFERENCES card_order (id),
  -- NULL: the RA's staff took it from its gateway, and the next one that opens it gets it.
  gateway TEXT,
  since TEXT NOT NULL
) STRICT;
CREATE INDEX order_hold_of_order ON order_hold (order_id, fence);

-- Orders of before belong to the gateway that opened them, and the answers that may be given again say so.
INSERT INTO order_hold (order_id, gateway, since)
  SELECT card_order.id, audit.actor, audit.at FROM audit JOIN card_order ON card_order.id = audit.facts ->> 'orderId'
  WHERE audit.event IN ('orderOpened', 'renewalOpened') ORDER BY audit.number;
UPDATE idempotency SET answer = json_set(answer, '$.fence',
    (SELECT max(fence) FROM order_hold WHERE order_id = idempotency.answer ->> 'id'))
  WHERE answer ->> 'escrowCertificate' IS NOT NULL
    AND EXISTS (SELECT 1 FROM order_hold WHERE order_id = idempotency.answer ->> 'id');

-- The gateways' staff, by login name: nobody else asks for anything at the counter.
CREATE TABLE operator (
  name TEXT PRIMARY KEY,
  admitted_at TEXT NOT NULL,
  withdrawn_at TEXT
) STRICT;
INSERT INTO operator (name, admitted_at)
  SELECT name, min(at) FROM (
    SELECT asked_by AS name, revoked_at AS at FROM revocation UNION ALL
    SELECT approved_by, revoked_at FROM revocation UNION ALL
    SELECT operator, spoiled_at FROM spoiled_card UNION ALL
    SELECT operator, accepted_at FROM terms_acceptance WHERE operator IS NOT NULL UNION ALL
    SELECT operator, printed_at FROM letter_print
  ) GROUP BY name;
