import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { number } from '../cfn.ts';
import type { Created, ResourceType } from '../resource.ts';
import type { LocalSystem } from '../system.ts';
import type { CustomResourceResponses } from './custom-resource-responses.ts';

const properties = z.looseObject({ ServiceToken: z.string(), ServiceTimeout: number.optional() });
type Properties = z.infer<typeof properties>;

/** CloudFormation waits an hour unless told otherwise; nobody who starts a system on their own machine does. */
const defaultTimeoutSeconds = 120;

/** Whether a type is a custom resource: made by a function of the template. */
export function isCustomResource(type: string): boolean {
  return type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::');
}

/**
 * A custom resource: its function is sent a Create event and answers with a PUT to the event's ResponseURL, as
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref.html documents. A function that fails,
 * answers FAILED or does not answer in time fails the start. Delete is never sent: a local stack ends with its data.
 */
export function customResourceType(
  type: string,
  stackId: string,
  responses: CustomResourceResponses,
): ResourceType<Properties> {
  return {
    type,
    properties,
    async create({ logicalId, properties: given }, system) {
      const awaited = responses.open(system.endpointUrl);
      const identity = { StackId: stackId, RequestId: randomUUID(), LogicalResourceId: logicalId };
      const event = {
        ...identity,
        RequestType: 'Create',
        ResponseURL: awaited.url,
        ResourceType: type,
        ResourceProperties: scalarsAsText(given),
      };
      try {
        return createdFrom(await askFunction(given, JSON.stringify(event), awaited.body, system), identity);
      } finally {
        awaited.close();
      }
    },
  };
}

async function askFunction(
  { ServiceToken, ServiceTimeout = defaultTimeoutSeconds }: Properties,
  payload: string,
  response: Promise<string>,
  system: LocalSystem,
): Promise<string> {
  const answered = new AbortController();
  const invoked = system.functions.invoke(ServiceToken, { payload }).then((result) => {
    if (result.functionError) throw new Error(`its function ${ServiceToken} failed: ${result.payload}`);
    return response;
  });
  // Its function works in real time, also where waits are sped up.
  const late = setTimeout(1000 * ServiceTimeout, undefined, { signal: answered.signal }).then(() => {
    throw new Error(`its function ${ServiceToken} did not answer within ${ServiceTimeout} seconds`);
  });
  try {
    return await Promise.race([invoked, response, late]);
  } finally {
    answered.abort();
  }
}

/** CloudFormation sends numbers and booleans of a custom resource's properties as text. */
function scalarsAsText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(scalarsAsText);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, scalarsAsText(item)]));
}

const identitySchema = z.object({
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
});
const responseSchema = z.discriminatedUnion('Status', [
  identitySchema.extend({ Status: z.literal('FAILED'), Reason: z.string() }),
  identitySchema.extend({
    Status: z.literal('SUCCESS'),
    PhysicalResourceId: z.string(),
    Data: z.record(z.string(), z.unknown()).nullish(),
  }),
]);

function createdFrom(body: string, identity: z.infer<typeof identitySchema>): Created {
  const response = responseSchema.safeParse(parseJson(body));
  if (!response.success) {
    throw new Error(`its function's response is not as documented: ${z.prettifyError(response.error)}`);
  }
  const wrong = identitySchema.keyof().options.find((key) => response.data[key] !== identity[key]);
  if (wrong) throw new Error(`its function's response has another ${wrong} than the request`);
  if (response.data.Status === 'FAILED')
    throw new Error(`its function answered FAILED: ${response.data.Reason}`);
  const data = Object.entries(response.data.Data ?? {});
  return {
    ref: response.data.PhysicalResourceId,
    attributes: Object.fromEntries(data.map(([name, value]) => [name, String(value)])),
  };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error("its function's response is not JSON");
  }
}
