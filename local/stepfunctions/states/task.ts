import { z } from 'zod';
import { stateType } from '../compiler.ts';
import { HeartbeatFailure, StateFailure } from '../failures.ts';
import { type Payload, parsePayload } from '../payload.ts';
import { compileRecovery, withRecovery } from '../retry-catch.ts';
import { type Resource, resourceDetails, sourceOf } from '../tasks/resource.ts';
import { type Visit, wholeNumber } from '../visit.ts';
import { nextOrEnd, seconds, workFields } from './fields.ts';

interface Limits {
  timeout: number | undefined;
  heartbeat: number | undefined;
}

/** Task: takes the answer of a service, or waits until someone sends its task token back. */
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
    const resource = compiler.resource(fields.Resource);
    const request = compiler.optionalTemplate(fields.Arguments, 'Arguments');
    const timeout = compiler.optionalTemplate(fields.TimeoutSeconds, 'TimeoutSeconds');
    const heartbeat = compiler.optionalTemplate(fields.HeartbeatSeconds, 'HeartbeatSeconds');
    if (Number(fields.HeartbeatSeconds) >= Number(fields.TimeoutSeconds)) {
      compiler.problem('HeartbeatSeconds', 'must be less than TimeoutSeconds');
    }
    return (visit) =>
      withRecovery(visit, recovery, async () => {
        if (resource.pattern === '.waitForTaskToken') {
          visit.taskToken = visit.execution.runtime.tokens.issue(visit.execution.arn);
        }
        const limits = {
          timeout: timeout && (await wholeNumber(visit, 'TimeoutSeconds', timeout, 1)),
          heartbeat: heartbeat && (await wholeNumber(visit, 'HeartbeatSeconds', heartbeat, 1)),
        };
        const payload = request ? visit.payloadOf(await visit.evaluate(request)) : visit.input;
        visit.execution.machine.work.checkArguments(resource, payload);
        const result = await attempt(visit, resource, payload, limits);
        return visit.leave(exit, result, { result });
      });
  },
});

/**
 * One attempt: from the scheduled event to the result, or the failure, which has its own event. `events` is what the names
 * of the events begin with: `TaskScheduled`, `LambdaFunctionScheduled`.
 */
async function attempt(visit: Visit, resource: Resource, request: Payload, limits: Limits): Promise<Payload> {
  const { arn, events } = resource;
  const details = resourceDetails(resource);
  const { region } = visit.execution.runtime;
  visit.record(`${events}Scheduled`, {
    ...(events === 'Task'
      ? { ...details, region, parameters: request.text }
      : { resource: arn, input: request.text }),
    ...(limits.timeout !== undefined && { timeoutInSeconds: limits.timeout }),
    ...(limits.heartbeat !== undefined && { heartbeatInSeconds: limits.heartbeat }),
  });
  visit.record(`${events}Started`, events === 'Task' ? details : undefined);
  try {
    const result = await waitForResult(visit, resource, request, limits);
    visit.record(`${events}Succeeded`, { ...details, output: result.text });
    return result;
  } catch (thrown) {
    if (thrown instanceof StateFailure) {
      const { error, cause } = thrown;
      const event = error === 'States.Timeout' ? 'TimedOut' : 'Failed';
      visit.record(`${events}${event}`, {
        ...details,
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
      });
    }
    throw thrown;
  }
}

/**
 * The first of: the service's answer (or, for a callback task, the token coming back), a failure, the timeout, a missed
 * heartbeat. Heartbeats are expected only once the service has answered (developer guide, "Invoke an AWS Lambda
 * function with Step Functions").
 */
function waitForResult(visit: Visit, resource: Resource, request: Payload, limits: Limits): Promise<Payload> {
  const { execution, taskToken, stateName } = visit;
  const { clock, milliseconds, workMilliseconds, tokens } = execution.runtime;
  const { work } = execution.machine;
  const limitMilliseconds = taskToken === undefined ? workMilliseconds : milliseconds;
  return visit.thread.scope.wait<Payload>(({ resolve, reject }) => {
    const timers: { timeout?: () => void; heartbeat?: () => void } = {};
    let [isSubmitted, isOver] = [false, false];
    const beat = () => {
      timers.heartbeat?.();
      if (!isSubmitted || limits.heartbeat === undefined) return;
      timers.heartbeat = clock.after(milliseconds(limits.heartbeat), () => reject(new HeartbeatFailure()));
    };
    const submitted = (answer?: Payload) => {
      if (isOver) return;
      isSubmitted = true;
      visit.record('TaskSubmitted', { ...resourceDetails(resource), ...(answer && { output: answer.text }) });
      beat();
    };
    if (limits.timeout !== undefined) {
      const limit = limitMilliseconds(limits.timeout);
      timers.timeout = clock.after(limit, () => reject(new StateFailure('States.Timeout')));
    }
    if (taskToken !== undefined) {
      tokens.open(taskToken, {
        succeed: (output) => resolve(parsePayload(output, sourceOf(resource))),
        fail: (error, cause) => reject(new StateFailure(error, cause)),
        beat,
      });
    }
    work
      .run({ resource, stateName, request, submitted, traceHeader: execution.traceHeader })
      // Nothing: the result comes with the token.
      .then((result) => result && resolve(result))
      .catch(reject);
    return () => {
      isOver = true;
      timers.timeout?.();
      timers.heartbeat?.();
      if (taskToken !== undefined) tokens.close(taskToken);
    };
  });
}
