import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import type { JsonService } from '../endpoint/service.ts';
import type { Execution } from './execution.ts';
import { operation } from './operation.ts';
import { dataLimit } from './payload.ts';
import { redriveProblem } from './redrive.ts';
import type { StateMachines } from './state-machines.ts';

const json = z.string().refine((text) => Buffer.byteLength(text) <= dataLimit, {
  error: `Member must have length less than or equal to ${dataLimit}`,
});
const executionArn = z.object({ executionArn: z.string() });
const taskToken = z.object({ taskToken: z.string().min(1).max(2048) });
const page = {
  maxResults: z.int().min(0).max(1000).default(100),
  nextToken: z.string().max(3096).optional(),
};
const statuses = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'];

/** The operations of AWS Step Functions that the system uses, with the fields and errors of its API reference. */
export function stepFunctionsApi(machines: StateMachines): JsonService {
  return {
    targetPrefix: 'AWSStepFunctions',
    operations: {
      StartExecution: operation(
        z.object({
          stateMachineArn: z.string(),
          name: z.string().optional(),
          input: json.optional(),
          traceHeader: z.string().max(256).optional(),
        }),
        ({ stateMachineArn, name, input, traceHeader }, caller) => {
          // The header counts before the field.
          const trace = caller.traceHeader ?? traceHeader;
          const { arn, startTime } = machines.start(stateMachineArn, name, input, trace);
          return { executionArn: arn, startDate: startTime / 1000 };
        },
      ),
      StopExecution: operation(
        executionArn.extend({ error: z.string().optional(), cause: z.string().optional() }),
        ({ executionArn, error, cause }) => {
          const execution = machines.execution(executionArn);
          if (execution.status === 'RUNNING') execution.abort(error, cause);
          return { stopDate: (execution.stopTime ?? Date.now()) / 1000 };
        },
      ),
      RedriveExecution: operation(
        executionArn.extend({ clientToken: z.string().min(1).max(64).optional() }),
        ({ executionArn, clientToken }) => ({
          redriveDate: machines.redrive(machines.execution(executionArn), clientToken) / 1000,
        }),
      ),
      DescribeExecution: operation(executionArn, (input) =>
        described(machines.execution(input.executionArn)),
      ),
      ListExecutions: operation(
        z.object({
          stateMachineArn: z.string(),
          statusFilter: z.enum(statuses).optional(),
          redriveFilter: z.string().optional(),
          ...page,
        }),
        ({ stateMachineArn, statusFilter, redriveFilter, ...page }) => {
          if (redriveFilter !== undefined) {
            const message = 'RedriveFilter cannot be applied to ListExecutions call with StateMachine ARN';
            throw new AwsError('ValidationException', message);
          }
          const newestFirst = [...machines.machine(stateMachineArn).executions.values()].reverse();
          const wanted = newestFirst.filter(
            ({ status }) => statusFilter === undefined || status === statusFilter,
          );
          const { from, count, next } = pageOf(wanted.length, page);
          return { executions: wanted.slice(from, from + count).map(summary), ...next };
        },
      ),
      GetExecutionHistory: operation(
        executionArn.extend({
          reverseOrder: z.boolean().default(false),
          includeExecutionData: z.boolean().default(true),
          ...page,
        }),
        ({ executionArn, reverseOrder: reverse, includeExecutionData: includeData, ...page }) => {
          const { history } = machines.execution(executionArn);
          const { from, count, next } = pageOf(history.length, page);
          return { events: history.page(from, count, { reverse, includeData }), ...next };
        },
      ),
      DescribeStateMachine: operation(z.object({ stateMachineArn: z.string() }), ({ stateMachineArn }) => {
        const { arn, name, definition, roleArn, creationTime } = machines.machine(stateMachineArn);
        return {
          stateMachineArn: arn,
          name,
          definition,
          roleArn,
          status: 'ACTIVE',
          type: 'STANDARD',
          creationDate: creationTime / 1000,
          loggingConfiguration: { level: 'OFF', includeExecutionData: false },
          tracingConfiguration: { enabled: false },
          encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
        };
      }),
      ListStateMachines: operation(z.object(page), (page) => {
        const all = machines.all();
        const { from, count, next } = pageOf(all.length, page);
        const listed = all.slice(from, from + count).map(({ arn, name, creationTime }) => {
          return { stateMachineArn: arn, name, type: 'STANDARD', creationDate: creationTime / 1000 };
        });
        return { stateMachines: listed, ...next };
      }),
      SendTaskSuccess: operation(taskToken.extend({ output: json }), ({ taskToken, output }) => {
        requireJson(output);
        machines.tokens.find(taskToken).succeed(output);
        return {};
      }),
      SendTaskFailure: operation(
        taskToken.extend({
          error: z.string().max(256).optional(),
          cause: z.string().max(32_768).optional(),
        }),
        ({ taskToken, error, cause }) => {
          machines.tokens.find(taskToken).fail(error, cause);
          return {};
        },
      ),
      SendTaskHeartbeat: operation(taskToken, (input) => {
        machines.tokens.find(input.taskToken).beat();
        return {};
      }),
    },
  };
}

function requireJson(output: string): void {
  try {
    JSON.parse(output);
  } catch (error) {
    throw new AwsError('InvalidOutput', `Invalid Output: ${String(error)}`);
  }
}

function pageOf(
  total: number,
  { maxResults, nextToken }: { maxResults: number; nextToken?: string | undefined },
) {
  const from = nextToken === undefined ? 0 : Number(Buffer.from(nextToken, 'base64url').toString());
  if (!Number.isInteger(from) || from < 0)
    throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  const count = maxResults || 100;
  const to = from + count;
  return {
    from,
    count,
    next: to < total ? { nextToken: Buffer.from(String(to)).toString('base64url') } : {},
  };
}

function summary(execution: Execution): object {
  const { arn, machine, name, status, startTime, stopTime, redriveCount, redriveTime } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate: startTime / 1000,
    ...(stopTime !== undefined && { stopDate: stopTime / 1000 }),
    redriveCount,
    ...(redriveTime !== undefined && { redriveDate: redriveTime / 1000 }),
  };
}

function described(execution: Execution): object {
  const { input, result } = execution;
  const problem = redriveProblem(execution, execution.runtime.clock.now());
  return {
    ...summary(execution),
    input: input.text,
    inputDetails: { included: true },
    ...result,
    ...(result.output !== undefined && { outputDetails: { included: true } }),
    redriveStatus: problem === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    ...(problem !== undefined && { redriveStatusReason: problem }),
  };
}
