import { z } from 'zod';
import { InterpreterFailure, StateFailure } from '../failures.ts';
import { plainPayload } from '../payload.ts';
import { sourceOf } from './resource.ts';
import type { TaskCall, TaskWork } from './task-work.ts';

const outcome = z.union([
  z.strictObject({ result: z.unknown() }),
  z.strictObject({ error: z.string(), cause: z.string().optional() }),
]);

/** By the name of a Task, how it ends: each time, or in a list one attempt after the other and from then on as the last. */
export const mocksSchema = z.record(z.string(), z.union([outcome, z.array(outcome).nonempty()]));
export type Mocks = z.infer<typeof mocksSchema>;

/** Tasks of any kind that call nobody: each ends as its mock says. One without a mock ends the execution. */
export function mockedTasks(mocks: Mocks): TaskWork {
  const attempts = new Map<string, number>();
  return {
    problem: () => undefined,
    checkArguments: () => {},
    async run({ stateName, resource, submitted }: TaskCall) {
      const attempt = attempts.get(stateName) ?? 0;
      attempts.set(stateName, attempt + 1);
      const all = [mocks[stateName] ?? []].flat();
      const chosen = all[attempt] ?? all.at(-1);
      if (!chosen) throw new InterpreterFailure('States.Runtime', `The task '${stateName}' has no mock.`);
      if (resource.pattern !== '') submitted();
      if ('error' in chosen) throw new StateFailure(chosen.error, chosen.cause);
      return plainPayload(chosen.result ?? null, sourceOf(resource));
    },
  };
}
