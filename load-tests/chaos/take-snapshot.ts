import type { Scene } from './scene.ts';
import type { Snapshot } from './snapshot.ts';
import { readDatabases } from './stores/databases.ts';
import { readTables } from './stores/documents.ts';
import { readPayments } from './stores/provider.ts';
import { countQueued, readDeadLetters } from './stores/queues.ts';

/** Reads every store. What is still under way may be seen in one store and not yet in another. */
export async function takeSnapshot(scene: Scene): Promise<Snapshot> {
  const { witness, products, stripe } = scene;
  const queued = await countQueued(scene);
  const [tables, databases, payments, deadLetters] = await Promise.all([
    readTables(scene),
    readDatabases(scene),
    readPayments(stripe),
    readDeadLetters(scene),
  ]);
  return {
    takenAt: Date.now(),
    checkouts: witness.checkouts,
    expected: [...witness.expected.values()],
    events: [...witness.events.values()],
    deadLettered: [...witness.deadLettered],
    initialStock: products.initialStock,
    ...tables,
    ...databases,
    executions: [...scene.executions].map(([orderId, { status }]) => ({ orderId, status })),
    queued,
    deadLetters,
    payments,
  };
}
