import { z } from 'zod';
import { after } from '../../long-timer.ts';
import { stateType } from '../compiler.ts';
import type { Template } from '../expressions.ts';
import { HeartbeatFailure, InterpreterFailure, StateFailure } from '../failures.ts';
import { type Payload, parsePayload, payloadOf } from '../payload.ts';
import { compileRecovery, withRecovery } from '../retry-catch.ts';
import { evaluateAs, isSeconds, type Visit } from '../visit.ts';
import { nextOrEnd, seconds, workFields } from './fields.ts';
import { type Integration, integrationOf } from './integrations.ts';

interface Limits {
  timeout: number | undefined;
  heartbeat: number | undefined;
}

/** Task: invokes a Lambda function and takes its answer, or waits until someone sends its task token back. */
export const task = stateType({
  schema: nextOrEnd(
    z.strictObject({
      ...workFields,
      Resource: z.string(),
      Arguments: z.unknown().optional(),
      TimeoutSeconds: seconds.optional(),
      HeartbeatSeconds: seconds.optional(),
    }),
  ),
  compile(fields, compiler) {
    const exit = compiler.exit(fields, { available: ['result'] });
    const recovery = compileRecovery(compiler, fields);
    const integration = integrationOf(fields.Resource, fields.Arguments, compiler);
    const request = compiler.optionalTemplate(fields.Arguments, 'Arguments');
    const timeout = compiler.optionalTemplate(fields.TimeoutSeconds, 'TimeoutSeconds');
    const heartbeat = compiler.optionalTemplate(fields.HeartbeatSeconds, 'HeartbeatSeconds');
    if (Number(fields.HeartbeatSeconds) >= Number(fields.TimeoutSeconds)) {
      compiler.problem('HeartbeatSeconds', 'must be less than TimeoutSeconds');
    }
    return (visit) =>
      withRecovery(visit, recovery, async () => {
        if (integration.waitsForToken) {
          visit.taskToken = visit.execution.runtime.tokens.issue(visit.execution.arn);
        }
        const limits = {
          timeout: await limitOf(visit, 'TimeoutSeconds', timeout),
          heartbeat: await limitOf(visit, 'HeartbeatSeconds', heartbeat),
        };
        const payload = request ? payloadOf(await visit.evaluate(request)) : visit.input;
        const result = await attempt(visit, integration, payload, limits);
        return visit.leave(exit, result, { result: result.value });
      });
  },
});

async function limitOf(
  visit: Visit,
  field: string,
  template: Template | undefined,
): Promise<number | undefined> {
  if (!template) return undefined;
  const limit = await evaluateAs(visit, field, template, 'a whole number of seconds', isSeconds);
  if (limit > 0) return limit;
  throw new InterpreterFailure(
    'States.QueryEvaluationError',
    `The field '${field}' must be at least 1.`,
    field,
  );
}

/** One attempt: from the scheduled event to the result, or the failure, which has its own event. */
async function attempt(
  visit: Visit,
  integration: Integration,
  request: Payload,
  limits: Limits,
): Promise<Payload> {
  const { events, details } = integration;
  visit.record(`${events}Scheduled`, {
    ...integration.scheduled(visit.execution, request),
    ...(limits.timeout !== undefined && { timeoutInSeconds: limits.timeout }),
    ...(limits.heartbeat !== undefined && { heartbeatInSeconds: limits.heartbeat }),
  });
  visit.record(`${events}Started`, events === 'Task' ? details : undefined);
  try {
    const result = await waitForResult(visit, integration, request, limits);
    visit.record(`${events}Succeeded`, { ...details, output: result.text });
    return result;
  } catch (thrown) {
    if (thrown instanceof StateFailure) {
      const { error, cause } = thrown;
      const event = error === 'States.Timeout' ? 'TimedOut' : 'Failed';
      visit.record(`${events}${event}`, { ...details, error, ...(cause !== undefined && { cause }) });
    }
    throw thrown;
  }
}

/**
 * The first of: the function's answer (or, for a callback task, the token coming back), a failure, the timeout, a missed
 * heartbeat. Heartbeats are expected only once the function has answered (developer guide, "Invoke an AWS Lambda
 * function with Step Functions").
 */
function waitForResult(
  visit: Visit,
  integration: Integration,
  request: Payload,
  limits: Limits,
): Promise<Payload> {
  const { execution, taskToken } = visit;
  const { milliseconds, workMilliseconds, tokens } = execution.runtime;
  const limitMilliseconds = taskToken === undefined ? workMilliseconds : milliseconds;
  return visit.thread.scope.wait<Payload>(({ resolve, reject }) => {
    const timers: { timeout?: () => void; heartbeat?: () => void } = {};
    let [submitted, over] = [false, false];
    const beat = () => {
      timers.heartbeat?.();
      if (!submitted || limits.heartbeat === undefined) return;
      timers.heartbeat = after(milliseconds(limits.heartbeat), () => reject(new HeartbeatFailure()));
    };
    if (limits.timeout !== undefined) {
      const limit = limitMilliseconds(limits.timeout);
      timers.timeout = after(limit, () => reject(new StateFailure('States.Timeout')));
    }
    if (taskToken !== undefined) {
      tokens.open(taskToken, {
        succeed: (output) => resolve(parsePayload(output)),
        fail: (error, cause) => reject(new StateFailure(error, cause)),
        beat,
      });
    }
    integration
      .work(execution, request)
      .then((answer) => {
        if (!integration.waitsForToken) return resolve(answer);
        if (over) return;
        submitted = true;
        visit.record('TaskSubmitted', { ...integration.details, output: answer.text });
        beat();
      })
      .catch(reject);
    return () => {
      over = true;
      timers.timeout?.();
      timers.heartbeat?.();
      if (taskToken !== undefined) tokens.close(taskToken);
    };
  });
}
