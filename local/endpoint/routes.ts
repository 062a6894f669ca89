import { disturbed } from '../fis/disturbed.ts';
import { cloudWatchLogsAccess } from '../iam/access/cloudwatchlogs.ts';
import { cognitoAccess } from '../iam/access/cognito.ts';
import { dynamoDbAccess } from '../iam/access/dynamodb.ts';
import { ecsAccess } from '../iam/access/ecs.ts';
import { type LambdaOperation, lambdaAccess } from '../iam/access/lambda.ts';
import { secretsManagerAccess } from '../iam/access/secretsmanager.ts';
import { sqsAccess } from '../iam/access/sqs.ts';
import { stepFunctionsAccess } from '../iam/access/stepfunctions.ts';
import { handleLambdaRequest } from '../lambda/api.ts';
import { service as queuesService } from '../sqs/service.ts';
import type { LocalSystem } from '../system.ts';
import { parseJsonBody, readBody } from './aws-answer.ts';
import { guarded } from './guarded.ts';
import { callerOf, jsonProtocol, targetOf } from './json-protocol.ts';
import type { EndpointRoute } from './server.ts';

/**
 * The AWS APIs of everything that the template may create. Each call is checked against its caller's policies, after it has met
 * the faults that are meant for it.
 */
export function routesTo(system: LocalSystem): EndpointRoute[] {
  const { queues, stateMachines, secrets, userPools, roles, arn } = system;
  const services = [
    guarded(queuesService(queues), sqsAccess(arn), roles),
    guarded(stateMachines.service(), stepFunctionsAccess, roles),
    guarded(secrets.service(), secretsManagerAccess(secrets, arn), roles),
    guarded(userPools.service(), cognitoAccess(arn), roles),
    guarded(system.services.service(), ecsAccess(arn), roles),
    guarded(system.logGroups.service(), cloudWatchLogsAccess(arn), roles),
  ];
  const routes = [jsonProtocol(services), dynamoDb(system), lambda(system)];
  return routes.map((route) => disturbed(route, system.faults));
}

const dynamoDbTarget = 'DynamoDB_20120810.';

function dynamoDb({ tables, roles, arn }: LocalSystem): EndpointRoute {
  const accessOf = dynamoDbAccess(arn);
  return {
    matches: (request) => targetOf(request).startsWith(dynamoDbTarget),
    async handle(request, response) {
      const operation = targetOf(request).slice(dynamoDbTarget.length);
      const body = await readBody(request);
      roles.authorize(callerOf(request).accessKeyId, () => accessOf(operation, parseJsonBody(body)));
      await tables.handle(request, response, body, operation);
    },
  };
}

function lambda({ functions, roles, arn }: LocalSystem): EndpointRoute {
  return {
    matches: ({ url = '' }) => /^\/[\d-]{10}\/functions\//.test(url),
    handle: (request, response) => {
      const authorize = (operation: LambdaOperation, functionName: string) =>
        roles.authorize(callerOf(request).accessKeyId, () => lambdaAccess(operation, functionName, arn));
      return handleLambdaRequest(functions, request, response, authorize);
    },
  };
}
