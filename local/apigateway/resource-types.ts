import { z } from 'zod';
import { boolean, number, texts } from '../cfn.ts';
import { type ResourceType, resourceType } from '../resource.ts';
import { stableId } from '../stable-id.ts';
import { gatewayResponseTypes, unusedGatewayResponseTypes } from './gateway-error.ts';
import { defineMethod } from './method.ts';
import { methodProperties } from './method-properties.ts';
import type { MethodSetting } from './throttle.ts';

const restApi = resourceType({
  type: 'AWS::ApiGateway::RestApi',
  properties: z.strictObject({
    Name: z.string(),
    BinaryMediaTypes: z.array(z.string()).max(0, 'binary media types are not supported').optional(),
  }),
  create({ physicalId }, system) {
    const id = stableId(physicalId, 10);
    const { rootResourceId } = system.restApis.create(id);
    return { ref: id, attributes: { RestApiId: id, RootResourceId: rootResourceId } };
  },
});

const resource = resourceType({
  type: 'AWS::ApiGateway::Resource',
  properties: z.strictObject({ RestApiId: z.string(), ParentId: z.string(), PathPart: z.string() }),
  create({ physicalId, properties }, system) {
    const id = stableId(physicalId, 6);
    system.restApis.find(properties.RestApiId).addResource(id, properties.ParentId, properties.PathPart);
    return { ref: id, attributes: { ResourceId: id } };
  },
});

const method = resourceType({
  type: 'AWS::ApiGateway::Method',
  properties: methodProperties,
  create({ physicalId, properties }, system) {
    defineMethod(system.restApis, properties);
    return { ref: physicalId };
  },
});

const model = resourceType({
  type: 'AWS::ApiGateway::Model',
  properties: z.strictObject({
    RestApiId: z.string(),
    Name: z.string().optional(),
    ContentType: z.string().optional(),
    Schema: z.record(z.string(), z.unknown()),
  }),
  create({ physicalId, properties }, system) {
    const name = properties.Name ?? physicalId.replace(/[^A-Za-z0-9]/g, '');
    system.restApis.find(properties.RestApiId).models.define(name, properties.Schema);
    return { ref: name };
  },
});

const requestValidator = resourceType({
  type: 'AWS::ApiGateway::RequestValidator',
  properties: z.strictObject({
    RestApiId: z.string(),
    Name: z.string().optional(),
    ValidateRequestBody: boolean.default(false),
    ValidateRequestParameters: boolean.default(false),
  }),
  create({ physicalId, properties }, system) {
    const id = stableId(physicalId, 6);
    const { requestValidators } = system.restApis.find(properties.RestApiId);
    requestValidators.set(id, {
      body: properties.ValidateRequestBody,
      parameters: properties.ValidateRequestParameters,
    });
    return { ref: id, attributes: { RequestValidatorId: id } };
  },
});

const authorizer = resourceType({
  type: 'AWS::ApiGateway::Authorizer',
  properties: z.strictObject({
    RestApiId: z.string(),
    Name: z.string(),
    Type: z.literal('COGNITO_USER_POOLS'),
    IdentitySource: z.string().regex(/^method\.request\.header\.[\w-]+$/),
    ProviderARNs: z.array(z.string()).min(1),
  }),
  create({ physicalId, properties }, system) {
    const id = stableId(physicalId, 6);
    system.restApis.find(properties.RestApiId).authorizers.set(id, {
      userPoolArns: properties.ProviderARNs,
      headerName: properties.IdentitySource.replace('method.request.header.', '').toLowerCase(),
    });
    return { ref: id, attributes: { AuthorizerId: id } };
  },
});

const gatewayResponse = resourceType({
  type: 'AWS::ApiGateway::GatewayResponse',
  properties: z.strictObject({
    RestApiId: z.string(),
    ResponseType: z.enum([...Object.keys(gatewayResponseTypes), ...unusedGatewayResponseTypes]),
    StatusCode: number.optional(),
    ResponseParameters: texts.default({}),
    ResponseTemplates: texts.default({}),
  }),
  create({ physicalId, properties }, system) {
    system.restApis.find(properties.RestApiId).gatewayResponses.define(properties);
    return { ref: physicalId, attributes: { Id: physicalId } };
  },
});

const deployment = resourceType({
  type: 'AWS::ApiGateway::Deployment',
  properties: z.strictObject({ RestApiId: z.string() }),
  create({ physicalId }) {
    const id = stableId(physicalId, 6);
    return { ref: id, attributes: { DeploymentId: id } };
  },
});

const methodSetting = z.strictObject({
  HttpMethod: z.string(),
  ResourcePath: z.string(),
  ThrottlingRateLimit: number.optional(),
  ThrottlingBurstLimit: number.optional(),
});

/** The stage is what makes an API reachable, and what depends on all of it: it starts and stops the server. */
const stage = resourceType({
  type: 'AWS::ApiGateway::Stage',
  properties: z.strictObject({
    RestApiId: z.string(),
    DeploymentId: z.string(),
    StageName: z.string().default('default'),
    Variables: texts.default({}),
    MethodSettings: z.array(methodSetting).default([]),
    AccessLogSetting: z.strictObject({ DestinationArn: z.string(), Format: z.string() }).optional(),
  }),
  create({ properties }, system) {
    const { RestApiId, DeploymentId, StageName, Variables, MethodSettings, AccessLogSetting } = properties;
    system.restApis.find(RestApiId).deploy({
      name: StageName,
      deploymentId: DeploymentId,
      variables: Variables,
      methodSettings: MethodSettings.map(toMethodSetting),
      accessLogFormat: AccessLogSetting?.Format,
    });
    return {
      ref: StageName,
      start: () => system.restApis.start(RestApiId),
      stop: () => system.restApis.stop(RestApiId),
    };
  },
});

/** A limit of -1 is none; a rate without a burst lets one second's worth come at once. */
function toMethodSetting(described: z.infer<typeof methodSetting>): MethodSetting {
  const { ThrottlingRateLimit: rate = -1, ThrottlingBurstLimit: burst = rate } = described;
  const setting = { resourcePath: described.ResourcePath, httpMethod: described.HttpMethod };
  return rate < 0 ? setting : { ...setting, throttling: { rate, burst } };
}

const vpcLink = resourceType({
  type: 'AWS::ApiGatewayV2::VpcLink',
  properties: z.strictObject({ Name: z.string() }),
  create({ physicalId }, system) {
    const id = stableId(physicalId, 6);
    system.restApis.addVpcLink(id);
    return { ref: id, attributes: { VpcLinkId: id } };
  },
});

export const resourceTypes: ResourceType[] = [
  restApi,
  resource,
  method,
  model,
  requestValidator,
  authorizer,
  gatewayResponse,
  deployment,
  stage,
  vpcLink,
];
