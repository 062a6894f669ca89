import { noSuch } from './stripe-error.ts';

/** A page of a list: https://docs.stripe.com/api/pagination */
export interface Page<Item> {
  object: 'list';
  url: string;
  has_more: boolean;
  data: Item[];
}

interface PageOptions {
  url: string;
  limit: number;
  starting_after?: string | undefined;
}

/** The page after an item, newest first. Items are given oldest first, by their ids. */
export function pageOf<Item>(
  items: ReadonlyMap<string, Item>,
  matches: (item: Item) => boolean,
  { url, limit, starting_after: after }: PageOptions,
): Page<Item> {
  if (after !== undefined && !items.has(after)) throw noSuch('object', after, 'starting_after', 400);
  const newestFirst = [...items].reverse();
  const start = newestFirst.findIndex(([id]) => id === after) + 1;
  const found = newestFirst.slice(start).filter(([, item]) => matches(item));
  return {
    object: 'list',
    url,
    has_more: found.length > limit,
    data: found.slice(0, limit).map(([, item]) => item),
  };
}
