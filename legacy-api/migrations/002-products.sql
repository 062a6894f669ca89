-- Sorted by bytes, so that pages come in the same order on every server.
CREATE TABLE products (
  sku            text COLLATE "C" PRIMARY KEY CHECK (sku ~ '^[A-Z0-9][A-Z0-9-]{2,31}$'),
  name           text NOT NULL,
  description    text NOT NULL,
  category       text NOT NULL,
  price_amount   integer NOT NULL CHECK (price_amount >= 0),
  price_currency text NOT NULL CHECK (price_currency ~ '^[A-Z]{3}$'),
  version        integer NOT NULL DEFAULT 1
);
