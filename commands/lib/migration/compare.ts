import { isDeepStrictEqual } from 'node:util';
import type { Goods, Side, Way } from './side.ts';

/** One item that the two sides do not have alike. */
export type Difference<Item> =
  /** The target has none, or an older one: copying mends it. */
  | { kind: 'new' | 'older'; key: string; source: Item; target?: Item }
  /** The target's is as new or newer, and another one: nobody but a person can say which is right. */
  | { kind: 'conflict'; key: string; source: Item; target: Item }
  /** Only the target has it: it was removed at the source, or made at the target. */
  | { kind: 'extra'; key: string; target: Item };

export interface Comparison<Item> {
  /** How many both sides have alike. */
  same: number;
  differences: Difference<Item>[];
}

/** Reads both sides to their ends. The target is held in memory meanwhile: some 50 MB for a hundred thousand products. */
export async function compare<Item extends object>({
  goods,
  from,
  to,
}: Way<Item>): Promise<Comparison<Item>> {
  const left = await readAll(goods, to);
  const differences: Difference<Item>[] = [];
  let same = 0;
  for await (const { items } of from.pages())
    for (const source of items) {
      const key = goods.keyOf(source);
      const difference = differenceOf(goods, source, left.get(key));
      left.delete(key);
      if (difference) differences.push(difference);
      else same += 1;
    }
  for (const [key, target] of left) differences.push({ kind: 'extra', key, target });
  return { same, differences };
}

/** All items of a side by their keys. */
export async function readAll<Item>(goods: Goods<Item>, side: Side<Item>): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  for await (const page of side.pages()) for (const item of page.items) items.set(goods.keyOf(item), item);
  return items;
}

/** How the target's item differs from the source's, undefined when it does not. */
export function differenceOf<Item extends object>(
  goods: Goods<Item>,
  source: Item,
  target: Item | undefined,
): Difference<Item> | undefined {
  const key = goods.keyOf(source);
  if (!target) return { kind: 'new', key, source };
  if (isDeepStrictEqual(source, target)) return undefined;
  const isOlder = !goods.versionOf || goods.versionOf(target) < goods.versionOf(source);
  return { kind: isOlder ? 'older' : 'conflict', key, source, target };
}
