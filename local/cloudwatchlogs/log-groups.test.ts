import { describe, expect, test, vi } from 'vitest';
import { createResource } from '../resource-fixture.ts';
import { systemWith } from '../testing.ts';
import { resourceTypes } from './index.ts';
import { keptCharacters } from './log-group.ts';
import { LogGroups } from './log-groups.ts';

interface Page {
  events: { message: string; timestamp: number; logStreamName: string; eventId: string }[];
  nextToken?: string;
}

/** A log group `shop`, which gets what the function `pay` writes. */
function logGroups(...lines: string[]): LogGroups {
  const groups = new LogGroups();
  groups.assign('lambda/pay', 'shop');
  for (const line of lines) groups.keep({ source: 'lambda/pay', line });
  return groups;
}

function filter(groups: LogGroups, input: object): Page {
  const operation = groups.service().operations['FilterLogEvents'];
  return operation?.({ logGroupName: 'shop', ...input }, { accessKeyId: undefined }) as Page;
}
const messages = (groups: LogGroups, input: object = {}) =>
  filter(groups, input).events.map(({ message }) => message);
const refusal = (code: string, message = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
describe('FilterLogEvents', () => {
  test('without a pattern answers every line of the group, oldest first, and none of another source', () => {
    const groups = logGroups('first', 'second');
    groups.keep({ source: 'lambda/other', line: 'elsewhere' });
    expect(messages(groups)).toEqual(['first', 'second']);
  });

  test('answers the lines that have all quoted terms of the pattern as they are written', () => {
    const groups = logGroups('{"level":"ERROR","id":"a-1"}', '{"level":"INFO","id":"a-1"}', 'error a-1');
    expect(messages(groups, { filterPattern: '"ERROR" "a-1"' })).toEqual(['{"level":"ERROR","id":"a-1"}']);
  });

  test.for(['ERROR', '?"a" ?"b"', '-"a"', '{ $.level = "ERROR" }', '%a%', '"a', '"a""b"'])(
    'refuses the pattern %s, which is no list of quoted terms',
    (filterPattern) => {
      const error = refusal('InvalidParameterException', filterPattern);
      expect(() => filter(logGroups('a'), { filterPattern })).toThrow(error);
    },
  );

  test('answers what was written from startTime to endTime, both included', () => {
    vi.useFakeTimers({ now: 1000 });
    try {
      const groups = logGroups('at 1000');
      for (const now of [2000, 3000]) {
        vi.setSystemTime(now);
        groups.keep({ source: 'lambda/pay', line: `at ${now}` });
      }
      expect(messages(groups, { startTime: 1001, endTime: 2000 })).toEqual(['at 2000']);
      expect(messages(groups, { startTime: 1000, endTime: 1999 })).toEqual(['at 1000']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('pages by limit, and the token leads to what follows', () => {
    const groups = logGroups('one', 'two', 'no match', 'three!', 'four');
    const first = filter(groups, { limit: 2, filterPattern: '"o"' });
    expect(first.events.map(({ message }) => message)).toEqual(['one', 'two']);
    const { nextToken } = first;
    expect(messages(groups, { nextToken, filterPattern: '"o"' })).toEqual(['no match', 'four']);
    expect(filter(groups, { nextToken }).nextToken).toBeUndefined();
  });

  test('has no more than 1 MB in a page', () => {
    const groups = logGroups('a'.repeat(700_000), 'b'.repeat(700_000));
    const { events, nextToken } = filter(groups, {});
    expect(events).toHaveLength(1);
    expect(messages(groups, { nextToken })).toEqual(['b'.repeat(700_000)]);
  });

  test('takes the ARN of a group as its identifier', () => {
    const logGroupIdentifier = 'arn:aws:logs:us-east-1:000000000000:log-group:shop';
    expect(messages(logGroups('a'), { logGroupName: undefined, logGroupIdentifier })).toEqual(['a']);
  });

  test.for([
    ['a group that is not there', { logGroupName: 'other' }, 'ResourceNotFoundException'],
    ['both name and identifier', { logGroupIdentifier: 'shop' }, 'InvalidParameterException'],
    ['neither', { logGroupName: undefined }, 'InvalidParameterException'],
    ['more than 10,000 events', { limit: 10_001 }, 'InvalidParameterException'],
    ['a token of another kind', { nextToken: 'x' }, 'InvalidParameterException'],
    ['what is not done here', { logStreamNames: ['a'] }, 'InvalidParameterException'],
  ] as const)('refuses %s', ([, input, code]) => {
    expect(() => filter(logGroups('a'), input)).toThrow(refusal(code));
  });
});

test('a group keeps its latest lines within a bound', () => {
  const line = 'x'.repeat(10_000);
  const groups = logGroups();
  for (let count = 0; count < 2000; count++) groups.keep({ source: 'lambda/pay', line: `${count} ${line}` });
  const kept = groups
    .find('shop')
    .events()
    .map(({ message }) => message);
  const characters = kept.join('').length;
  expect(characters).toBeLessThanOrEqual(keptCharacters);
  expect(characters).toBeGreaterThan(keptCharacters / 2 - line.length);
  expect(kept.at(-1)).toMatch(/^1999 /);
});

test('a log group of a template is there before its first line', async () => {
  const system = systemWith();
  const { ref, attributes } = await createResource(
    resourceTypes,
    { type: 'AWS::Logs::LogGroup', properties: { LogGroupName: 'shop' } },
    system,
  );
  expect(ref).toBe('shop');
  expect(attributes).toEqual({ Arn: 'arn:aws:logs:us-east-1:000000000000:log-group:shop:*' });
  expect(messages(system.logGroups)).toEqual([]);
});
