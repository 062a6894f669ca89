import type { StateCompiler } from '../compiler.ts';
import type { Execution, LambdaFunctions } from '../execution.ts';
import type { Payload } from '../payload.ts';
import { invokeByApi, invokeByArn, invokeParameters } from './lambda.ts';

/** How a task does its work, and what its history events are called and tell. */
export interface Integration {
  waitsForToken: boolean;
  events: 'Task' | 'LambdaFunction';
  details: Record<string, string>;
  scheduled(execution: Execution, request: Payload): Record<string, unknown>;
  work(execution: Execution, request: Payload): Promise<Payload>;
}

/** What a Task's `Resource` stands for. Any other than those of Lambda is a problem of the definition. */
export function integrationOf(resource: string, given: unknown, compiler: StateCompiler): Integration {
  const [, api, pattern] = /^(arn:aws:states:::lambda:invoke)(\.waitForTaskToken)?$/.exec(resource) ?? [];
  if (api !== undefined) {
    checkParameters(given, compiler);
    const details = { resourceType: 'lambda', resource: `invoke${pattern ?? ''}` };
    return {
      waitsForToken: pattern !== undefined,
      events: 'Task',
      details,
      scheduled: ({ runtime }, { text }) => ({ ...details, region: runtime.region, parameters: text }),
      work: (execution, request) => invokeByApi(inTrace(execution), request),
    };
  }
  if (!/^arn:aws:lambda:[^:]*:[^:]*:function:[^:]+(:[^:]+)?$/.test(resource)) {
    compiler.problem(
      'Resource',
      `'${resource}' is not supported: use arn:aws:states:::lambda:invoke, with or without .waitForTaskToken, or the ARN of a Lambda function`,
    );
  }
  return {
    waitsForToken: false,
    events: 'LambdaFunction',
    details: {},
    scheduled: (_, { text }) => ({ resource, input: text }),
    work: (execution, event) => invokeByArn(inTrace(execution), resource, event),
  };
}

/** The functions, invoked in the execution's trace. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html */
function inTrace({ runtime: { functions }, traceHeader }: Execution): LambdaFunctions {
  return { invoke: (nameOrArn, request) => functions.invoke(nameOrArn, { ...request, traceHeader }) };
}

function checkParameters(given: unknown, compiler: StateCompiler): void {
  if (typeof given !== 'object' || given === null) return;
  for (const name of Object.keys(given)) {
    if (!invokeParameters.includes(name)) {
      compiler.problem(
        `Arguments/${name}`,
        `lambda:invoke has no such parameter, only ${invokeParameters.join(', ')}`,
      );
    }
  }
  if (!('FunctionName' in given)) compiler.problem('Arguments', 'lambda:invoke needs a FunctionName');
}
