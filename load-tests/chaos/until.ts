import { setTimeout as delay } from 'node:timers/promises';

const lookEvery = 20;

/** Waits until a condition holds, at most so many milliseconds. Answers whether it does. Rejects when it is aborted. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  milliseconds: number,
  signal: AbortSignal,
): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > deadline) return false;
    await delay(lookEvery, undefined, { signal });
  }
  return true;
}

/** How long a strike tries to hit something, in milliseconds: long, for a busy machine. What is hit ends the wait. */
export const hitPatience = 60_000;
