import type { SQSRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { correlationIdOf, logKeysOf, readRequest } from './message.ts';

const message = (attributes: Record<string, string>, trace?: string) => {
  const messageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue, dataType: 'String' }]),
  );
  const system = trace === undefined ? {} : { AWSTraceHeader: trace };
  return { messageId: 'm-1', body: '', attributes: system, messageAttributes } as unknown as SQSRecord;
};

test.each(['a', 'trace-1.2:3_4', 'x'.repeat(128)])('the correlation id %s may be logged', (correlationId) => {
  expect(correlationIdOf(message({ correlationId }))).toBe(correlationId);
});

test.each(['', 'x'.repeat(129), 'a b', ' a', 'a\n', '{"a":1}'])(
  'the correlation id %j may not',
  (correlationId) => {
    expect(correlationIdOf(message({ correlationId }))).toBeUndefined();
  },
);

test.each([
  [
    'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
    '1-5759e988-bd862e3fe1be46a994272793',
  ],
  ['Parent=53995c3f42cd8ad8', undefined],
  [undefined, undefined],
])('of the trace header %s the log names the trace %s', (header, senderTraceId) => {
  expect(logKeysOf(message({ correlationId: 'c-1' }, header))).toEqual({
    ...{ messageId: 'm-1', correlationId: 'c-1', senderTraceId },
  });
});

test.each(['0', '9'.repeat(15)])('%s is a time of arrival', (receivedAt) => {
  expect(readRequest(message({ receivedAt })).receivedAt).toBe(Number(receivedAt));
});

test.each(['', '9'.repeat(16), '-1', '1.5', ' 1', '1 ', '1e3', 'now'])('%j is none', (receivedAt) => {
  expect(() => readRequest(message({ receivedAt }))).toThrow('Message m-1 has receivedAt');
});

test('a message without a time of arrival did not come through the API', () => {
  expect(() => readRequest(message({}))).toThrow('Message m-1 has receivedAt undefined');
});
