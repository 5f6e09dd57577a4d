-- Letters that were printed with those of a batch order (批次訂單), and which card of it they are for.
ALTER TABLE letter_print ADD COLUMN batch_order_id TEXT;
ALTER TABLE letter_print ADD COLUMN batch_number INTEGER;
CREATE INDEX letter_print_by_batch_order ON letter_print (batch_order_id) WHERE batch_order_id IS NOT NULL;
