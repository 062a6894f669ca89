import { setTimeout as delay } from 'node:timers/promises';
import { findDeadLetterQueues } from '../../commands/lib/dead-letters.ts';
import { moveBack } from '../../commands/lib/redrive-move.ts';
import type { Scene } from './scene.ts';
import { readDeadLetters } from './stores/queues.ts';

/** As fast as SQS moves messages. */
const rate = 500;
/** How long an alarm about dead letters takes to be answered, in milliseconds. */
const answerTime = 3_000;

/** SQS moves the messages of a queue for one at a time: whoever comes second waits. */
const turns = new WeakMap<Scene, Promise<void>>();

/** Has all dead letters tried again, as an operator does. */
export function redriveAll(scene: Scene): Promise<void> {
  const mine = (turns.get(scene) ?? Promise.resolve()).then(() => redriveNow(scene));
  turns.set(
    scene,
    mine.catch(() => undefined),
  );
  return mine;
}

async function redriveNow(scene: Scene): Promise<void> {
  const { sqs, system, witness } = scene;
  for (const { eventId } of await readDeadLetters(scene)) if (eventId) witness.deadLettered.add(eventId);
  for (const queue of await findDeadLetterQueues(system.deployment, sqs))
    if (queue.count > 0) await moveBack(sqs, queue, { rate, onProgress: () => {} });
}

/** Whether there are dead letters but poison, which comes back however often it is tried. */
export async function someMayHeal(scene: Scene): Promise<boolean> {
  const letters = await readDeadLetters(scene);
  return letters.some(({ queue, eventId = '' }) => {
    const event = scene.witness.events.get(eventId);
    return queue === 'refunds' || (event && !event.isPoison);
  });
}

/** Redrives dead letters that may heal when they have been there for a while, until the signal aborts. */
export async function answerAlarms(scene: Scene, signal: AbortSignal): Promise<void> {
  for (let isAlarm = false; !signal.aborted; ) {
    const wasAlarm = isAlarm;
    isAlarm = await someMayHeal(scene);
    if (wasAlarm && isAlarm) await redriveAll(scene);
    await delay(answerTime, undefined, { signal }).catch(() => undefined);
  }
}
