import { describe, expect, test } from 'vitest';
import { goodFindings } from '../testing.ts';
import { judge } from '../verdict.ts';
import { type BurstOutcome, brokenOutcomes } from './outcome.ts';
import type { SampleOutcome } from './sample.ts';
import { published } from './sample-template.ts';
import type { VariantName } from './variants.ts';

const maxReceiveCount = published.maxReceiveCount + 4;
const runOf = (name: VariantName, changed: Partial<BurstOutcome> = {}): BurstOutcome => ({
  name,
  result: judge({ ...goodFindings, scenario: 'compare' }),
  throttled: 0,
  receivedAgain: 0,
  ...changed,
});
const resultWith = (changed: Partial<BurstOutcome['result']>) => ({
  ...runOf('no throttle').result,
  ...changed,
});

/** A comparison that came out as it should. */
const bursts = {
  none: runOf('no throttle', { result: resultWith({ refusedSessions: 355, committed: 2000, queued: 7000 }) }),
  reserved: runOf('reserved concurrency', { throttled: 4815 }),
  maximum: runOf('maximum concurrency'),
};
const sampleOf = (changed: Partial<SampleOutcome>): SampleOutcome => ({
  ...{ throttle: 'maximum concurrency', maxReceiveCount, processed: published.messages },
  ...{ throttled: 0, receivedAgain: 0, deadLettered: 0, seconds: 10 },
  ...changed,
});
const sample = {
  reservedPublished: sampleOf({
    ...{ throttle: 'reserved concurrency', maxReceiveCount: published.maxReceiveCount },
    ...{ processed: 15, throttled: 95, deadLettered: 15 },
  }),
  reservedFair: sampleOf({ throttle: 'reserved concurrency', throttled: 140, receivedAgain: 10 }),
  maximumPublished: sampleOf({ maxReceiveCount: published.maxReceiveCount }),
  maximumFair: sampleOf({}),
};

const broken = (changed: { bursts?: Partial<typeof bursts>; sample?: Partial<typeof sample> } = {}) =>
  brokenOutcomes(
    Object.values({ ...bursts, ...changed.bursts }),
    Object.values({ ...sample, ...changed.sample }),
  );

test('a comparison that came out has nothing to complain of', () => {
  expect(broken()).toEqual([]);
});

describe('a burst did not come out when', () => {
  test.each<[string, Partial<typeof bursts>, RegExp]>([
    [
      'PostgreSQL refused nothing without a throttle',
      { none: runOf('no throttle') },
      /^Without a throttle, PostgreSQL refused no session/,
    ],
    [
      'nothing was throttled with reserved concurrency',
      { reserved: runOf('reserved concurrency') },
      /^With reserved concurrency, the worker was never throttled$/,
    ],
    [
      'PostgreSQL refused a session with maximum concurrency',
      { maximum: runOf('maximum concurrency', { result: resultWith({ refusedSessions: 1 }) }) },
      /^With maximum concurrency, PostgreSQL refused 1 sessions$/,
    ],
    [
      'something was throttled with maximum concurrency',
      { maximum: runOf('maximum concurrency', { throttled: 1 }) },
      /^With maximum concurrency, the worker was throttled 1 times$/,
    ],
    [
      'a message was received again with maximum concurrency',
      { maximum: runOf('maximum concurrency', { receivedAgain: 1 }) },
      /^With maximum concurrency, 1 messages were received again$/,
    ],
    [
      'a message was lost in any run',
      { reserved: { ...bursts.reserved, result: resultWith({ lost: 1, committed: 8999 }) } },
      /^With reserved concurrency, 9000 events were accepted and 8999 are /,
    ],
    [
      'more is accounted for than was accepted in any run',
      { maximum: runOf('maximum concurrency', { result: resultWith({ deadLettered: 1 }) }) },
      /^With maximum concurrency, 9000 events were accepted and 9001 are /,
    ],
    [
      'the load of any run was not the one that was asked for',
      { maximum: runOf('maximum concurrency', { result: judge({ ...goodFindings, generatorCpu: 1 }) }) },
      /^The run with maximum concurrency: The generator was saturated/,
    ],
  ])('%s', (_, changed, reason) => {
    expect(broken({ bursts: changed })).toEqual([expect.stringMatching(reason)]);
  });
});

describe("AWS's sample did not come out when", () => {
  test.each<[string, Partial<typeof sample>, RegExp]>([
    [
      'reserved concurrency throttled nothing',
      { reservedFair: { ...sample.reservedFair, throttled: 0 } },
      /reserved concurrency and maxReceiveCount 5 was never throttled$/,
    ],
    [
      'reserved concurrency as published lost nothing',
      { reservedPublished: { ...sample.reservedPublished, processed: published.messages } },
      /reserved concurrency and maxReceiveCount 1 lost no message/,
    ],
    [
      'reserved concurrency as published has no dead letter',
      { reservedPublished: { ...sample.reservedPublished, deadLettered: 0 } },
      /reserved concurrency and maxReceiveCount 1 lost no message/,
    ],
    [
      'reserved concurrency in a fair setting did not process all',
      { reservedFair: { ...sample.reservedFair, processed: 24 } },
      /reserved concurrency and maxReceiveCount 5 processed 24 of 25 messages and dead-lettered 0$/,
    ],
    [
      'reserved concurrency in a fair setting received nothing again',
      { reservedFair: { ...sample.reservedFair, receivedAgain: 0 } },
      /reserved concurrency and maxReceiveCount 5 received no message again$/,
    ],
    [
      'maximum concurrency was throttled',
      { maximumFair: { ...sample.maximumFair, throttled: 1 } },
      /maximum concurrency and maxReceiveCount 5 was throttled 1 times and received 0 messages again$/,
    ],
    [
      'maximum concurrency received a message again',
      { maximumFair: { ...sample.maximumFair, receivedAgain: 1 } },
      /maximum concurrency and maxReceiveCount 5 was throttled 0 times and received 1 messages again$/,
    ],
    [
      'maximum concurrency as published has a dead letter',
      { maximumPublished: { ...sample.maximumPublished, processed: 24, deadLettered: 1 } },
      /maximum concurrency and maxReceiveCount 1 processed 24 of 25 messages and dead-lettered 1$/,
    ],
  ])('%s', (_, changed, reason) => {
    expect(broken({ sample: changed })).toEqual([expect.stringMatching(reason)]);
  });
});

describe('a comparison that was stopped says only that', () => {
  const stopped = ['The comparison was stopped before its end'];

  test('before all bursts were sent', () => {
    expect(brokenOutcomes([bursts.none], Object.values(sample))).toEqual(stopped);
  });

  test("before AWS's sample was run", () => {
    expect(brokenOutcomes(Object.values(bursts), [])).toEqual(stopped);
  });

  test('in a burst', () => {
    expect(
      broken({
        bursts: { maximum: runOf('maximum concurrency', { result: resultWith({ partial: true }) }) },
      }),
    ).toEqual(stopped);
  });
});
