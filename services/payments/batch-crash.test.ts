import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FunctionsUnderTest, functionsUnderTest } from '../../local/lambda/testing.ts';
import { functionSource } from '../shared/testing/function-source.ts';
import { startPaymentsAws } from './testing/aws.ts';
import { delivery, paymentEvent } from './testing/events.ts';
import { startLedgerDatabase } from './testing/ledger-database.ts';
import { workerTimeoutSeconds } from './time-limits.ts';

const variables = [
  ...['DATABASE_POOL_SIZE', 'LEDGER_SECRET_ARN', 'WEBHOOK_SECRET_ARN', 'PGSSLMODE'],
  ...['ORDERS_TABLE', 'PAYMENT_WAITS_TABLE', 'REFUND_QUEUE_URL', 'POWERTOOLS_LOG_LEVEL'],
];

let ledger: Awaited<ReturnType<typeof startLedgerDatabase>>;
let aws: Awaited<ReturnType<typeof startPaymentsAws>>;
let system: FunctionsUnderTest;

beforeAll(async () => {
  ledger = await startLedgerDatabase();
  aws = await startPaymentsAws(ledger.secret);
  system = await functionsUnderTest({
    endpointUrl: process.env['AWS_ENDPOINT_URL'] ?? '',
    certificatesFile: ledger.certificateAuthorityFile,
  });
  const environment = Object.fromEntries(variables.map((name) => [name, process.env[name] ?? '']));
  await system.define('worker', await functionSource('payments/worker'), {
    environment: { ...environment, NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' },
    timeout: workerTimeoutSeconds,
    memorySize: 512,
  });
});
afterAll(async () => {
  await system.stop();
  await aws.stop();
  await ledger.stop();
});

const sessionsThatWait = async () =>
  (await ledger.client.query('SELECT 1 FROM pg_locks WHERE NOT granted')).rowCount;

test('a worker that dies in the middle of a batch leaves each record whole or not begun, and the next one does each once', async () => {
  const events = ['before', 'amid', 'after'].map((orderId) => paymentEvent({ orderId }));
  const payload = JSON.stringify({ Records: events.map((event) => delivery(event)) });
  const effects = async () => {
    const found: unknown[] = [];
    for (const { id } of events) found.push(await ledger.effects(id));
    return found;
  };
  const [done, none] = [
    { rows: 1, entries: 2, debit: 2500, sum: 0 },
    { rows: 0, entries: 0, debit: 0, sum: 0 },
  ];

  // Whoever inserts the second event's row waits for this transaction.
  await ledger.client.query('BEGIN');
  await ledger.client.query(
    "INSERT INTO payment_events (event_id, type, received_at) VALUES ($1, '', now())",
    [events[1]?.id],
  );
  const dying = system.functions.invoke('worker', { payload });
  await expect.poll(sessionsThatWait, { interval: 5 }).toBe(1);
  await system.functions.find('worker').stop();
  expect(await dying).toMatchObject({ functionError: 'Unhandled' });
  await ledger.client.query('ROLLBACK');
  await expect.poll(effects).toEqual([done, none, none]);

  const next = await system.functions.invoke('worker', { payload });
  expect(JSON.parse(next.payload)).toEqual({ batchItemFailures: [] });
  expect(await effects()).toEqual([done, done, done]);
  for (const [index, orderId] of ['before', 'amid', 'after'].entries())
    expect(await aws.wait(orderId)).toHaveProperty([`event:${events[index]?.id}`]);
});
