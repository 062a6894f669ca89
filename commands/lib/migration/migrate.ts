import { setTimeout as sleep } from 'node:timers/promises';
import type { Checkpoint } from './checkpoint.ts';
import { type Comparison, compare, type Difference } from './compare.ts';
import { copy, type Progress } from './copy.ts';
import { ProgressBar } from './progress-bar.ts';
import type { Side, Way } from './side.ts';
import { whatDiffers, whatWouldBeDone } from './words.ts';

/** An index of DynamoDB shows a write some time later; a source that is in use has changed meanwhile. */
const rounds = 5;
const pauseMilliseconds = 1000;

export interface MigrationOptions {
  dryRun: boolean;
  /** Also remove from the target what the source does not have. */
  remove: boolean;
  checkpoint: Checkpoint;
  say: (line: string) => void;
}

/**
 * Makes the target hold what the source holds, and compares the two to the end. Broken off, it goes on where it was;
 * repeated, it changes nothing. Throws when a difference is left, which it has said then.
 */
export async function migrate<Item extends object>(way: Way<Item>, options: MigrationOptions): Promise<void> {
  const { goods, from, to } = way;
  if (options.dryRun) return foretell(way, options);
  await resume(way, options);
  const { same, differences } = await settle(way, options.remove);
  for (const difference of differences) options.say(`  ${whatDiffers(way, difference)}`);
  const all = same + differences.length;
  if (differences.length > 0)
    throw new Error(
      `${differences.length} of ${all} ${goods.name} differ between ${from.name} and ${to.name}: they are listed above`,
    );
  options.say(`Compared: ${from.name} and ${to.name} have the same ${all} ${goods.name}`);
}

/** Copies, from where an earlier process was broken off if one was. */
async function resume<Item extends object>(
  way: Way<Item>,
  { checkpoint, say }: MigrationOptions,
): Promise<void> {
  const start = checkpoint.read();
  if (start) say(`Going on after ${start.read} ${way.goods.name}, where an earlier run was broken off`);
  const bar = new ProgressBar(way.goods.name, await countForBar(way.from));
  const done = await copy(way, { start, onPage: (progress) => note(progress, checkpoint, bar) });
  bar.clear();
  checkpoint.remove();
  say(`${done.read} ${way.goods.name} read, ${done.written} written`);
}

function note(progress: Progress, checkpoint: Checkpoint, bar: ProgressBar): void {
  if (progress.cursor !== undefined) checkpoint.write(progress);
  bar.show(progress.read);
}

/** Nobody says how many there are but the list itself; it is read for that only where somebody watches. */
async function countForBar<Item>(side: Side<Item>): Promise<number> {
  let count = 0;
  if (process.stderr.isTTY) for await (const { items } of side.pages()) count += items.length;
  return count;
}

/** Compares, and mends what can be mended, until nothing of that is left. */
async function settle<Item extends object>(way: Way<Item>, remove: boolean): Promise<Comparison<Item>> {
  for (let round = 1; ; round += 1) {
    const comparison = await compare(way);
    const mendable = comparison.differences.filter(({ kind }) => canMend(way, kind, remove));
    if (mendable.length === 0 || round === rounds) return comparison;
    for (const difference of mendable) await mend(way, difference);
    if (round > 1) await sleep(pauseMilliseconds);
  }
}

const canMend = <Item>({ to }: Way<Item>, kind: Difference<Item>['kind'], remove: boolean): boolean =>
  kind === 'new' || kind === 'older' || (kind === 'extra' && remove && to.remove !== undefined);

async function mend<Item>({ to }: Way<Item>, difference: Difference<Item>): Promise<void> {
  if (difference.kind === 'extra') await to.remove?.(difference.target);
  else await to.write([difference.source]);
}

/** Says what would be done, and does nothing. */
async function foretell<Item extends object>(
  way: Way<Item>,
  { say, remove }: MigrationOptions,
): Promise<void> {
  const { same, differences } = await compare(way);
  const mendable = differences.filter(({ kind }) => canMend(way, kind, remove));
  const extra = mendable.filter(({ kind }) => kind === 'extra').length;
  for (const difference of differences)
    say(`  ${(mendable.includes(difference) ? whatWouldBeDone : whatDiffers)(way, difference)}`);
  say(
    `Would write ${mendable.length - extra} ${way.goods.name} and remove ${extra}; ` +
      `${differences.length - mendable.length} would go on to differ, ${same} are the same. Nothing was changed`,
  );
}
