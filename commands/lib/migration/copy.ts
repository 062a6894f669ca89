import { differenceOf, readAll } from './compare.ts';
import type { Way } from './side.ts';

/** How far a copying has come. */
export interface Progress {
  /** Where the next page begins; absent before the first and after the last one. */
  cursor?: string | undefined;
  /** Items of the source that were looked at, and how many of them were written. */
  read: number;
  written: number;
}

export interface CopyOptions {
  /** Only what the target has not, even where the source's is newer. */
  onlyNew?: boolean;
  /** Where an earlier one was broken off. */
  start?: Progress | undefined;
  /** Told after each page, when all of it has been written. */
  onPage?: (progress: Progress) => void;
}

/** Takes the source page by page and writes what the target lacks or has in an older version. */
export async function copy<Item extends object>(
  { goods, from, to }: Way<Item>,
  { onlyNew = false, start = { read: 0, written: 0 }, onPage = () => {} }: CopyOptions = {},
): Promise<Progress> {
  const there = await readAll(goods, to);
  const kinds = onlyNew ? ['new'] : ['new', 'older'];
  let progress = start;
  for await (const { items, cursor } of from.pages(start.cursor)) {
    const wanted = items.filter((item) =>
      kinds.includes(differenceOf(goods, item, there.get(goods.keyOf(item)))?.kind ?? 'same'),
    );
    await to.write(wanted);
    progress = {
      cursor,
      read: progress.read + items.length,
      written: progress.written + wanted.length,
    };
    onPage(progress);
  }
  return progress;
}
