import { setTimeout as delay } from 'node:timers/promises';
import type { Scene } from './scene.ts';
import { countQueued } from './stores/queues.ts';

/** How long to wait until nothing happens any more, in milliseconds. */
const patience = 120_000;
const lookEvery = 200;
/** A message may be between two queues at a look. */
const looksInARow = 5;

/** Waits until nothing is under way: no event, no message, no execution. Answers what still is when it takes too long. */
export async function untilQuiet(
  scene: Scene,
  onProgress: (left: string) => void,
): Promise<string | undefined> {
  const deadline = Date.now() + patience;
  for (let quiet = 0; ; ) {
    const left = await whatIsUnderWay(scene);
    quiet = left ? 0 : quiet + 1;
    if (quiet === looksInARow) return undefined;
    if (Date.now() > deadline) return left;
    onProgress(left ?? 'nothing');
    await delay(lookEvery, undefined, { signal: scene.signal });
  }
}

async function whatIsUnderWay(scene: Scene): Promise<string | undefined> {
  const { webhook, refunds } = await countQueued(scene);
  const parts = Object.entries({
    orders: scene.underWay(),
    'events on their way': scene.deliveries.underWay,
    'webhook messages': webhook,
    'refund messages': refunds,
  });
  const left = parts.filter(([, count]) => count > 0).map(([what, count]) => `${count} ${what}`);
  return left.length > 0 ? left.join(', ') : undefined;
}
