-- 批次製卡: registrations of the batch line are no work of the counter.
ALTER TABLE registration ADD COLUMN channel TEXT NOT NULL DEFAULT 'counter' CHECK (channel IN ('counter', 'batch'));

-- 批次訂單: cards for these registrations, in this order.
CREATE TABLE batch_order (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  product TEXT NOT NULL CHECK (product IN ('issueCard', 'prepareCard')),
  priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 9),
  placed_at TEXT NOT NULL
) STRICT;

CREATE TABLE batch_entry (
  order_number INTEGER NOT NULL REFERENCES batch_order (number),
  number INTEGER NOT NULL,
  registration_id TEXT NOT NULL UNIQUE REFERENCES registration (id),
  PRIMARY KEY (order_number, number)
) STRICT, WITHOUT ROWID;
