import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Queue } from '../sqs/queue.ts';
import { type FunctionsUnderTest, functionsUnderTest } from './testing.ts';

let system: FunctionsUnderTest;
let waits: number[];
const milliseconds = (seconds: number) => {
  waits.push(seconds);
  return seconds;
};
let failures: Queue;
beforeEach(async () => {
  waits = [];
  system = await functionsUnderTest({ milliseconds });
  failures = system.queues.define({ name: 'failures' });
});
afterEach(() => system.stop());

const send = (name: string, event: unknown) =>
  system.functions.invoke(name, { payload: JSON.stringify(event), invocationType: 'Event' });
const failing = `let calls = 0; export const handler = async () => { console.log('attempt', ++calls); throw new Error('no'); };`;
const failingWithId = `export const handler = async (_, { awsRequestId }) => { throw new Error(awsRequestId); };`;

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
describe('an asynchronous invocation', () => {
  test('is answered 202 at once and runs afterwards', async () => {
    await system.define('worker', 'export const handler = async (event) => console.log(event.text);');
    expect(await send('worker', { text: 'hello' })).toEqual({ statusCode: 202, payload: '' });
    await expect.poll(() => system.lines).toContain('hello');
  });

  test('is retried after one minute and after two, then its event goes to the dead-letter queue with the reason', async () => {
    await system.define('worker', failing, { deadLetterTargetArn: failures.arn });
    await send('worker', { orderId: 7 });
    const [letter] = await failures.receive({ waitSeconds: 10 });
    expect(system.lines.filter((line) => line.startsWith('attempt'))).toEqual([
      'attempt 1',
      'attempt 2',
      'attempt 3',
    ]);
    expect(waits).toEqual([21_600, 60, 120]);
    expect(letter?.body).toBe('{"orderId":7}');
    expect(letter?.attributes).toMatchObject({
      RequestID: { DataType: 'String' },
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: { DataType: 'String', StringValue: 'no' },
    });
  });

  test('that fails leaves a record at its destination for failures', async () => {
    await system.define('worker', failing);
    system.functions.configureEventInvoke('worker', { maximumRetryAttempts: 0, onFailure: failures.arn });
    await send('worker', { orderId: 7 });
    const [record] = await failures.receive({ waitSeconds: 10 });
    expect(JSON.parse(record?.body ?? '')).toMatchObject({
      version: '1.0',
      requestContext: {
        functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:worker:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: { orderId: 7 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'no' },
    });
  });

  /** Follows recordings of AWS, where a first retry after 60 seconds comes too late for an event that lives as long. */
  test('leaves its record at once when a retry would come after its event has expired', async () => {
    const slow = await functionsUnderTest();
    onTestFinished(() => slow.stop());
    const expired = slow.queues.define({ name: 'expired' });
    await slow.define('worker', failing);
    slow.functions.configureEventInvoke('worker', { maximumEventAge: 60, onFailure: expired.arn });
    await slow.functions.invoke('worker', { payload: '{}', invocationType: 'Event' });
    const [record] = await expired.receive({ waitSeconds: 10 });
    expect(JSON.parse(record?.body ?? '')).toMatchObject({
      requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 1 },
      responsePayload: { errorMessage: 'no' },
    });
  });

  /** Follows recordings of AWS. */
  test('has one request id in all its attempts, and its record is in its trace', async () => {
    await system.define('worker', failingWithId);
    system.functions.configureEventInvoke('worker', { onFailure: failures.arn });
    const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0';
    const request = { payload: '{}', invocationType: 'Event', requestId: 'r-1', traceHeader } as const;
    await system.functions.invoke('worker', request);
    const [record] = await failures.receive({ waitSeconds: 10 });
    expect(JSON.parse(record?.body ?? '')).toMatchObject({
      requestContext: { requestId: 'r-1', approximateInvokeCount: 3 },
      responsePayload: { errorMessage: 'r-1' },
    });
    expect(record?.systemAttributes['AWSTraceHeader']).toBe(traceHeader);
  });

  test('that succeeds may go on to another function', async () => {
    await system.define('worker', `export const handler = async () => 'done';`);
    await system.define(
      'next',
      'export const handler = async (record) => console.log(record.responsePayload);',
    );
    const onSuccess = 'arn:aws:lambda:eu-central-1:123456789012:function:next';
    system.functions.configureEventInvoke('worker', { onSuccess });
    await send('worker', {});
    await expect.poll(() => system.lines).toContain('done');
  });

  test('waits while its function is throttled', async () => {
    const sleeping = `export const handler = ({ ms }) => new Promise((resolve) => setTimeout(resolve, ms, console.log(ms)));`;
    await system.define('worker', sleeping, { reservedConcurrentExecutions: 1 });
    await Promise.all([send('worker', { ms: 100 }), send('worker', { ms: 1 })]);
    await expect.poll(() => system.lines).toEqual(['100', '1']);
    expect(waits.filter((seconds) => seconds < 21_600).slice(0, 4)).toEqual([1, 2, 4, 8]);
  });

  test('leaves its record at once when nothing is reserved for its function', async () => {
    await system.define('worker', failing, { reservedConcurrentExecutions: 0 });
    system.functions.configureEventInvoke('worker', { onFailure: failures.arn });
    await send('worker', { orderId: 7 });
    const [record] = await failures.receive({ waitSeconds: 10 });
    expect(JSON.parse(record?.body ?? '')).toEqual({
      version: '1.0',
      timestamp: expect.any(String),
      requestContext: expect.objectContaining({
        condition: 'ZeroReservedConcurrency',
        approximateInvokeCount: 0,
      }),
      requestPayload: { orderId: 7 },
    });
    expect(waits).toEqual([21_600]);
  });

  test('whose record cannot be delivered is logged with its payload', async () => {
    await system.define('worker', failing);
    const onFailure = 'arn:aws:sqs:eu-central-1:123456789012:nowhere';
    system.functions.configureEventInvoke('worker', { maximumRetryAttempts: 0, onFailure });
    await send('worker', { orderId: 7 });
    await expect.poll(() => system.lines.at(-1)).toMatch(/is lost: .*does not exist.*\{"orderId":7\}/);
  });
});
