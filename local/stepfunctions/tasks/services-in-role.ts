import { AwsError } from '../../aws-error.ts';
import type { JsonService } from '../../endpoint/service.ts';
import { dynamoDbAccess } from '../../iam/access/dynamodb.ts';
import { sqsAccess } from '../../iam/access/sqs.ts';
import type { AccessOf, ArnOf } from '../../iam/access.ts';
import type { Principal } from '../../iam/principal.ts';
import type { Functions } from '../../lambda/functions.ts';
import { invokeAs } from '../../lambda/invoke-as.ts';
import type { AwsCall } from './aws-service.ts';
import type { Services } from './integrations.ts';

/** The services that tasks call, each call checked against the policies of the state machine's role. */
export function servicesInRole(
  principal: Principal,
  services: { functions: Functions; callDynamoDb: AwsCall; sqs: JsonService },
  arnOf: ArnOf,
): Services {
  const allowed =
    (accessOf: AccessOf, call: AwsCall): AwsCall =>
    async (operation, input, traceHeader) => {
      principal.authorize(accessOf(operation, input));
      return call(operation, input, traceHeader);
    };
  const { functions, callDynamoDb, sqs } = services;
  return {
    functions: invokeAs(principal, functions, arnOf),
    dynamodb: allowed(dynamoDbAccess(arnOf), callDynamoDb),
    sqs: allowed(sqsAccess(arnOf), callOf(sqs)),
  };
}

function callOf({ operations }: JsonService): AwsCall {
  return async (operation, input, traceHeader) => {
    const run = operations[operation];
    if (!run) throw new AwsError('UnknownOperationException', `There is no operation ${operation}`, 404);
    return run(input, { accessKeyId: undefined, traceHeader });
  };
}
