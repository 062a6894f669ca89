import {
  instant,
  list,
  matching,
  named,
  object,
  oneOf,
  optional,
  text,
  type ValueOf,
  wholeNumber,
} from './http/checks.ts';
import type { Contracts } from './http/contract.ts';
import { customerId, orderId, sku } from './identifiers.ts';

/** What a caller wants to be shipped. */
const wanted = {
  orderId,
  customerId,
  lines: list(object({ sku, quantity: wholeNumber(1, 999) }), 1, 100),
  shipTo: object({
    country: matching(/^[A-Z]{2}$/, 'an ISO 3166-1 alpha-2 code such as DE'),
    postalCode: text(1, 20),
  }),
};

/** Bookings come from other parts of the system alone, so that no contract speaks of them. */
export const booking = object(wanted);
export type Booking = ValueOf<typeof booking>;

const shipment = named(
  'Shipment',
  object({
    shipmentId: matching(/^S-\d+$/, 'an id such as S-1'),
    ...wanted,
    status: oneOf('booked', 'cancelled'),
    carrier: text(1, 100),
    trackingNumber: matching(/^[A-Z]{2}\d{9}[A-Z]{2}$/, 'an S10 identifier'),
    bookedAt: instant,
    cancelledAt: optional(instant),
  }),
);
export type Shipment = ValueOf<typeof shipment>;

/** What the shipment routes that are open to the outside take and answer. */
export const shipmentContracts = {
  'GET /shipments/{orderId}': {
    summary: "Shows an order's shipment to its customer and to operators",
    path: object({ orderId }),
    answers: { 200: { description: 'The shipment', body: shipment } },
    errors: ['not_found'],
  },
} as const satisfies Contracts;
