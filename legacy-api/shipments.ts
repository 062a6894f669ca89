import { isDeepStrictEqual } from 'node:util';
import type { Database } from './database.ts';
import { maySee } from './http/caller.ts';
import { list, matching, object, parse, text, type ValueOf, wholeNumber } from './http/checks.ts';
import { HttpError } from './http/errors.ts';
import type { Route } from './http/router.ts';
import { customerId, orderId, orderIdPattern, sku } from './identifiers.ts';
import { carrierTo, trackingNumber } from './tracking.ts';

const booking = object({
  orderId,
  customerId,
  lines: list(object({ sku, quantity: wholeNumber(1, 999) }), 1, 100),
  shipTo: object({
    country: matching(/^[A-Z]{2}$/, 'an ISO 3166-1 alpha-2 code such as DE'),
    postalCode: text(1, 20),
  }),
});
type Booking = ValueOf<typeof booking>;

interface ShipmentRow {
  shipment_number: number;
  order_id: string;
  customer_id: string;
  lines: Booking['lines'];
  country: string;
  postal_code: string;
  carrier: string;
  booked_at: Date;
}

export const shipmentRoutes = (database: Database): Route[] => [
  {
    method: 'POST',
    path: '/shipments',
    access: 'internal',
    async handle({ json }) {
      const request = parse(booking, await json());
      const created = await insert(database, request);
      if (!created) return { status: 200, body: await sameAsBooked(database, request) };
      const location = `/shipments/${request.orderId}`;
      return { status: 201, body: created, headers: { location } };
    },
  },
  {
    method: 'GET',
    path: '/shipments/{orderId}',
    access: 'customer',
    async handle({ caller, parameters: { orderId = '' } }) {
      const shipment = orderIdPattern.test(orderId) ? await find(database, orderId) : undefined;
      if (!shipment || !maySee(caller, shipment.customerId))
        throw new HttpError('not_found', 'No shipment is booked for this order.');
      return { status: 200, body: shipment };
    },
  },
];

/** Undefined when the order has a shipment already. The unique order id decides between two that come at once. */
async function insert(database: Database, { orderId, customerId, lines, shipTo }: Booking) {
  const [row] = await database.query<ShipmentRow>(
    `INSERT INTO shipments (order_id, customer_id, lines, country, postal_code, carrier)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (order_id) DO NOTHING RETURNING *`,
    [
      orderId,
      customerId,
      JSON.stringify(lines),
      shipTo.country,
      shipTo.postalCode,
      carrierTo(shipTo.country),
    ],
  );
  return row && toShipment(row);
}

async function sameAsBooked(database: Database, request: Booking) {
  const booked = await find(database, request.orderId);
  if (!booked)
    throw new Error('A shipment that stood in the way of another one is gone. Nothing deletes them.');
  const { orderId, customerId, lines, shipTo } = booked;
  if (isDeepStrictEqual({ orderId, customerId, lines, shipTo }, request)) return booked;
  throw new HttpError(
    'shipment_differs',
    `${orderId} is booked with other content: see /shipments/${orderId}.`,
  );
}

async function find(database: Database, orderId: string) {
  const [row] = await database.query<ShipmentRow>('SELECT * FROM shipments WHERE order_id = $1', [orderId]);
  return row && toShipment(row);
}

const toShipment = (row: ShipmentRow) => ({
  shipmentId: `S-${row.shipment_number}`,
  orderId: row.order_id,
  customerId: row.customer_id,
  status: 'booked',
  carrier: row.carrier,
  trackingNumber: trackingNumber(row.shipment_number),
  lines: row.lines,
  shipTo: { country: row.country, postalCode: row.postal_code },
  bookedAt: row.booked_at,
});
