import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { type ApiCalls, type ApiFault, internalError } from '../../../local/fis/fault-injection.ts';
import type { SystemFault } from '../fault.ts';
import { Life } from '../life.ts';
import type { Scene } from '../scene.ts';
import { hitPatience, until } from '../until.ts';
import { shortWaitAddress } from '../waits.ts';

const common = { lane: 'functions', every: 500, orders: 6 } as const;

/** Calls of AWS APIs by a function meet the fault until some have. Answers how many. */
async function disturbCalls(
  scene: Scene,
  { functionId, operation, enough }: { functionId: string; operation: ApiCalls['operation']; enough: number },
  fault: ApiFault,
  meanwhile: () => void,
): Promise<number> {
  const functionName = scene.nameOf(functionId);
  const experiment = scene.system.run.system.faults.disturbCalls({ functionName, operation }, fault);
  try {
    meanwhile();
    await until(() => experiment.hits >= enough, hitPatience, scene.signal);
  } finally {
    experiment.end();
  }
  return experiment.hits;
}

export const workerKilled: SystemFault = {
  ...common,
  name: 'worker-killed',
  promise:
    'A worker that dies between the commit and the end of its work has its event done once, to the end',
  strike({ scene, random, placeOrders }) {
    const functionId = 'PaymentsWorker';
    const { functions } = scene.system.run.system;
    // The first call after the commit, or the one that wakes the order.
    const operation = random.pick(['UpdateItem', 'SendTaskSuccess']);
    const kill = () => void functions.find(scene.nameOf(functionId)).endBusy();
    return disturbCalls(scene, { functionId, operation, enough: random.between(1, 3) }, kill, placeOrders);
  },
};

export const startLost: SystemFault = {
  ...common,
  name: 'start-lost',
  promise:
    'An order that was written by a process that died before it started the workflow is started all the same',
  strike({ scene, random, placeOrders }) {
    const functionId = 'OrdersFunction';
    const { functions } = scene.system.run.system;
    const kill = () => {
      functions.find(scene.nameOf(functionId)).endBusy();
      throw internalError();
    };
    const meanwhile = () => {
      // Nobody comes back for this one: it is left to the sweep.
      const life = new Life(scene, { random, ends: [] });
      void life.customer.ask({ ...life.wish(), shipTo: shortWaitAddress }, randomUUID());
      placeOrders();
    };
    return disturbCalls(scene, { functionId, operation: 'StartExecution', enough: 2 }, kill, meanwhile);
  },
};

/** Where a function is when its time is over: after a part of its work. */
const middles = [
  { functionId: 'FulfilmentCompleteOrder', operation: 'TransactWriteItems' },
  { functionId: 'FulfilmentBookShipment', operation: 'UpdateItem' },
  { functionId: 'FulfilmentReserveStock', operation: 'UpdateItem' },
  { functionId: 'PaymentsAwaitPayment', operation: 'UpdateItem' },
];
/** In seconds: the least that Lambda takes. */
const shortest = 1;

export const functionTimeout: SystemFault = {
  ...common,
  name: 'function-timeout',
  promise: 'A step of the workflow that runs out of time halfway is done again, and its effect is there once',
  async strike({ scene, random, placeOrders }) {
    const middle = random.pick(middles);
    const FunctionName = scene.nameOf(middle.functionId);
    const { timeout } = scene.system.run.system.functions.find(FunctionName).config;
    const change = (Timeout: number) =>
      scene.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout }));
    await change(shortest);
    try {
      const outlast = () => delay(1000 * shortest + 500);
      return await disturbCalls(scene, { ...middle, enough: 2 }, outlast, placeOrders);
    } finally {
      await change(timeout);
    }
  },
};

export const earlyEvent: SystemFault = {
  ...common,
  name: 'early-event',
  promise: 'A payment that comes before its order waits for it pays the order',
  async strike({ scene, placeOrders }) {
    const reserveStock = scene.nameOf('FulfilmentReserveStock');
    const late = { startupDelayMilliseconds: 1_000 };
    const experiment = scene.system.run.system.faults.disturbInvocations(reserveStock, late);
    try {
      placeOrders();
      await until(() => experiment.hits >= 3, hitPatience, scene.signal);
    } finally {
      experiment.end();
    }
    return experiment.hits;
  },
};
