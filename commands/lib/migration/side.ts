/** What a migration moves, and how it tells one from another. */
export interface Goods<Item> {
  /** For messages: `products`. */
  name: string;
  keyOf(item: Item): string;
  /** Counts up with every change, where items change at all: the later one of two is right. */
  versionOf?(item: Item): number;
}

export interface Page<Item> {
  items: Item[];
  /** Where the next page begins; absent on the last one. */
  cursor?: string | undefined;
}

/** One end of a migration. */
export interface Side<Item> {
  /** As the strangler table calls the owner: `legacy`, `catalog`. */
  name: string;
  /** All that it holds, a page at a time; from `cursor` on, when a page before ended there. */
  pages(cursor?: string): AsyncIterable<Page<Item>>;
}

/** An end that is written to. */
export interface Target<Item> extends Side<Item> {
  /** Writes these as they are, but none over one that is as new or newer. Repeating it changes nothing. */
  write(items: Item[]): Promise<void>;
  /** Removes an item, unless it has changed since it was read. Absent where nothing is ever removed. */
  remove?(item: Item): Promise<void>;
}

/** From where to where, and what. */
export interface Way<Item> {
  goods: Goods<Item>;
  from: Side<Item>;
  to: Target<Item>;
}

/** Does something for each of many, so many at once. */
export async function forEach<Item>(
  items: readonly Item[],
  atOnce: number,
  act: (item: Item) => Promise<unknown>,
): Promise<void> {
  for (let start = 0; start < items.length; start += atOnce)
    await Promise.all(items.slice(start, start + atOnce).map(act));
}
