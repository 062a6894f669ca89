-- What an entry books: the money of a payment that came, or how much of it has gone back in all. The provider may tell one
-- thing by two events; it is booked once.
ALTER TABLE ledger_entries ADD COLUMN booking text;
UPDATE ledger_entries SET booking = event_id;
ALTER TABLE ledger_entries ALTER COLUMN booking SET NOT NULL;
CREATE UNIQUE INDEX ledger_entries_by_booking ON ledger_entries (booking, account);

-- The refunds of a payment are looked up by it.
CREATE INDEX payment_events_by_payment ON payment_events (payment_id);
