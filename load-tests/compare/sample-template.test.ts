import { expect, test } from 'vitest';
import { idsOf, published, sampleTemplate, timeScale } from './sample-template.ts';

const [reserved, maximum] = [idsOf(0), idsOf(1)];
const { Resources, Outputs } = sampleTemplate([
  { throttle: 'reserved concurrency', maxReceiveCount: 1 },
  { throttle: 'maximum concurrency', maxReceiveCount: 5 },
]);
const properties = (id: string) => (Resources as Record<string, { Properties: object }>)[id]?.Properties;

test('every published time stays a whole number of seconds, as CloudFormation wants it', () => {
  const { workSeconds, timeout, visibilityTimeout } = published;
  for (const seconds of [workSeconds, timeout, visibilityTimeout])
    expect(seconds * timeScale).toSatisfy(Number.isInteger);
});

test('a setting throttles its function in one place', () => {
  expect(properties(reserved.worker)).toMatchObject({ ReservedConcurrentExecutions: published.limit });
  expect(properties(reserved.mapping)).not.toHaveProperty('ScalingConfig');
  expect(properties(maximum.worker)).not.toHaveProperty('ReservedConcurrentExecutions');
  expect(properties(maximum.mapping)).toMatchObject({
    ScalingConfig: { MaximumConcurrency: published.limit },
  });
});

test('a setting has its own receive count, and its queues are put out', () => {
  expect(properties(reserved.queue)).toMatchObject({ RedrivePolicy: { maxReceiveCount: 1 } });
  expect(properties(maximum.queue)).toMatchObject({ RedrivePolicy: { maxReceiveCount: 5 } });
  expect(Object.keys(Outputs)).toEqual(
    [reserved, maximum].flatMap(({ queue, deadLetters }) => [queue, deadLetters]),
  );
});
