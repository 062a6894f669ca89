import { randomFrom } from '../generator/arrivals.ts';

/** Chance that depends on a seed alone: the same seed gives the same choices. */
export class Random {
  /** A number from 0 to below 1. */
  readonly next: () => number;

  constructor(seed: number) {
    this.next = randomFrom(seed);
  }

  /** A whole number from `least` to `most`, both included. */
  between = (least: number, most: number): number => least + Math.floor(this.next() * (most - least + 1));

  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new Error('Nothing to pick from: the list is empty');
    return items[this.between(0, items.length - 1)] as Item;
  }

  /** A seed for something that has its own chance. */
  seed = (): number => this.between(0, 2 ** 31 - 1);

  /** The same items in another order. */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = this.between(0, last);
      [shuffled[last], shuffled[other]] = [shuffled[other] as Item, shuffled[last] as Item];
    }
    return shuffled;
  }
}
