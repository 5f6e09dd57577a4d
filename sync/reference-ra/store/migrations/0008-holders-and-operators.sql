-- Each time an order was given to a gateway; the newest one holds it. The number is its fence: each is given once, and they only go up.
CREATE TABLE order_hold (
  fence INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id TEXT NOT NULL REFERENCES card_order (id),
  -- NULL: the RA's staff took it from its gateway, and the next one that opens it gets it.
  gateway TEXT,
  since TEXT NOT NULL
) STRICT;
CREATE INDEX order_hold_of_order ON order_hold (order_id, fence);

-- Orders of before belong to the gateway that opened or resumed them last, and the answers that may be given again say so. That an
-- open renewal went to another gateway stands in the answers alone.
INSERT INTO order_hold (order_id, gateway, since)
  SELECT order_id, gateway, at FROM (
    SELECT facts ->> 'orderId' AS order_id, actor AS gateway, at FROM audit
      WHERE event IN ('orderOpened', 'renewalOpened', 'orderResumed')
    UNION
    SELECT answer ->> 'id', gateway, answered_at FROM idempotency WHERE answer ->> 'escrowCertificate' IS NOT NULL
  ) WHERE order_id IN (SELECT id FROM card_order) ORDER BY at;
UPDATE idempotency SET answer = json_set(answer, '$.fence',
    (SELECT max(fence) FROM order_hold
     WHERE order_id = idempotency.answer ->> 'id' AND order_hold.gateway = idempotency.gateway))
  WHERE answer ->> 'escrowCertificate' IS NOT NULL
    AND EXISTS (SELECT 1 FROM order_hold
                WHERE order_id = idempotency.answer ->> 'id' AND order_hold.gateway = idempotency.gateway);

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
    SELECT operator, printed_at FROM letter_print UNION ALL
    SELECT facts ->> 'operator', at FROM audit WHERE facts ->> 'operator' IS NOT NULL
  ) GROUP BY name;
