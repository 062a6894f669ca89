import type { Books } from './books.ts';

/** The counts of a result that a breach adds to. */
export type Count = 'stuck' | 'lost' | 'duplicateEffects' | 'oversold' | 'moneyMismatch';

/** One invariant of the whole system. */
export interface Rule {
  count: Count;
  /** What is wrong when it is broken, after the number of breaches: `accepted orders are in no table`. */
  wrong: string;
  /** What breaks it: ids of orders, events, payments or SKUs, with what was found where that helps. */
  breaches: (books: Books) => string[];
}
