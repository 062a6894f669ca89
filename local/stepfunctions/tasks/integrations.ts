import { StateFailure } from '../failures.ts';
import type { Payload } from '../payload.ts';
import { checkArguments } from './arguments.ts';
import { type AwsCall, callService } from './aws-service.ts';
import { invokeByApi, invokeByArn, type LambdaFunctions } from './lambda.ts';
import type { Resource } from './resource.ts';
import type { TaskCall, TaskWork } from './task-work.ts';

/** The services that tasks call, as their state machine's role may call them. */
export interface Services {
  functions: LambdaFunctions;
  dynamodb?: AwsCall;
  sqs?: AwsCall;
}

const supported: Record<string, { apis?: string[]; patterns: string[] }> = {
  lambda: { apis: ['invoke'], patterns: ['', '.waitForTaskToken'] },
  dynamodb: { apis: ['getItem', 'putItem', 'updateItem', 'deleteItem'], patterns: [''] },
  sqs: { apis: ['sendMessage'], patterns: ['', '.waitForTaskToken'] },
  'aws-sdk:dynamodb': { patterns: [''] },
  'aws-sdk:sqs': { patterns: ['', '.waitForTaskToken'] },
};

/** Tasks that call Lambda functions, DynamoDB and SQS (developer guide, "Integrating services with Step Functions"). */
export function integrations(services: Services): TaskWork {
  return {
    problem: (resource) => (isSupported(resource) ? undefined : unsupported(resource)),
    checkArguments,
    run(call) {
      const answered = answerOf(services, call);
      if (call.resource.pattern === '') return answered;
      return answered.then((answer) => {
        call.submitted(answer);
        return undefined;
      });
    },
  };
}

function isSupported({ events, service, api, pattern }: Resource): boolean {
  if (events !== 'Task') return events === 'LambdaFunction';
  const { apis = [api], patterns = [] } = supported[service] ?? {};
  return apis.includes(api) && patterns.includes(pattern);
}

/** What no such service does AWS refuses, too. */
function unsupported({ arn, service }: Resource): string {
  if (supported[service])
    return `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
  const optimized = Object.entries(supported).flatMap(([service, { apis = ['<api>'], patterns }]) =>
    apis.map((api) => `${service}:${api}${patterns.slice(1).join('')}`),
  );
  return `'${arn}' is not supported: use the ARN of a Lambda function or arn:aws:states:::<integration>, which is one of ${optimized.join(', ')}, each also without .waitForTaskToken`;
}

function answerOf({ functions, dynamodb, sqs }: Services, call: TaskCall): Promise<Payload> {
  const { service, events } = call.resource;
  if (events === 'LambdaFunction') return invokeByArn(functions, call);
  if (service === 'lambda') return invokeByApi(functions, call);
  const aws = service.endsWith('dynamodb') ? dynamodb : sqs;
  if (!aws) throw new StateFailure('States.Runtime', `${service} is not there`);
  return callService((operation, input) => aws(operation, input, call.traceHeader), call);
}
