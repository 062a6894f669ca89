import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StopList } from '../../local/cloudformation/stop-list.ts';
import { routesTo } from '../../local/endpoint/routes.ts';
import { AwsEndpoint } from '../../local/endpoint/server.ts';
import { createEngines } from '../../local/engines.ts';
import type { Queue } from '../../local/sqs/queue.ts';
import type { LocalSystem } from '../../local/system.ts';
import { findDeadLetterQueues, mostRead, readDeadLetters } from './dead-letters.ts';
import { paymentEvent } from './payment-event.ts';
import { WorkerLog } from './redrive-log.ts';
import { moveBack } from './redrive-move.ts';
import { followOutcomes } from './redrive-outcomes.ts';

let stops: StopList;
let system: LocalSystem;
let source: Queue;
let deadLetters: Queue;
let clientConfig: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};
let sqs: SQSClient;
let log: WorkerLog;

/** A queue with its dead-letter queue and the log of its worker, behind the local AWS. */
beforeEach(async () => {
  stops = new StopList();
  const endpoint = await AwsEndpoint.listen(() => {});
  stops.add('endpoint', () => endpoint.stop());
  const common = { region: 'us-east-1', accountId: '000000000000', endpointUrl: endpoint.url, port: 0 };
  const options = { ...common, workDir: '/nowhere', log: () => {}, timeFactor: 1, assets: new Map(), stops };
  system = createEngines(options);
  endpoint.serve(...routesTo(system));
  deadLetters = system.queues.define({ name: 'dead-letters' });
  const redrivePolicy = { deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 1 };
  source = system.queues.define({ name: 'webhook', redrivePolicy });
  system.logGroups.assign('lambda/worker', 'worker-logs');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  clientConfig = { endpoint: endpoint.url, region: 'us-east-1', credentials };
  sqs = new SQSClient(clientConfig);
  log = new WorkerLog(new CloudWatchLogsClient(clientConfig), 'worker-logs');
});
afterEach(() => stops.stop());

const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
const event = (eventId: string) =>
  paymentEvent({
    orderId: 'o-1',
    outcome: 'succeeded',
    amount: 100,
    currency: 'EUR',
    eventId,
    paymentId: 'pi_1',
  });

/** A webhook message that its worker received once and did not handle, as one receive more finds out. */
async function fail(body: string, correlationId = 'c-1'): Promise<string> {
  const attributes = {
    receivedAt: attribute(String(Date.UTC(2026, 10, 1))),
    correlationId: attribute(correlationId),
    signature: attribute('t=1,v1=5ec2e7'),
  };
  const { messageId } = source.send({ body: Buffer.from(body).toString('base64'), attributes });
  const [received] = await source.receive({ waitSeconds: 0 });
  source.changeVisibility(received?.receiptHandle ?? '', 0);
  await source.receive({ waitSeconds: 0 });
  return messageId;
}

async function webhookQueue() {
  const deployment = {
    url: '',
    clientConfig,
    outputs: { WebhookDeadLetterQueueUrl: deadLetters.url, ApiUrl: '' },
  };
  const [queue] = await findDeadLetterQueues(deployment, sqs);
  if (!queue) throw new Error('no queue was found');
  return queue;
}

/** Writes a line as the worker's logger does. */
function write(level: string, message: string, more: object): void {
  system.log({ source: 'lambda/worker', line: JSON.stringify({ level, message, ...more }) });
}

describe('a dead letter', () => {
  test('is found by the outputs, with its queue of origin', async () => {
    await fail(event('evt_1'));
    expect(await webhookQueue()).toEqual({
      name: 'Webhook',
      url: deadLetters.url,
      arn: deadLetters.arn,
      sourceArn: source.arn,
      count: 1,
    });
  });

  test('is told by what it is about, without its signature or anything else of its body', async () => {
    const messageId = await fail(event('evt_1'));
    const [letter] = await readDeadLetters(sqs, await webhookQueue());
    expect(letter).toEqual({
      messageId,
      arrivedAt: new Date('2026-11-01T00:00:00Z'),
      sentAt: expect.any(Date),
      receiveCount: 1,
      correlationId: 'c-1',
      what: 'payment_intent.succeeded evt_1 of order o-1 by payment pi_1',
      ids: ['evt_1', 'pi_1'],
    });
  });

  test('can be received at once after it was read, and only its receive count tells', async () => {
    await fail(event('evt_1'));
    await readDeadLetters(sqs, await webhookQueue());
    expect(deadLetters.counts()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
    const [letter] = await readDeadLetters(sqs, await webhookQueue());
    expect(letter?.receiveCount).toBe(2);
  });

  test('of a great many is not read, but moved all the same', async () => {
    for (let index = 0; index < mostRead + 5; index++) deadLetters.send({ body: '{}' });
    const queue = await webhookQueue();
    expect(await readDeadLetters(sqs, queue)).toHaveLength(mostRead);
    expect(await moveBack(sqs, queue, { rate: 500, onProgress: () => {} })).toBe(mostRead + 5);
    expect(source.counts().visible).toBe(mostRead + 5);
  });

  test('has the error that the worker wrote last, on one line', async () => {
    const messageId = await fail(event('evt_1'));
    const message = 'Payment event failed';
    write('ERROR', message, { messageId: 'another', error: { name: 'Error', message: 'not this' } });
    write('ERROR', message, { messageId, error: { name: 'Error', message: 'first' } });
    write('ERROR', message, { messageId, error: { name: 'TypeError', message: 'second\u001b[2J\nline' } });
    write('INFO', 'something else', { messageId });
    const lines = await log.lines(messageId, new Date(0));
    expect(lines.findLast(({ isError }) => isError)?.says).toBe('TypeError: second [2J line');
  });
});

describe('moving back', () => {
  test('takes the rate that it was given', async () => {
    for (let index = 0; index < 4; index++) await fail(event(`evt_${index}`));
    const started = Date.now();
    expect(await moveBack(sqs, await webhookQueue(), { rate: 4, onProgress: () => {} })).toBe(4);
    expect(Date.now() - started).toBeGreaterThan(700);
    expect(deadLetters.counts().visible).toBe(0);
  });

  test('that SQS gives up says why', async () => {
    deadLetters.send({ body: '{}' });
    const queue = { ...(await webhookQueue()), sourceArn: undefined };
    await expect(moveBack(sqs, queue, { rate: 5, onProgress: () => {} })).rejects.toThrow(
      'The move is FAILED after 0 messages: CouldNotDetermineMessageSource',
    );
  });
});

describe('what becomes of a moved message', () => {
  test('is told by its correlation id, which stays, also when the worker said something before it failed', async () => {
    for (const id of ['good', 'bad', 'lost']) await fail(event(`evt_${id}`), id);
    const letters = await readDeadLetters(sqs, await webhookQueue());
    write('ERROR', 'Payment event failed', { messageId: '0', correlationId: 'good-2' });
    write('INFO', 'Payment event handled', { messageId: '1', correlationId: 'good' });
    write('INFO', 'Order not there yet', { messageId: '2', correlationId: 'bad' });
    write('ERROR', 'Payment event failed', {
      ...{ messageId: '2', correlationId: 'bad' },
      error: { name: 'Error', message: 'no database' },
    });
    const outcomes = await followOutcomes(log, letters, { movedAt: new Date(), seconds: 1 });
    expect(new Map(outcomes.map(({ letter, is, says }) => [letter.correlationId, [is, says]]))).toEqual(
      new Map([
        ['good', ['handled', 'Payment event handled']],
        ['bad', ['failed', 'Error: no database']],
        ['lost', [undefined, undefined]],
      ]),
    );
  });

  test('is told by the ids in its body when it has no correlation id', async () => {
    deadLetters.send({ body: '{"orderId":"o-1","paymentId":"pi_9"}' });
    const letters = await readDeadLetters(sqs, await webhookQueue());
    write('INFO', 'Refund asked', { messageId: '1', paymentId: 'pi_9' });
    const [outcome] = await followOutcomes(log, letters, { movedAt: new Date(), seconds: 5 });
    expect(outcome).toMatchObject({ is: 'handled', says: 'Refund asked' });
  });

  test('before the move does not count', async () => {
    await fail(event('evt_1'));
    const letters = await readDeadLetters(sqs, await webhookQueue());
    write('ERROR', 'Payment event failed', { messageId: '1', correlationId: 'c-1' });
    const movedAt = new Date(Date.now() + 60_000);
    const [outcome] = await followOutcomes(log, letters, { movedAt, seconds: 1 });
    expect(outcome?.is).toBeUndefined();
  });
});
