import { DeleteFunctionConcurrencyCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import type { InvocationFault } from '../../../local/fis/fault-injection.ts';
import type { Strike, SystemFault } from '../fault.ts';
import { hitPatience, until } from '../until.ts';

const pricing = 'PricingFunction';
/** Requests for a price that must have met the fault. */
const enough = 3;

const common = { lane: 'pricing', every: 1_000, orders: 6 } as const;

export const pricingThrottled: SystemFault = {
  ...common,
  name: 'pricing-throttled',
  promise: 'A customer who is told that pricing is busy tries again, and gets one order',
  async strike({ scene, placeOrders }) {
    const { lambda, witness } = scene;
    const FunctionName = scene.nameOf(pricing);
    const before = witness.told('pricing_busy');
    const refused = () => witness.told('pricing_busy') - before;
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    try {
      placeOrders();
      await until(() => refused() >= enough, hitPatience, scene.signal);
    } finally {
      await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    }
    return refused();
  },
};

/** Invocations of pricing meet the fault until some have. */
async function disturb({ scene, placeOrders }: Strike, fault: InvocationFault): Promise<number> {
  const experiment = scene.system.run.system.faults.disturbInvocations(scene.nameOf(pricing), fault);
  try {
    placeOrders();
    await until(() => experiment.hits >= enough, hitPatience, scene.signal);
  } finally {
    experiment.end();
  }
  return experiment.hits;
}

/** In milliseconds: longer than Lambda lets pricing run. */
const tooSlow = 5_500;

export const pricingSlow: SystemFault = {
  ...common,
  name: 'pricing-slow',
  promise: 'A customer who got no price in time tries again, and gets one order',
  strike: (strike) => disturb(strike, { startupDelayMilliseconds: tooSlow }),
};

export const pricingBroken: SystemFault = {
  ...common,
  name: 'pricing-broken',
  promise: 'An order that cannot be priced leaves nothing behind, and its key is free at once',
  strike: (strike) => disturb(strike, { error: { preventExecution: true } }),
};
