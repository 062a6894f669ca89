import { type AccessLog, compileAccessLog } from './access-log.ts';
import type { Authorizer } from './authorizer.ts';
import { GatewayResponses } from './gateway-responses.ts';
import type { Integration } from './integration.ts';
import type { ApiIdentity } from './request.ts';
import { Router } from './router.ts';
import { type MethodSetting, TokenBucket, throttlingOf } from './throttle.ts';
import { Models, type RequestCheck } from './validation.ts';

/** A method of a resource, ready to serve. */
export interface Method {
  httpMethod: string;
  resourceId: string;
  resourcePath: string;
  /** Null: everybody may call it. */
  authorization: { authorizer: Authorizer; scopes: string[] } | null;
  checks: RequestCheck[];
  integration: Integration;
  /** Whether its answers name the trace: all but those of HTTP proxies and mocks do. */
  addsTraceHeader: boolean;
  bucket?: TokenBucket;
}

/** What a request validator checks. */
export interface RequestValidator {
  body: boolean;
  parameters: boolean;
}

/** The stage that is served. Its name does not show in paths here. */
export interface Stage {
  name: string;
  deploymentId: string;
  variables: Record<string, string>;
  methodSettings: MethodSetting[];
  /** The format of its access log, if it keeps one. */
  accessLogFormat?: string;
}

/** One REST API: what its resources add up to. */
export class RestApi {
  readonly id: string;
  readonly rootResourceId: string;
  readonly router = new Router<Method>();
  readonly gatewayResponses = new GatewayResponses();
  readonly models: Models;
  readonly authorizers = new Map<string, Authorizer>();
  readonly requestValidators = new Map<string, RequestValidator>();
  readonly #accountId: string;
  readonly #resourcePaths: Map<string, string>;
  readonly #methods: Method[] = [];
  #identity: ApiIdentity | undefined;
  /** Makes the line of a request in the stage's access log. */
  accessLog: AccessLog | undefined;

  constructor(id: string, accountId: string) {
    this.id = id;
    this.models = new Models(id);
    this.rootResourceId = `${id}-root`;
    this.#accountId = accountId;
    this.#resourcePaths = new Map([[this.rootResourceId, '/']]);
  }

  addResource(id: string, parentId: string, pathPart: string): void {
    this.#resourcePaths.set(id, `${this.resourcePath(parentId).replace(/\/$/, '')}/${pathPart}`);
  }

  /** `/orders/{orderId}` */
  resourcePath(resourceId: string): string {
    return known(this.#resourcePaths, resourceId, 'resource');
  }

  addMethod(method: Method): void {
    this.router.add(method.httpMethod, method.resourcePath, method);
    this.#methods.push(method);
  }

  /** Every method gets its own bucket, by its own setting or the stage's for all. */
  deploy(stage: Stage): void {
    if (this.#identity) {
      throw new Error(
        `The REST API has the stages ${this.#identity.stage} and ${stage.name}; one is supported`,
      );
    }
    for (const method of this.#methods) {
      const limit = throttlingOf(stage.methodSettings, method.resourcePath, method.httpMethod);
      if (limit) method.bucket = new TokenBucket(limit);
    }
    if (stage.accessLogFormat !== undefined) this.accessLog = compileAccessLog(stage.accessLogFormat);
    this.#identity = {
      apiId: this.id,
      accountId: this.#accountId,
      stage: stage.name,
      deploymentId: stage.deploymentId,
      stageVariables: stage.variables,
    };
  }

  get identity(): ApiIdentity {
    if (!this.#identity) throw new Error(`REST API ${this.id} has no stage`);
    return this.#identity;
  }
}

/** The entry of a map, or an error that names what is missing. */
export function known<Value>(map: ReadonlyMap<string, Value>, key: string, kind: string): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`There is no ${kind} ${key}`);
  return value;
}
