import { onTestFinished } from 'vitest';
import { createResource } from '../resource-fixture.ts';
import { systemWith } from '../testing.ts';
import { resourceTypes } from './resource-types.ts';
import { RestApis, type RestApisOptions } from './rest-apis.ts';

/** For tests: a REST API, built by its resource types, that a test then calls. It stops with the test. */
export class ApiFixture {
  readonly log: string[] = [];
  readonly restApis: RestApis;
  restApiId = '';
  readonly #resourceIds = new Map<string, string>();

  static async create(backends: Partial<RestApisOptions> = {}): Promise<ApiFixture> {
    const fixture = new ApiFixture(backends);
    const api = await fixture.add('RestApi', 'Api', { Name: 'Api' });
    fixture.restApiId = api.ref;
    fixture.#resourceIds.set('/', api.attributes?.['RootResourceId'] ?? '');
    return fixture;
  }

  private constructor(backends: Partial<RestApisOptions>) {
    const missing = (name: string) => () => {
      throw new Error(`This test has no ${name}`);
    };
    this.restApis = new RestApis({
      accountId: '000000000000',
      port: 0,
      functions: { invoke: missing('function') },
      userPools: { verify: missing('user pool') },
      loadBalancers: { find: missing('load balancer') },
      sendByQuery: missing('queue'),
      log: ({ line }) => this.log.push(line),
      ...backends,
    });
  }

  /** Creates a resource of the API: type without `AWS::ApiGateway::`. */
  add(type: string, logicalId: string, properties: object) {
    const RestApiId = type === 'RestApi' ? {} : { RestApiId: this.restApiId };
    const resource = {
      type: type.includes('::') ? type : `AWS::ApiGateway::${type}`,
      logicalId,
      properties: type.includes('::') ? properties : { ...RestApiId, ...properties },
    };
    return createResource(resourceTypes, resource, systemWith({ restApis: this.restApis }));
  }

  /** Adds a method, and the resources on its path that are not there yet. */
  async method(httpMethod: string, path: string, properties: object) {
    let parent = '/';
    for (const PathPart of path.split('/').filter(Boolean)) {
      const child = `${parent === '/' ? '' : parent}/${PathPart}`;
      const ParentId = this.#resourceIds.get(parent);
      if (!this.#resourceIds.has(child)) {
        const resource = await this.add('Resource', `Resource${child}`, { ParentId, PathPart });
        this.#resourceIds.set(child, resource.ref);
      }
      parent = child;
    }
    const ResourceId = this.#resourceIds.get(parent);
    return this.add('Method', `${httpMethod} ${path}`, { HttpMethod: httpMethod, ResourceId, ...properties });
  }

  /** Serves the API and answers its URL. */
  async start(stage: object = {}): Promise<string> {
    const created = await this.add('Stage', 'Stage', { DeploymentId: 'd', StageName: 'prod', ...stage });
    onTestFinished(() => created.stop?.());
    await created.start?.();
    return this.restApis.url(this.restApiId);
  }
}

/** A method that answers 200 with this text by itself. */
export function answering(text: string): object {
  return {
    Integration: {
      Type: 'MOCK',
      RequestTemplates: { 'application/json': '{"statusCode": 200}' },
      IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'text/plain': text } }],
    },
    MethodResponses: [{ StatusCode: '200' }],
  };
}

/** A Lambda proxy method. */
export const lambdaProxyMethod = {
  Integration: {
    Type: 'AWS_PROXY',
    IntegrationHttpMethod: 'POST',
    Uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:0:function:f/invocations',
  },
};

/** A function that answers what `handler` makes of its event. */
export function functionsOf(
  handler: (event: Record<string, unknown>) => unknown,
): RestApisOptions['functions'] {
  return {
    invoke: async (_, { payload }) => ({
      payload: JSON.stringify(await handler(JSON.parse(payload))),
      statusCode: 200,
    }),
  };
}
