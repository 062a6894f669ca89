import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { signEvent } from './artillery-processor.mts';
import { eventPrefix } from './generator/event.ts';
import { type ScenarioName, scenarios } from './scenarios.ts';

const yml = readFileSync(new URL('artillery.yml', import.meta.url), 'utf8');

describe('artillery.yml', () => {
  const environments = Object.fromEntries(
    [...yml.matchAll(/^ {4}(\w+): (\{ "phases".*\})$/gm)].map(([, name = '', json = '']) => [
      name,
      JSON.parse(json),
    ]),
  );

  test('has the scenarios that need nothing but load', () => {
    expect(Object.keys(environments)).toEqual(['steady', 'burst', 'poison', 'soak']);
  });

  test.each(Object.keys(environments) as ScenarioName[])('sends %s at the rates of scenarios.ts', (name) => {
    const { phases } = scenarios[name];
    expect(environments[name]).toEqual({
      phases: phases.map(({ rate, seconds }) => ({ arrivalRate: rate, duration: seconds })),
    });
  });

  test('pays orders that wait with the share of scenarios.ts', () => {
    const [events = 0, payments = 0] = [...yml.matchAll(/weight: (\d+)/g)].map(([, weight]) =>
      Number(weight),
    );
    for (const name of Object.keys(environments) as ScenarioName[])
      expect(payments / (events + payments)).toBe(scenarios[name].waking);
  });
});

describe('the processor', () => {
  const secret = 'whsec_test';
  beforeEach(() => {
    vi.stubEnv('PAYMENT_WEBHOOK_SECRET', secret);
    vi.stubEnv('LOAD_TEST_RUN_ID', 'run1');
  });
  afterEach(() => vi.unstubAllEnvs());

  async function sent(vars: Parameters<typeof signEvent>[1]['vars']) {
    const request: Parameters<typeof signEvent>[0] = { headers: { accept: '*/*' } };
    await signEvent(request, { vars });
    const { body = '', headers = {} } = request;
    const signature = headers['stripe-signature'] ?? '';
    return { headers, event: Stripe.webhooks.constructEvent(body, signature, secret) };
  }

  test('needs no package and nothing outside this folder: that is all that Artillery takes to its machines', async () => {
    const entryPoints = [join(import.meta.dirname, 'artillery-processor.mts')];
    // As Artillery traces it, but that what is outside would be followed.
    const traced = await build({ entryPoints, bundle: true, platform: 'node', write: false, metafile: true });
    const inputs = Object.keys(traced.metafile.inputs);
    expect(inputs.length).toBeGreaterThan(1);
    expect(inputs.filter((input) => !input.startsWith('load-tests/'))).toEqual([]);
  });

  test('is asynchronous to Artillery, which calls other functions with a callback', () => {
    expect(signEvent.constructor.name).toBe('AsyncFunction');
  });

  test('signs events about no order, each with an id of its own run', async () => {
    const { event, headers } = await sent({ $environment: 'burst' });
    expect(event.id.startsWith(eventPrefix('run1'))).toBe(true);
    expect(event.type).toBe('payment_intent.payment_failed');
    expect(headers).toMatchObject({ accept: '*/*', 'content-type': 'application/json; charset=utf-8' });
  });

  test('pays the order that was placed before', async () => {
    const order = { orderId: 'order-1', amount: 4490, currency: 'EUR' };
    const { event } = await sent({ $environment: 'burst', ...order });
    expect(event.type).toBe('payment_intent.succeeded');
    expect(event.data.object).toMatchObject({
      amount: 4490,
      currency: 'eur',
      metadata: { order_id: 'order-1' },
    });
  });

  test('repeats and poisons as many as the scenario says', async () => {
    const all = await Promise.all(Array.from({ length: 5000 }, () => sent({ $environment: 'poison' })));
    const ids = new Set(all.map(({ event }) => event.id));
    const poison = all.filter(({ event }) => event.type !== 'payment_intent.payment_failed');
    expect(1 - ids.size / all.length).toBeGreaterThan(0.004);
    expect(1 - ids.size / all.length).toBeLessThan(0.02);
    expect(poison.length / all.length).toBeGreaterThan(0.004);
    expect(poison.length / all.length).toBeLessThan(0.02);
  });

  test('says what is missing', async () => {
    await expect(sent({})).rejects.toThrow('give a scenario: --environment burst');
    vi.stubEnv('PAYMENT_WEBHOOK_SECRET', '');
    // A payment is signed every time; any other event may be the duplicate of one that was.
    const order = { orderId: 'order-1', amount: 1, currency: 'EUR' };
    const unsigned = sent({ $environment: 'steady', ...order });
    await expect(unsigned).rejects.toThrow('PAYMENT_WEBHOOK_SECRET is not set');
  });
});
