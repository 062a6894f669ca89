import { randomBytes } from 'node:crypto';
import { attemptBody, eventPrefix, paymentBody, poisonBodies, signatureOf } from './generator/event.ts';
import { type Scenario, type ScenarioName, scenarios } from './scenarios.ts';

/** What Artillery hands to a hook of a request: https://www.artillery.io/docs/reference/engines/http */
interface Request {
  body?: string;
  headers?: Record<string, string>;
}
interface Context {
  vars: { $environment?: string; orderId?: string; amount?: number; currency?: string };
}

/** Artillery loads this file in many threads on many machines: each has ids of its own. */
const worker = randomBytes(6).toString('hex');
let count = 0;
/** The last event that a duplicate may repeat. */
let repeatable: Signed | undefined;

interface Signed {
  body: string;
  signature: string;
}

/**
 * Makes a request a signed event: it pays the order that was placed before it, otherwise it is about none. Duplicates and
 * poison are as many as the scenario says. `async` is how Artillery knows that this calls nothing back: keep it.
 */
export async function signEvent(request: Request, { vars }: Context): Promise<void> {
  const scenario = scenarioOf(vars);
  const { body, signature } = paymentOf(vars) ?? duplicateOf(scenario) ?? newEvent(scenario);
  request.body = body;
  request.headers = {
    ...request.headers,
    'content-type': 'application/json; charset=utf-8',
    'stripe-signature': signature,
  };
}

function paymentOf({ orderId, amount, currency }: Context['vars']): Signed | undefined {
  if (orderId === undefined || amount === undefined || currency === undefined) return undefined;
  return signed(paymentBody({ id: newId(), order: { orderId, amount, currency } }));
}

function duplicateOf({ duplicates }: Scenario): Signed | undefined {
  return Math.random() < duplicates ? repeatable : undefined;
}

function newEvent({ poison }: Scenario): Signed {
  const id = newId();
  const poisonBody = Math.random() < poison ? poisonBodies[count % poisonBodies.length] : undefined;
  if (poisonBody) return signed(poisonBody({ id }));
  repeatable = signed(attemptBody({ id }));
  return repeatable;
}

function newId(): string {
  count += 1;
  return `${eventPrefix(setting('LOAD_TEST_RUN_ID'))}${worker}x${count}`;
}

function signed(body: string): Signed {
  const secret = setting('PAYMENT_WEBHOOK_SECRET');
  return { body, signature: signatureOf(body, secret, Math.floor(Date.now() / 1000)) };
}

function scenarioOf({ $environment: name }: Context['vars']): Scenario {
  if (name === undefined || !Object.hasOwn(scenarios, name))
    throw new Error(`The environment is ${name}; give a scenario: --environment burst`);
  return scenarios[name as ScenarioName];
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; artillery.yml says what each setting is`);
  return value;
}
