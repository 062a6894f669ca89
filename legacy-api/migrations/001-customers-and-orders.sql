CREATE TABLE customers (
  customer_id text PRIMARY KEY,
  name        text NOT NULL,
  email       text NOT NULL UNIQUE,
  street      text NOT NULL,
  city        text NOT NULL,
  postal_code text NOT NULL,
  country     text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  since       date NOT NULL
);

CREATE TABLE orders (
  order_id    text PRIMARY KEY,
  customer_id text NOT NULL REFERENCES customers,
  status      text NOT NULL CHECK (status IN ('COMPLETED', 'CANCELLED', 'REFUNDED')),
  placed_at   timestamptz NOT NULL,
  currency    text NOT NULL CHECK (currency ~ '^[A-Z]{3}$')
);
CREATE INDEX orders_by_customer ON orders (customer_id, placed_at DESC, order_id DESC);

-- Name and price as they were when the order was placed; prices in minor units of the order's currency.
CREATE TABLE order_lines (
  order_id    text NOT NULL REFERENCES orders,
  line_number smallint NOT NULL,
  sku         text NOT NULL,
  name        text NOT NULL,
  quantity    integer NOT NULL CHECK (quantity > 0),
  unit_price  integer NOT NULL CHECK (unit_price >= 0),
  PRIMARY KEY (order_id, line_number)
);
