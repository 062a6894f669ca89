import { setTimeout as delay } from 'node:timers/promises';
import type { SystemFault } from '../fault.ts';
import { hitPatience, until } from '../until.ts';
import { visibilitySeconds } from '../waits.ts';

/** In seconds: the work on one event lasts longer than this, and not as long as the worker waits for an answer. */
const shortVisibility = 1;
const longWork = { milliseconds: 1_500, times: 4 };

export const visibilityExpires: SystemFault = {
  name: 'visibility-expires',
  promise:
    'An event that the queue gives to a second worker while the first still works on it has one effect',
  lane: 'queue',
  every: 1_000,
  orders: 6,
  async strike({ scene, placeOrders }) {
    const { faults } = scene.system.run.system;
    const calls = { functionName: scene.nameOf('PaymentsWorker'), operation: 'UpdateItem' };
    await scene.changeQueue('WebhookQueueUrl', { VisibilityTimeout: String(shortVisibility) });
    const experiment = faults.disturbCalls(calls, () => delay(longWork.milliseconds));
    try {
      placeOrders();
      await until(() => experiment.hits >= longWork.times, hitPatience, scene.signal);
    } finally {
      experiment.end();
      await scene.changeQueue('WebhookQueueUrl', { VisibilityTimeout: String(visibilitySeconds) });
    }
    return experiment.hits;
  },
};
