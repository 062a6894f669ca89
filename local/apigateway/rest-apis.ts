import type { LogLine } from '../system.ts';
import { known, RestApi } from './api.ts';
import type { TokenVerifier } from './authorizer.ts';
import { GatewayError } from './gateway-error.ts';
import type { Backends, Integration, IntegrationConfig } from './integration.ts';
import { awsService } from './integrations/aws-service.ts';
import { http } from './integrations/http.ts';
import { HttpClient } from './integrations/http-client.ts';
import { lambdaCustom } from './integrations/lambda-custom.ts';
import { isOfFunction, lambdaProxy } from './integrations/lambda-proxy.ts';
import { mock } from './integrations/mock.ts';
import { ApiServer, type ApiServerOptions } from './server.ts';

export interface RestApisOptions
  extends Omit<Backends, 'hasVpcLink'>,
    Pick<ApiServerOptions, 'localPaths' | 'onAnswer'> {
  accountId: string;
  /** For the first API; 0 and every further API take any free one. */
  port: number;
  userPools: TokenVerifier;
  log(line: LogLine): void;
}

const ofTheConnection = ['content-length', 'transfer-encoding'];
const ofTheCall = ['authorization', 'connection', 'expect', 'proxy-authenticate', 'te'];

/** A header that fails each request when it is mapped: recordings of AWS show which, and for functions more of them. */
function refusedHeader({ Type, RequestParameters }: IntegrationConfig): string | undefined {
  const refused = Type.startsWith('AWS') ? [...ofTheConnection, ...ofTheCall] : ofTheConnection;
  return Object.keys(RequestParameters).find((target) =>
    refused.some((name) => target.toLowerCase() === `integration.request.header.${name}`),
  );
}

/** The REST APIs of Amazon API Gateway, each served at http://127.0.0.1:<port>/ with the path of its stage hidden. */
export class RestApis {
  readonly #options: RestApisOptions;
  readonly #apis = new Map<string, RestApi>();
  readonly #servers = new Map<string, ApiServer>();
  readonly #vpcLinks = new Set<string>();
  readonly #client = new HttpClient();

  constructor(options: RestApisOptions) {
    this.#options = options;
  }

  create(id: string): RestApi {
    const api = new RestApi(id, this.#options.accountId);
    this.#apis.set(id, api);
    return api;
  }

  find(restApiId: string): RestApi {
    return known(this.#apis, restApiId, 'REST API');
  }

  addVpcLink(id: string): void {
    this.#vpcLinks.add(id);
  }

  /** Compiles an integration; what it does not support is an error that names it. */
  integration(config: IntegrationConfig): Integration {
    const integration = this.#compile(config);
    const refused = refusedHeader(config);
    return refused === undefined
      ? integration
      : () =>
          Promise.reject(
            new GatewayError('API_CONFIGURATION_ERROR', { detail: `${refused} cannot be mapped` }),
          );
  }

  #compile(config: IntegrationConfig): Integration {
    const { functions, loadBalancers, sendByQuery } = this.#options;
    const hasVpcLink = (id: string) => this.#vpcLinks.has(id);
    switch (config.Type) {
      case 'AWS_PROXY':
        return lambdaProxy(config, { functions });
      case 'AWS':
        return isOfFunction(config)
          ? lambdaCustom(config, { functions })
          : awsService(config, { sendByQuery });
      case 'HTTP':
      case 'HTTP_PROXY':
        return http(config, { loadBalancers, hasVpcLink }, this.#client);
      case 'MOCK':
        return mock(config);
    }
  }

  /** Begins to serve an API. A port that is taken is an error that names it. */
  async start(restApiId: string): Promise<void> {
    const { userPools: tokens, localPaths, onAnswer, port } = this.#options;
    const isFirst = this.#servers.size === 0;
    const server = new ApiServer(this.find(restApiId), {
      tokens,
      localPaths,
      onAnswer,
      log: (line) => this.#options.log({ source: `apigateway/${restApiId}`, line }),
    });
    this.#servers.set(restApiId, server);
    await server.listen(isFirst ? port : 0);
  }

  /** Finishes the requests under way and stops serving. */
  async stop(restApiId: string): Promise<void> {
    await this.#servers.get(restApiId)?.close();
    this.#servers.delete(restApiId);
    if (this.#servers.size === 0) this.#client.close();
  }

  /** Where a running API is: `http://127.0.0.1:3000`, without a slash at the end. */
  url(restApiId: string): string {
    const server = this.#servers.get(restApiId);
    if (!server) throw new Error(`REST API ${restApiId} is not running: it has no stage or is not started`);
    return server.url;
  }

  urls(): string[] {
    return [...this.#servers.values()].map((server) => server.url);
  }
}
