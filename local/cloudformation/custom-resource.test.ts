import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AwsEndpoint } from '../endpoint/server.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Created } from '../resource.ts';
import { systemWith } from '../testing.ts';
import { customResourceType } from './custom-resource.ts';
import { CustomResourceResponses } from './custom-resource-responses.ts';

interface CreateEvent {
  ResponseURL: string;
  StackId: string;
  RequestId: string;
  LogicalResourceId: string;
}
type Handler = (event: CreateEvent) => Promise<void>;

let endpoint: AwsEndpoint;
const responses = new CustomResourceResponses();

beforeEach(async () => {
  endpoint = await AwsEndpoint.listen(() => {});
  endpoint.serve(responses);
});
afterEach(() => endpoint.stop());

/** Creates `Custom::Database` with a function that is `handler`; one that throws fails as Lambda would say it. */
async function create(handler: Handler, properties: object = {}): Promise<Created> {
  const invoke: Functions['invoke'] = async (_, { payload }) => {
    const ok = { statusCode: 200, executedVersion: '$LATEST', payload: 'null' };
    return handler(JSON.parse(payload)).then(
      () => ok,
      (error: Error) => ({ ...ok, functionError: 'Unhandled' as const, payload: error.message }),
    );
  };
  const system = systemWith({
    endpointUrl: endpoint.url,
    functions: { invoke } as Functions,
  });
  const type = customResourceType('Custom::Database', 'arn:stack', responses);
  const parsed = type.properties.parse({ ServiceToken: 'arn:function', ...properties });
  return type.create({ logicalId: 'Setup', physicalId: 'unused', properties: parsed }, system);
}

async function respond(event: CreateEvent, answer: object): Promise<Response> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({ StackId, RequestId, LogicalResourceId, ...answer });
  return fetch(event.ResponseURL, { method: 'PUT', body });
}
const success = { Status: 'SUCCESS', PhysicalResourceId: 'database-1' };

describe('a custom resource', () => {
  test('sends the documented Create event with scalars as text, and answers Ref and Data', async () => {
    let sent: object = {};
    const created = await create(
      async (event) => {
        sent = event;
        await respond(event, { ...success, Data: { Version: 18, Host: 'h' } });
      },
      { Limit: 20, Nested: [{ On: true }] },
    );
    expect(created).toEqual({ ref: 'database-1', attributes: { Version: '18', Host: 'h' } });
    expect(sent).toMatchObject({
      RequestType: 'Create',
      ResourceType: 'Custom::Database',
      LogicalResourceId: 'Setup',
      StackId: 'arn:stack',
      ResourceProperties: { ServiceToken: 'arn:function', Limit: '20', Nested: [{ On: 'true' }] },
    });
  });

  test('takes one response only', async () => {
    const statuses: number[] = [];
    await create(async (event) => {
      for (let put = 0; put < 2; put++) statuses.push((await respond(event, success)).status);
    });
    await expect.poll(() => statuses).toEqual([200, 404]);
  });
});

describe('the start fails with the reason', () => {
  test('when the function answers FAILED', async () => {
    const call = create(
      async (event) => void (await respond(event, { Status: 'FAILED', Reason: 'no room' })),
    );
    await expect(call).rejects.toThrow('its function answered FAILED: no room');
  });

  test('when the function throws', async () => {
    const call = create(() => Promise.reject(new Error('boom')));
    await expect(call).rejects.toThrow('its function arn:function failed: boom');
  });

  test('when no response comes in time', async () => {
    const call = create(() => Promise.resolve(), { ServiceTimeout: '0.01' });
    await expect(call).rejects.toThrow('its function arn:function did not answer within 0.01 seconds');
  });

  test('when the response belongs to another request', async () => {
    const call = create(async (event) => void (await respond({ ...event, RequestId: 'other' }, success)));
    await expect(call).rejects.toThrow("its function's response has another RequestId than the request");
  });
});
