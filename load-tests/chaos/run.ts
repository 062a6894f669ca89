import type { ProgressLine } from '../progress.ts';
import { Books } from './audit/books.ts';
import { audit } from './audit/index.ts';
import { Drive } from './drive.ts';
import type { Fault } from './fault.ts';
import { planOf } from './plan.ts';
import { untilQuiet } from './quiet.ts';
import { answerAlarms, redriveAll, someMayHeal } from './redrive.ts';
import type { Result } from './result.ts';
import { Scene } from './scene.ts';
import type { Snapshot } from './snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { ways } from './ways.ts';
import type { Witness } from './witness.ts';

export interface ChaosOptions {
  orders: number;
  seed: number;
  faults: readonly Fault[];
  /** Ends the run without a result. */
  signal: AbortSignal;
  progress: ProgressLine;
}

/** What came of a run. */
export interface ChaosRun {
  result: Result;
  snapshot: Snapshot;
}

/** How often the dead letters of the end are tried again at most. */
const redrives = 3;

/** Starts a system on this machine, drives orders through it while faults strike, and audits all its stores. */
export async function runChaos(options: ChaosOptions): Promise<ChaosRun> {
  const { orders, seed, faults, signal, progress } = options;
  const plan = planOf({ orders, seed, faults, ways });
  const scene = await Scene.start({
    ...{ orders, signal },
    onProgress: (step) => progress.show(`Starting: ${step}`),
  });
  try {
    const startedAt = Date.now();
    const drive = new Drive(scene, {
      ...{ faults, ways },
      onProgress: ({ placed, striking }) =>
        progress.show(
          `${placed} of ${orders} orders placed, ${scene.underWay()} under way${striking.length > 0 ? `; ${striking.join(', ')}` : ''}`,
        ),
    });
    await whileAlarmsAreAnswered(scene, () => drive.run(plan));
    await untilHealed(scene, (left) => progress.show(`All orders placed; still under way: ${left}`));
    progress.show('Auditing');
    const snapshot = await takeSnapshot(scene);
    return { snapshot, result: resultOf(snapshot, scene.witness, { seed, startedAt, faults }) };
  } finally {
    await scene.stop();
  }
}

async function whileAlarmsAreAnswered(scene: Scene, work: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  const answering = answerAlarms(scene, over.signal);
  try {
    await work();
  } finally {
    over.abort();
    await answering;
  }
}

/** Waits until nothing is under way, and has what became a dead letter meanwhile tried again. */
async function untilHealed(scene: Scene, onProgress: (left: string) => void): Promise<void> {
  for (let attempt = 1; attempt <= redrives; attempt += 1) {
    await untilQuiet(scene, onProgress);
    if (!(await someMayHeal(scene))) return;
    await redriveAll(scene);
  }
  await untilQuiet(scene, onProgress);
}

/** Judges a snapshot. */
export function resultOf(
  snapshot: Snapshot,
  { struck, failures }: Pick<Witness, 'struck' | 'failures'>,
  { seed, startedAt, faults }: { seed: number; startedAt: number; faults: readonly Fault[] },
): Result {
  const { reasons, ...counts } = audit(snapshot);
  const books = new Books(snapshot);
  const ended = (wanted: string) => snapshot.orders.filter(({ status }) => status === wanted).length;
  const unseen = faults.filter(({ name }) => !struck.get(name)).map(({ name }) => name);
  const all = [
    ...reasons,
    ...failures,
    ...(unseen.length > 0
      ? [`Faults that hit nothing, so that nothing is proved: ${unseen.join(', ')}`]
      : []),
  ];
  return {
    seed,
    startedAt: new Date(startedAt).toISOString(),
    seconds: Math.round((Date.now() - startedAt) / 1000),
    orders: snapshot.orders.length,
    events: snapshot.events.length,
    faults: Object.fromEntries(faults.map(({ name }) => [name, struck.get(name) ?? 0])),
    completed: ended('COMPLETED'),
    cancelled: ended('CANCELLED'),
    refunded: ended('REFUNDED'),
    onTheirWay: snapshot.orders.filter((order) => books.isOnItsWay(order)).length,
    ...counts,
    verdict: all.length === 0 ? 'pass' : 'fail',
    reasons: all,
  };
}
