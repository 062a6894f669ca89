import { setTimeout as delay } from 'node:timers/promises';
import { DescribeExecutionCommand, paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import type { LogLine } from '../../../local/system.ts';
import { accessToken, demoCustomer } from '../access-token.ts';
import { ApiClient, expectStatus } from '../api.ts';
import { output } from '../deployment.ts';
import { type RunningSystem, startSystem } from '../local-system.ts';
import { providerClient } from '../provider.ts';
import { payAtProvider } from '../provider-payment.ts';
import { mugs } from '../stories/mugs.ts';
import { askForOrder } from '../stories/orders.ts';
import { apiRequests, lambdaUse, logKilobytes } from './reports.ts';
import { transitionsOf } from './transitions.ts';
import type { Use } from './use.ts';

/** An order enters the index `pending` and leaves it: writes that the local tables do not count. */
const indexWrites = 2;
/** X-Ray's default rule samples 5 % of what comes above one request a second. */
const sampled = 0.05;
/** A batch of one message, the dearest case: sent, received, deleted. */
const sqsRequestsPerMessage = 3;
const patience = 30_000;

interface MeasureOptions {
  orders: number;
  signal?: AbortSignal;
  onProgress?: (step: string) => void;
}

/** Runs orders on this machine, one after the other, and counts what one of them uses of AWS, from the run's own records. */
export async function measureOrder({ orders, signal, onProgress }: MeasureOptions): Promise<Use> {
  let lines: LogLine[] = [];
  const onLog = (line: LogLine) => lines.push(line);
  const system = await startSystem({ onLog, ...(signal && { signal }), ...(onProgress && { onProgress }) });
  try {
    const customer = new ApiClient(
      system.deployment.url,
      await accessToken(system.deployment, 'customer', demoCustomer),
    );
    // The first order starts functions; it is not counted.
    await fulfil(system, customer);
    const consumed = system.run.system.tables.meter();
    lines = [];
    const transitions: number[] = [];
    for (let order = 1; order <= orders; order += 1) {
      signal?.throwIfAborted();
      onProgress?.(`order ${order} of ${orders}`);
      transitions.push(await fulfil(system, customer));
    }
    return perOrder(lines, consumed, transitions);
  } finally {
    await system.run.stop();
  }
}

function perOrder(
  lines: LogLine[],
  consumed: { readUnits: number; writeUnits: number },
  transitions: number[],
): Use {
  const orders = transitions.length;
  // The sweep runs by the clock, not by the order.
  const ofOrders = lines.filter(({ source }) => !/Sweep/.test(source));
  const { invocations, gbSeconds } = lambdaUse(ofOrders);
  const requests = apiRequests(ofOrders) / orders;
  const use: Use = {
    restApiRequest: requests,
    sqsRequest: sqsRequestsPerMessage,
    lambdaRequest: invocations / orders,
    lambdaGbSecondArm64: gbSeconds / orders,
    dynamoDbWrite: consumed.writeUnits / orders + indexWrites,
    dynamoDbRead: consumed.readUnits / orders,
    stateTransition: transitions.reduce((sum, count) => sum + count, 0) / orders,
    logKilobyte: logKilobytes(ofOrders) / orders,
    trace: requests * sampled,
  };
  return Object.fromEntries(
    Object.entries(use).map(([name, count]) => [name, Number(count.toFixed(2))]),
  ) as Use;
}

/** One order as a customer makes it: looks at the products, orders, pays, looks again. Answers its state transitions. */
async function fulfil({ deployment, provider }: RunningSystem, customer: ApiClient): Promise<number> {
  const [line] = mugs.lines;
  expectStatus(await customer.request('GET', '/products'), 200);
  expectStatus(await customer.request('GET', `/products/${line?.sku}`), 200);
  const { orderId, total } = expectStatus(await askForOrder(customer, mugs), 202);
  await payAtProvider({ stripe: providerClient(provider), orderId, ...total }, 'succeeded');
  // Not asked of the API: how often a customer looks is not the system's doing.
  const transitions = await whenSucceeded(
    new SFNClient(deployment.clientConfig),
    `${output(deployment, 'FulfilmentStateMachineArn').replace(':stateMachine:', ':execution:')}:${orderId}`,
  );
  expectStatus(await customer.request('GET', `/orders/${orderId}`), 200);
  return transitions;
}

async function whenSucceeded(client: SFNClient, executionArn: string): Promise<number> {
  const deadline = Date.now() + patience;
  for (;;) {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'SUCCEEDED') break;
    if (status !== 'RUNNING')
      throw new Error(`The execution ${executionArn} is ${status}; expected SUCCEEDED`);
    if (Date.now() > deadline)
      throw new Error(`The execution ${executionArn} is still running after ${patience / 1000} s`);
    await delay(20);
  }
  const history = [];
  for await (const { events = [] } of paginateGetExecutionHistory({ client }, { executionArn }))
    history.push(...events);
  return transitionsOf(history);
}
