import type { APIGatewayProxyResult } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { lambdaContext } from '../shared/testing/http.ts';
import { type OtherServices, startLocalAws } from '../shared/testing/local-aws.ts';
import { eventOf } from './testing/event.ts';

const others: OtherServices = {};
let aws: Awaited<ReturnType<typeof startLocalAws>>;
let handler: typeof import('./compare.handler.ts').handler;
const printed: string[] = [];
beforeAll(async () => {
  aws = await startLocalAws([], others, {
    POWERTOOLS_METRICS_DISABLED: 'false',
    POWERTOOLS_METRICS_NAMESPACE: 'test',
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_DEV: 'true',
  });
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((line) => void printed.push(String(line)));
  handler = (await import('./compare.handler.ts')).handler;
});
beforeEach(() => printed.splice(0));
afterAll(async () => {
  vi.restoreAllMocks();
  await aws.stop();
});

const answer: APIGatewayProxyResult = {
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: '{"name":"Ada"}',
};

/** What is printed when the shadow gives this answer to a request that was answered as above. */
async function whenShadowSays(shadowAnswer: () => Promise<{ payload: unknown; functionError?: string }>) {
  others.invoke = shadowAnswer;
  const shadow = { name: 'legacy', functionName: 'legacy-function' };
  const request = eventOf({ username: 'C-10001' });
  await handler({ route: 'GET /books/{isbn}', shadow, request, answer }, lambdaContext());
  return printed.map((line) => JSON.parse(line));
}

test('the same answer counts as a match and is no line of the log', async () => {
  const lines = await whenShadowSays(async () => ({ payload: answer }));
  expect(lines).toEqual([
    expect.objectContaining({
      ShadowMatches: 1,
      route: 'GET /books/{isbn}',
      side: 'legacy',
      _aws: expect.objectContaining({
        CloudWatchMetrics: [expect.objectContaining({ Dimensions: [['service', 'route', 'side']] })],
      }),
    }),
  ]);
});

test('another one counts as a difference, and the log says where it differs but not by what', async () => {
  const lines = await whenShadowSays(async () => ({ payload: { ...answer, body: '{"name":"Bob"}' } }));
  expect(lines).toContainEqual(expect.objectContaining({ ShadowDifferences: 1 }));
  expect(lines).toContainEqual(
    expect.objectContaining({ message: 'The shadow answers otherwise', differs: ['body /name'] }),
  );
  expect(printed.join()).not.toMatch(/Ada|Bob|C-10001/);
});

test('no answer counts as a difference, and is not tried again', async () => {
  const lines = await whenShadowSays(async () => ({
    payload: { errorMessage: 'of Ada' },
    functionError: 'Unhandled',
  }));
  expect(lines).toContainEqual(expect.objectContaining({ ShadowDifferences: 1 }));
  expect(lines).toContainEqual(expect.objectContaining({ differs: ['no answer'] }));
  expect(printed.join()).not.toContain('Ada');
});
