import { z } from 'zod';
import type { StateCompiler } from './compiler.ts';
import { HeartbeatFailure, StateFailure } from './failures.ts';
import type { Exit, Transition, Visit } from './visit.ts';

const errorEquals = z.array(z.string()).nonempty();

const retrier = z.strictObject({
  ErrorEquals: errorEquals,
  Comment: z.string().optional(),
  IntervalSeconds: z.int().min(0).max(99_999_999).default(1),
  MaxAttempts: z.int().min(0).max(99_999_999).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['NONE', 'FULL']).default('NONE'),
});
type Retrier = z.infer<typeof retrier>;

const catcher = z.strictObject({
  ErrorEquals: errorEquals,
  Comment: z.string().optional(),
  Next: z.string(),
  Assign: z.record(z.string(), z.unknown()).optional(),
  Output: z.unknown().optional(),
});

/** The fields of Task, Parallel and Map states that say what happens when they fail. */
export const recoveryFields = { Retry: z.array(retrier).optional(), Catch: z.array(catcher).optional() };

export interface Recovery {
  retriers: Retrier[];
  catchers: { errorEquals: string[]; exit: Exit }[];
}

export function compileRecovery(
  compiler: StateCompiler,
  fields: { Retry?: Retrier[] | undefined; Catch?: z.infer<typeof catcher>[] | undefined },
): Recovery {
  const { Retry: retriers = [], Catch: catchers = [] } = fields;
  checkOrder(compiler, 'Retry', retriers);
  checkOrder(compiler, 'Catch', catchers);
  retriers.forEach(({ MaxDelaySeconds, IntervalSeconds }, index) => {
    if (MaxDelaySeconds !== undefined && MaxDelaySeconds <= IntervalSeconds) {
      compiler.problem(`Retry[${index}]/MaxDelaySeconds`, 'must be greater than IntervalSeconds');
    }
  });
  return {
    retriers,
    catchers: catchers.map((fields, index) => ({
      errorEquals: fields.ErrorEquals,
      exit: compiler.exit(fields, { at: `Catch[${index}]/`, available: ['errorOutput'] }),
    })),
  };
}

/** States.ALL must stand alone, and last: nothing after it would ever be looked at. */
function checkOrder(compiler: StateCompiler, field: string, rules: { ErrorEquals: string[] }[]): void {
  rules.forEach(({ ErrorEquals }, index) => {
    if (!ErrorEquals.includes('States.ALL')) return;
    if (ErrorEquals.length === 1 && index === rules.length - 1) return;
    compiler.problem(`${field}[${index}]/ErrorEquals`, 'States.ALL must appear alone and at end of list');
  });
}

/**
 * Runs attempts until one succeeds, no retrier wants another, and then the first catcher that matches leaves the state.
 * The first matching retrier decides alone, and each counts its own attempts (developer guide, "Handling errors").
 */
export async function withRecovery(
  visit: Visit,
  { retriers, catchers }: Recovery,
  attempt: () => Promise<Transition>,
): Promise<Transition> {
  const attempts = new Map<Retrier, number>();
  for (visit.retryCount = 0; ; visit.retryCount++) {
    try {
      return await attempt();
    } catch (thrown) {
      const failure = visit.located(thrown);
      if (!(failure instanceof StateFailure)) throw failure;
      const retry = retriers.find((rule) => matches(rule.ErrorEquals, failure));
      const attempted = retry ? (attempts.get(retry) ?? 0) : 0;
      if (!retry || attempted >= retry.MaxAttempts) return recover(visit, catchers, failure);
      attempts.set(retry, attempted + 1);
      await visit.sleep(delaySeconds(retry, attempted));
    }
  }
}

async function recover(
  visit: Visit,
  catchers: Recovery['catchers'],
  failure: StateFailure,
): Promise<Transition> {
  const { previousEventId } = visit.thread;
  visit.recordFailed(failure);
  const caught = catchers.find((rule) => matches(rule.errorEquals, failure));
  if (!caught) throw failure;
  const errorOutput = {
    ...(failure.error !== undefined && { Error: failure.error }),
    ...(failure.cause !== undefined && { Cause: failure.cause }),
  };
  try {
    return await visit.leave(caught.exit, visit.payloadOf(errorOutput), { errorOutput });
  } catch (thrown) {
    // AWS tells a catcher that fails from where the state stood before it failed the first time.
    visit.thread.continueFrom({ previousEventId });
    const second = visit.located(thrown);
    visit.recordFailed(second);
    throw second;
  }
}

/** The pause before attempt number `attempted + 2`: growing by BackoffRate, capped, then drawn at random for FULL jitter. */
export function delaySeconds(rule: Retrier, attempted: number): number {
  const grown = rule.IntervalSeconds * rule.BackoffRate ** attempted;
  const capped = Math.min(grown, rule.MaxDelaySeconds ?? Number.POSITIVE_INFINITY, 99_999_999);
  return rule.JitterStrategy === 'FULL' ? Math.random() * capped : capped;
}

const notOfTasks: (string | undefined)[] = ['States.Timeout', 'States.QueryEvaluationError'];

/**
 * Whether one of the names stands for the error. States.Runtime is never retried or caught, and States.TaskFailed stands
 * for everything but States.Timeout. On AWS, other than the developer guide says, States.ALL also stands for
 * States.DataLimitExceeded, and States.TaskFailed not for States.QueryEvaluationError.
 */
export function matches(names: string[], failure: StateFailure): boolean {
  const { error } = failure;
  if (error === 'States.Runtime') return false;
  if (error !== undefined && names.includes(error)) return true;
  if (failure instanceof HeartbeatFailure && names.includes('States.HeartbeatTimeout')) return true;
  if (names.includes('States.ALL')) return true;
  return names.includes('States.TaskFailed') && !notOfTasks.includes(error);
}
