import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  AuthorizationType,
  CognitoUserPoolsAuthorizer,
  EndpointType,
  type Integration,
  JsonSchemaType,
  LogGroupLogDestination,
  type MethodOptions,
  Model,
  RequestValidator,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { alarmOnApi } from './api-alarms.ts';
import { addGatewayResponses, refusal } from './gateway-responses.ts';
import { LegacyBackend, type LegacySystem } from './legacy-backend.ts';
import { RouteSplitter, type SplitterCode } from './route-splitter.ts';
import { type Endpoint, endpointsOf, type RouteTable } from './route-table.ts';
import { longestAnswer, type RouteTarget } from './route-target.ts';

export interface StranglerFacadeProps {
  routes: RouteTable;
  services: Readonly<Record<string, RouteTarget>>;
  /** What API Gateway answers itself, by path: the open routes of the owner `gateway`. */
  pages?: Readonly<Record<string, RouteTarget>>;
  legacy: LegacySystem;
  /** For routes with a shadow or a canary. */
  splitter: SplitterCode;
  userPool: IUserPool;
  /** Requests a second, and at once, that the whole API takes before it answers 429. */
  throttle: { ratePerSecond: number; burst: number };
}

/** Part of the URL on AWS: `https://<id>.execute-api.<region>.amazonaws.com/live/`. */
const stageName = 'live';
/** Who asked for what, how it ended and who answered: no token, no query, no body. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    trace: AccessLogField.contextXrayTraceId(),
    time: AccessLogField.contextRequestTimeEpoch(),
    method: AccessLogField.contextHttpMethod(),
    resource: AccessLogField.contextResourcePath(),
    status: AccessLogField.contextStatus(),
    error: AccessLogField.contextErrorResponseType(),
    caller: AccessLogField.contextAuthorizerClaims('username'),
    integrationStatus: AccessLogField.contextIntegrationStatus(),
    latency: AccessLogField.contextResponseLatency(),
  }),
);

/** The scope that access tokens of Cognito's own sign-in carry. Naming a scope is what makes API Gateway take them. */
const accessTokenScope = 'aws.cognito.signin.user.admin';

/**
 * Strangler: one REST API in front of the old system and of what replaces it, route by route. What the table gives to
 * no service goes to the legacy system's private load balancer.
 */
export class StranglerFacade extends Construct {
  readonly api: RestApi;
  private readonly props: StranglerFacadeProps;
  private readonly legacy: LegacyBackend;
  private splitter: RouteSplitter | undefined;
  private authorizer: CognitoUserPoolsAuthorizer | undefined;
  private readonly jsonBody: MethodOptions;

  constructor(scope: Construct, id: string, props: StranglerFacadeProps) {
    super(scope, id);
    this.props = props;
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.api = new RestApi(this, 'Api', {
      restApiName: Stack.of(this).stackName,
      endpointTypes: [EndpointType.REGIONAL],
      // Access logs need the account's CloudWatch role for API Gateway; this sets it.
      cloudWatchRole: true,
      cloudWatchRoleRemovalPolicy: RemovalPolicy.DESTROY,
      deployOptions: {
        stageName,
        tracingEnabled: true,
        metricsEnabled: true,
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat,
        throttlingRateLimit: props.throttle.ratePerSecond,
        throttlingBurstLimit: props.throttle.burst,
      },
    });
    addGatewayResponses(this.api);
    alarmOnApi(
      this.api,
      Object.values(props.services).map((target) => target.function?.timeout ?? longestAnswer),
    );
    this.legacy = new LegacyBackend(this, 'Legacy', { ...props.legacy, stageName });
    this.jsonBody = this.coarseBodyCheck();
    for (const endpoint of endpointsOf(props.routes)) this.addEndpoint(endpoint);
  }

  private addEndpoint(endpoint: Endpoint): void {
    const { method, path, ownPath, access } = endpoint;
    const resource = this.api.root.resourceForPath(path);
    const authorization = access === 'customer' || access === 'operator' ? this.signedIn() : {};
    // On both sides of a route that moves, so that it refuses the same bodies in the same words.
    const body = ['POST', 'PUT'].includes(method) ? this.jsonBody : {};
    if (access === 'refused') {
      resource.addMethod(method, refusal.integration, refusal.methodOptions);
    } else if (isSplit(endpoint)) {
      resource.addMethod(method, this.split(endpoint), authorization);
    } else if (endpoint.owner === 'legacy') {
      this.legacy.addMethod(resource, method, ownPath, { ...body, ...authorization });
    } else {
      const { integration, methodOptions } = this.targetOf(endpoint);
      resource.addMethod(method, integration, { ...(methodOptions ?? body), ...authorization });
    }
  }

  private targetOf({ line, owner, path }: Endpoint): RouteTarget {
    const target = owner === 'gateway' ? this.props.pages?.[path] : this.props.services[owner];
    if (target) return target;
    const known = [...Object.keys(this.props.services), 'legacy'].join(', ');
    throw new Error(`Route "${line}" belongs to "${owner}", which is not a service. Known: ${known}.`);
  }

  /** Made for the first route that is split: where none is, there is no splitter. */
  private split({ method, path, route }: Endpoint): Integration {
    const { services, legacy, splitter: code } = this.props;
    const functions = Object.entries(services).map(([name, target]) => [name, target.function] as const);
    this.splitter ??= new RouteSplitter(this, 'Splitter', {
      code,
      legacy,
      services: Object.fromEntries(functions),
    });
    this.splitter.add(`${method} ${path}`, route);
    return this.splitter.integration;
  }

  /** Made for the first route that needs it: API Gateway has no place for an authorizer that no method uses. */
  private signedIn(): MethodOptions {
    this.authorizer ??= new CognitoUserPoolsAuthorizer(this, 'SignedIn', {
      cognitoUserPools: [this.props.userPool],
    });
    return {
      authorizationType: AuthorizationType.COGNITO,
      authorizer: this.authorizer,
      authorizationScopes: [accessTokenScope],
    };
  }

  /** What is no JSON object at all is refused before it costs an invocation; everything finer is the handler's. */
  private coarseBodyCheck(): MethodOptions {
    const model = new Model(this, 'JsonObject', {
      restApi: this.api,
      contentType: 'application/json',
      schema: { type: JsonSchemaType.OBJECT },
    });
    const requestValidator = new RequestValidator(this, 'Body', {
      restApi: this.api,
      validateRequestBody: true,
    });
    return { requestModels: { 'application/json': model }, requestValidator };
  }
}

/** Side doors lead to one side each, whatever their route does meanwhile. */
const isSplit = ({ route, isSideDoor }: Endpoint): boolean =>
  !isSideDoor && (route.shadow !== undefined || route.canary !== undefined);
