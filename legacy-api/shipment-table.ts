import { carrierTo } from './carriers.ts';
import type { Database } from './database.ts';
import type { Booking, Shipment } from './shipment-contract.ts';
import { trackingNumber } from './tracking.ts';

/** The mark of an order that was cancelled before a booking came. */
interface MarkRow {
  order_id: string;
  customer_id: null;
  cancelled_at: Date;
}

interface BookedRow {
  shipment_number: number;
  order_id: string;
  customer_id: string;
  lines: Booking['lines'];
  country: string;
  postal_code: string;
  carrier: string;
  booked_at: Date;
  cancelled_at: Date | null;
}

export type ShipmentRow = MarkRow | BookedRow;

/** Shipments by order. An order has one row, and the unique order id decides between two requests that come at once. */
export const shipmentTable = (database: Database) => ({
  async find(orderId: string): Promise<ShipmentRow | undefined> {
    const [row] = await database.query<ShipmentRow>('SELECT * FROM shipments WHERE order_id = $1', [orderId]);
    return row;
  },

  /** Undefined when the order has a row already. */
  async insert({ orderId, customerId, lines, shipTo }: Booking): Promise<BookedRow | undefined> {
    const { country, postalCode } = shipTo;
    const [row] = await database.query<BookedRow>(
      `INSERT INTO shipments (order_id, customer_id, lines, country, postal_code, carrier)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (order_id) DO NOTHING RETURNING *`,
      [orderId, customerId, JSON.stringify(lines), country, postalCode, carrierTo(country)],
    );
    return row;
  },

  /** Cancels the order's shipment or, where none is booked, leaves the mark that none may be. The first time stays. */
  async cancel(orderId: string): Promise<ShipmentRow> {
    const [row] = await database.query<ShipmentRow>(
      `INSERT INTO shipments (order_id, booked_at, cancelled_at) VALUES ($1, NULL, now())
       ON CONFLICT (order_id) DO UPDATE
         SET cancelled_at = coalesce(shipments.cancelled_at, excluded.cancelled_at)
       RETURNING *`,
      [orderId],
    );
    return row as ShipmentRow;
  },
});

/** False for a mark. */
export const isBooked = (row: ShipmentRow): row is BookedRow => row.customer_id !== null;

/** A shipment as callers see it. */
export const toShipment = (row: BookedRow): Shipment => ({
  shipmentId: `S-${row.shipment_number}`,
  orderId: row.order_id,
  customerId: row.customer_id,
  status: row.cancelled_at ? 'cancelled' : 'booked',
  carrier: row.carrier,
  trackingNumber: trackingNumber(row.shipment_number),
  lines: row.lines,
  shipTo: { country: row.country, postalCode: row.postal_code },
  bookedAt: row.booked_at.toISOString(),
  cancelledAt: row.cancelled_at?.toISOString(),
});

/** What is left of a cancelled order: its shipment, or of a mark what is known. */
export const toCancelled = (row: ShipmentRow) =>
  isBooked(row)
    ? toShipment(row)
    : { orderId: row.order_id, status: 'cancelled', cancelledAt: row.cancelled_at };
