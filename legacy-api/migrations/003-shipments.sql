-- Customers are not referenced: a shipment may be for one that a newer system knows.
CREATE TABLE shipments (
  shipment_number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id        text NOT NULL UNIQUE,
  customer_id     text NOT NULL,
  lines           jsonb NOT NULL,
  country         text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  postal_code     text NOT NULL,
  carrier         text NOT NULL,
  booked_at       timestamptz NOT NULL DEFAULT now()
);
