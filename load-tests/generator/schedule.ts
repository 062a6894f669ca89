import type { Load } from '../scenarios.ts';
import { arrivalTimes, randomFrom } from './arrivals.ts';

/** What an event is for. `attempt`: a payment that failed, which is recorded. `payment`: pays an order that waits. */
export type EventKind = 'attempt' | 'payment' | 'poison';

/** Everything that a run will send. It depends on the load, the seed and the number of orders alone. */
export interface Schedule {
  /** When each send is due, in milliseconds since the start. */
  at: Float64Array;
  /** The number of the event that each send carries. One that came before is an exact duplicate. */
  event: Uint32Array;
  /** The kind of each event, by its number. */
  kinds: EventKind[];
  /** The order that each event is about, by the event's number: an index into the orders, -1 for none. */
  order: Int32Array;
}

/** How far back a duplicate reaches: providers repeat within moments, and two deliveries at once are the hard case. */
export const duplicateReach = 16;

/** How many orders must wait so that the load's share of its events wakes one. */
export function ordersNeeded(load: Load, seed: number): number {
  return Math.ceil(load.waking * scheduleOf(load, seed, 0).kinds.length);
}

/**
 * Lays out a run. Duplicates, poison and payments are spread evenly, so their numbers are exact. An order's failed attempts
 * come before its payment. Throws when there are more orders than events that can pay them.
 */
export function scheduleOf(
  load: Pick<Load, 'phases' | 'arrivals' | 'duplicates' | 'poison'>,
  seed: number,
  orders: number,
): Schedule {
  const random = randomFrom(seed);
  const at = arrivalTimes(load, random);
  const event = new Uint32Array(at.length);
  const kinds: EventKind[] = [];
  /** The numbers of the events that a duplicate may repeat. */
  const healthy: number[] = [];
  for (let send = 0; send < at.length; send += 1) {
    const recent = healthy.slice(-duplicateReach);
    const repeated = recent[Math.floor(random() * recent.length)];
    if (isNthOf(load.duplicates, send) && repeated !== undefined) {
      event[send] = repeated;
      continue;
    }
    const number = kinds.length;
    event[send] = number;
    const isPoison = isNthOf(load.poison, number);
    if (!isPoison) healthy.push(number);
    kinds.push(isPoison ? 'poison' : 'attempt');
  }
  return { at, event, kinds, order: payOrders(kinds, healthy, orders) };
}

/** Turns as many of the healthy events into payments as there are orders; answers the order of each event. */
function payOrders(kinds: EventKind[], healthy: number[], orders: number): Int32Array {
  if (orders > healthy.length)
    throw new Error(
      `${orders} orders wait and only ${healthy.length} events could pay them: send more events`,
    );
  const order = new Int32Array(kinds.length).fill(-1);
  for (const [index, number] of healthy.entries()) {
    if (orders === 0) break;
    const current = Math.floor((index * orders) / healthy.length);
    order[number] = current;
    if (Math.floor(((index + 1) * orders) / healthy.length) > current) kinds[number] = 'payment';
  }
  return order;
}

/** Picks a share of the numbers from 0 on, as evenly as can be: of the first n, floor(n × share). */
const isNthOf = (share: number, index: number) => Math.floor((index + 1) * share) > Math.floor(index * share);
