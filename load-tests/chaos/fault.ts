import type { OrderStatus } from '../../services/orders/status.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';

/** How a customer and the provider behave from the checkout on. */
export interface Way {
  name: string;
  /** The share of all orders that go this way. */
  share: number;
  /** How an order of this way may end, whatever faults strike meanwhile. */
  ends: readonly OrderStatus[];
  /** Such an order takes long to end: it is placed early in a run. */
  isSlow?: true;
  live: (life: Life) => Promise<void>;
}

interface Promised {
  name: string;
  /** What holds all the same, in a user's words: a row of docs/reliability.md, and the name of its test. */
  promise: string;
}

/** Something odd in the lives of single orders. A run has at least one of each. */
export type OrderFault = Way & Promised;

/** What strikes one after the other, never two at once. */
export type Lane =
  | 'database'
  | 'queue'
  | 'pricing'
  | 'legacy'
  | 'slow legacy'
  | 'hanging legacy'
  | 'functions';

/** Something that strikes the whole system, at a moment of the plan. */
export interface SystemFault extends Promised {
  lane: Lane;
  /** It strikes once in so many orders, and at least once in a run. */
  every: number;
  /** So many orders are placed while it strikes, so that it meets some. */
  orders: number;
  /** Strikes, and ends when that is over. Answers how often it was seen to hit something. */
  strike: (strike: Strike) => Promise<number>;
}

export type Fault = OrderFault | SystemFault;

/** One strike of a fault. */
export interface Strike {
  scene: Scene;
  random: Random;
  /** Begins to place the orders that are for this strike, all at once. */
  placeOrders: () => void;
}

export const strikesSystem = (fault: Fault): fault is SystemFault => 'strike' in fault;
export const meetsOrder = (fault: Fault): fault is OrderFault => 'live' in fault;
