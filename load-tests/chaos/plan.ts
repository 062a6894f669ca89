import { type Fault, meetsOrder, strikesSystem, type Way } from './fault.ts';
import { Random } from './random.ts';

/** One order of a run. */
export interface OrderPlan {
  number: number;
  /** The name of the way that it goes. */
  way: string;
  /** Of all that is chance in its life. */
  seed: number;
}

/** One strike of a run. */
export interface StrikePlan {
  fault: string;
  /** It begins when so many orders have been placed, and the one before it in its lane is over. */
  after: number;
  /** The orders that are placed while it strikes. */
  orders: OrderPlan[];
  seed: number;
}

/** All that a run does. It depends on the number of orders, the seed and the faults alone. */
export interface Plan {
  /** In the order in which they are placed. */
  orders: OrderPlan[];
  /** In the order in which they begin. */
  strikes: StrikePlan[];
}

export interface PlanOptions {
  orders: number;
  seed: number;
  faults: readonly Fault[];
  /** What customers do who meet no fault; the first is what all others do. */
  ways: readonly [Way, ...Way[]];
}

/** The part of a run in which strikes begin: before it the system is cold, after it nothing would be left to hit. */
const striking = { from: 0.05, to: 0.8 };
/**
 * Orders that take long are placed in the first part of a run, and this many orders before its end: it need not wait for them.
 * A short run has them in the least part.
 */
const slowPlaces = { part: 0.4, ordersAfter: 400, leastPart: 0.1 };

/** How many orders it takes for each fault to meet as many as it wants once. */
export const leastOrders = (faults: readonly Fault[]): number =>
  faults.reduce((sum, fault) => sum + (strikesSystem(fault) ? fault.orders : 1), 0);

/** Lays out a run of no fewer orders than the faults need. */
export function planOf({ orders, seed, faults, ways }: PlanOptions): Plan {
  const random = new Random(seed);
  const strikes = faults.filter(strikesSystem).flatMap((fault) => {
    const times = Math.max(1, Math.floor(orders / fault.every));
    return Array.from({ length: times }, (_, index) => ({
      fault: fault.name,
      share: striking.from + ((index + random.next()) / times) * (striking.to - striking.from),
      wants: fault.orders,
    }));
  });
  const odd = faults.filter(meetsOrder);
  const met = strikes.reduce((sum, { wants }) => sum + wants, 0);

  let number = 0;
  const order = (way: string): OrderPlan => ({ number: number++, way, seed: random.seed() });
  const main = waysOf(orders - met, { odd, ways, random }).map(order);
  const planned = strikes.map(({ fault, share, wants }) => ({
    fault,
    after: Math.floor(share * main.length),
    orders: Array.from({ length: wants }, () => order(ways[0].name)),
    seed: random.seed(),
  }));
  return { orders: main, strikes: planned.toSorted((one, other) => one.after - other.after) };
}

/** The ways of so many orders, in the order in which they are placed: as many of each as its share says. */
function waysOf(
  orders: number,
  { odd, ways, random }: { odd: readonly Way[]; ways: readonly [Way, ...Way[]]; random: Random },
): string[] {
  const [usual, ...others] = ways;
  const times = ({ share }: Way) => Math.round(share * orders);
  const chosen = [
    ...odd,
    ...odd.flatMap((way) => Array<Way>(Math.max(0, times(way) - 1)).fill(way)),
    ...others.flatMap((way) => Array<Way>(times(way)).fill(way)),
  ].slice(0, orders);
  const [slow, quick] = [chosen.filter(({ isSlow }) => isSlow), chosen.filter(({ isSlow }) => !isSlow)];
  const early = Math.max(slow.length, placesForSlow(orders));
  const rest = random.shuffled([...quick, ...Array<Way>(orders - chosen.length).fill(usual)]);
  const first = random.shuffled([...slow, ...rest.splice(0, early - slow.length)]);
  return [...first, ...rest].map(({ name }) => name);
}

function placesForSlow(orders: number): number {
  const most = Math.min(slowPlaces.part * orders, orders - slowPlaces.ordersAfter);
  return Math.floor(Math.max(most, slowPlaces.leastPart * orders));
}
