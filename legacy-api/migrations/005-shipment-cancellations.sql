-- A row without a booking is a mark: its order was cancelled before a booking came, and none may come any more.
ALTER TABLE shipments
  ADD COLUMN cancelled_at timestamptz,
  ALTER COLUMN customer_id DROP NOT NULL,
  ALTER COLUMN lines       DROP NOT NULL,
  ALTER COLUMN country     DROP NOT NULL,
  ALTER COLUMN postal_code DROP NOT NULL,
  ALTER COLUMN carrier     DROP NOT NULL,
  ALTER COLUMN booked_at   DROP NOT NULL,
  ADD CONSTRAINT booked_whole_or_cancelled_mark CHECK (
    num_nulls(customer_id, lines, country, postal_code, carrier, booked_at) = 0
    OR (num_nonnulls(customer_id, lines, country, postal_code, carrier, booked_at) = 0 AND cancelled_at IS NOT NULL)
  );
