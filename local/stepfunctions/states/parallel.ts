import { z } from 'zod';
import { stateType } from '../compiler.ts';
import { runStates } from '../interpreter.ts';
import { parsePayload } from '../payload.ts';
import { compileRecovery, withRecovery } from '../retry-catch.ts';
import { inThreads } from './branches.ts';
import { blockFields, nextOrEnd, workFields } from './fields.ts';

/**
 * Parallel: all branches at once on the same input; its result is their outputs in order. It fails with the error of the
 * first branch that fails.
 */
export const parallel = stateType({
  schema: nextOrEnd(
    z.strictObject({
      ...workFields,
      Arguments: z.unknown().optional(),
      Branches: z.array(z.strictObject(blockFields)).nonempty(),
    }),
  ),
  compile(fields, compiler) {
    const exit = compiler.exit(fields, { available: ['result'] });
    const recovery = compileRecovery(compiler, fields);
    const branchInput = compiler.optionalTemplate(fields.Arguments, 'Arguments');
    const branches = fields.Branches.map((branch, index) => compiler.block(branch, `Branches[${index}]`));
    return (visit) =>
      withRecovery(visit, recovery, async () => {
        const input = branchInput ? visit.payloadOf(await visit.evaluate(branchInput)) : visit.input;
        if (!visit.redrivenThreads) visit.record('ParallelStateStarted');
        const outputs = await inThreads(visit, 'Parallel', (fork) =>
          Promise.all(branches.map((branch, index) => runStates(branch, input, fork(index)))),
        );
        const texts = outputs.map(({ text }) => text);
        const result = parsePayload(`[${texts.join(',')}]`, visit.stateName);
        return visit.leave(exit, result, { result });
      });
  },
});
