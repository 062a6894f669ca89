import { isDeepStrictEqual } from 'node:util';
import { type Books, everWas, isAtEnd } from './books.ts';
import type { Rule } from './rule.ts';

/** What holds for the legacy system's shipments. */
export const shipmentRules: readonly Rule[] = [
  {
    count: 'lost',
    wrong: 'completed orders have no shipment of all that was ordered',
    breaches(books) {
      const booked = bookedIn(books);
      return books.snapshot.orders
        .filter((order) => everWas(order, 'COMPLETED'))
        .filter(
          ({ orderId, lines }) =>
            !booked.get(orderId)?.some((shipment) => isDeepStrictEqual(shipment.lines, lines.map(toLine))),
        )
        .map(({ orderId }) => orderId);
    },
  },
  {
    count: 'duplicateEffects',
    wrong: 'orders have more than one shipment',
    breaches: (books) =>
      [...bookedIn(books)].filter(([, shipments]) => shipments.length > 1).map(([orderId]) => orderId),
  },
  {
    count: 'duplicateEffects',
    wrong: 'orders are shipped that were given up',
    breaches(books) {
      const booked = bookedIn(books);
      return books.snapshot.orders
        .filter((order) => isAtEnd(order) && !everWas(order, 'COMPLETED') && booked.has(order.orderId))
        .map(({ orderId, status }) => `${orderId} (${status})`);
    },
  },
  {
    count: 'duplicateEffects',
    wrong: 'shipments belong to no order',
    breaches: (books) => [...bookedIn(books).keys()].filter((orderId) => !books.orders.has(orderId)),
  },
];

/** What is on its way to customers, by order. */
const bookedIn = ({ snapshot: { shipments } }: Books) =>
  Map.groupBy(
    shipments.filter(({ lines, isCancelled }) => lines && !isCancelled),
    ({ orderId }) => orderId,
  );

const toLine = ({ sku, quantity }: { sku: string; quantity: number }) => ({ sku, quantity });
