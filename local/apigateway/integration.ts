import type { Answer } from './answer.ts';
import type { MethodResponses } from './integration-responses.ts';
import type { MethodProperties } from './method-properties.ts';
import type { GatewayRequest } from './request.ts';

/** Answers a request by its backend. Throws `GatewayError` when the backend does not. */
export type Integration = (request: GatewayRequest) => Promise<Answer>;

/** A method's integration, as `AWS::ApiGateway::Method` describes it, and what the method may answer. */
export type IntegrationConfig = MethodProperties['Integration'] & { methodResponses: MethodResponses };

export interface QueryRequest {
  /** Form-encoded. */
  body: string;
  /** The `X-Amzn-Trace-Id` header, which a traced API adds. */
  traceHeader?: string;
}

export interface QueryAnswer {
  statusCode: number;
  body: string;
}

export type InvocationType = 'RequestResponse' | 'Event' | 'DryRun';

/** What integrations call. */
export interface Backends {
  functions: {
    /** Runs a Lambda function; throws an error with a `statusCode` when Lambda refuses the call. */
    invoke(
      functionArn: string,
      request: { payload: string; traceHeader?: string; invocationType?: InvocationType },
    ): Promise<{ payload: string; functionError?: string; statusCode: number }>;
  };
  loadBalancers: {
    /** The base URL of a load balancer. */
    find(arn: string): { url: string };
  };
  /** Sends a request of the SQS Query API to `/<account>/<queue>` in a role; its answer is JSON. */
  sendByQuery(queuePath: string, request: QueryRequest, roleArn: string): QueryAnswer;
  /** Whether a VPC link of this ID exists. */
  hasVpcLink(id: string): boolean;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html */
export function withStageVariables(uri = '', variables: Record<string, string>): string {
  return uri.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => variables[name] ?? name);
}
