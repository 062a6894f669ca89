import { isDeepStrictEqual } from 'node:util';
import { notServedRegion } from './carriers.ts';
import type { Database } from './database.ts';
import { maySee } from './http/caller.ts';
import { object, parse } from './http/checks.ts';
import { HttpError } from './http/errors.ts';
import type { Route } from './http/router.ts';
import { orderId, orderIdPattern } from './identifiers.ts';
import { type Booking, booking } from './shipment-contract.ts';
import { isBooked, type ShipmentRow, shipmentTable, toCancelled, toShipment } from './shipment-table.ts';

export function shipmentRoutes(database: Database): Route[] {
  const shipments = shipmentTable(database);
  return [
    {
      method: 'POST',
      path: '/shipments',
      access: 'internal',
      async handle({ json }) {
        const request = parse(booking, await json());
        refuseWhereNobodyDelivers(request);
        const created = await shipments.insert(request);
        if (!created)
          return { status: 200, body: sameAsBooked(await shipments.find(request.orderId), request) };
        const location = `/shipments/${request.orderId}`;
        return { status: 201, body: toShipment(created), headers: { location } };
      },
    },
    {
      // Idempotent, and whatever comes later: an order that is cancelled is never booked.
      method: 'DELETE',
      path: '/shipments/{orderId}',
      access: 'internal',
      async handle({ parameters }) {
        const { orderId: cancelled } = parse(object({ orderId }), parameters);
        return { status: 200, body: toCancelled(await shipments.cancel(cancelled)) };
      },
    },
    {
      method: 'GET',
      path: '/shipments/{orderId}',
      access: 'customer',
      async handle({ caller, parameters: { orderId = '' } }) {
        const row = orderIdPattern.test(orderId) ? await shipments.find(orderId) : undefined;
        if (!row || !isBooked(row) || !maySee(caller, row.customer_id))
          throw new HttpError('not_found', 'No shipment is booked for this order.');
        return { status: 200, body: toShipment(row) };
      },
    },
  ];
}

function refuseWhereNobodyDelivers({ shipTo }: Booking): void {
  const region = notServedRegion(shipTo);
  // Callers log and show it: the region, never the address.
  if (region !== undefined) throw new HttpError('not_deliverable', `No carrier delivers to ${region}.`);
}

function sameAsBooked(row: ShipmentRow | undefined, request: Booking) {
  if (!row) throw new Error('A shipment that stood in the way of another one is gone. Nothing deletes them.');
  if (row.cancelled_at || !isBooked(row))
    throw new HttpError('shipment_cancelled', `${row.order_id} was cancelled: it is not shipped any more.`);
  const booked = toShipment(row);
  const { orderId, customerId, lines, shipTo } = booked;
  if (isDeepStrictEqual({ orderId, customerId, lines, shipTo }, request)) return booked;
  throw new HttpError(
    'shipment_differs',
    `${request.orderId} is booked with other content: see /shipments/${request.orderId}.`,
  );
}
