-- The inbox: every event that the provider signed, once. Its key is what makes a repeated delivery harmless.
CREATE TABLE payment_events (
  event_id    text PRIMARY KEY,
  type        text NOT NULL,
  order_id    text,
  payment_id  text,
  amount      bigint,
  currency    char(3),
  received_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX payment_events_by_order ON payment_events (order_id);

-- Double entry: debit positive, credit negative, in minor units.
CREATE TABLE ledger_entries (
  event_id text NOT NULL REFERENCES payment_events,
  account  text NOT NULL CHECK (account IN ('provider_balance', 'customer_payments')),
  order_id text NOT NULL,
  amount   bigint NOT NULL,
  currency char(3) NOT NULL,
  PRIMARY KEY (event_id, account)
);
CREATE INDEX ledger_entries_by_order ON ledger_entries (order_id);

-- The books balance, whoever writes them: checked at commit, when all entries of an event are there.
CREATE FUNCTION check_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM ledger_entries WHERE event_id = NEW.event_id GROUP BY currency HAVING sum(amount) <> 0
  ) THEN
    RAISE EXCEPTION 'The ledger entries of event % do not sum to zero', NEW.event_id;
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER ledger_entries_balance
  AFTER INSERT OR UPDATE ON ledger_entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_balanced();
