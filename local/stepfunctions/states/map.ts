import { z } from 'zod';
import { stateType } from '../compiler.ts';
import type { Template } from '../expressions.ts';
import { InterpreterFailure } from '../failures.ts';
import { runStates, type StateBlock } from '../interpreter.ts';
import type { Payload } from '../payload.ts';
import { compileRecovery, withRecovery } from '../retry-catch.ts';
import type { Thread } from '../thread.ts';
import { evaluateAs, type Visit, wholeNumber } from '../visit.ts';
import { inThreads } from './branches.ts';
import { blockFields, expression, nextOrEnd, numberExpression, workFields } from './fields.ts';

/** How many iterations of an inline Map run at once, whatever MaxConcurrency says (Step Functions quotas). */
const inlineConcurrency = 40;

const itemProcessor = z.strictObject({
  ...blockFields,
  ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE') }).optional(),
});

/**
 * Map, inline: the item processor once per item of Items (by default the input); its result is the outputs in the order
 * of the items. It fails with the error of the first iteration that fails.
 */
export const map = stateType({
  schema: nextOrEnd(
    z.strictObject({
      ...workFields,
      Items: z.union([z.array(z.unknown()), expression]).optional(),
      ItemSelector: z.unknown().optional(),
      ItemProcessor: itemProcessor,
      MaxConcurrency: z.union([z.int().min(0), numberExpression]).optional(),
      // AWS takes these two for an inline Map, too, though they say something of a distributed one alone.
      ToleratedFailureCount: z.union([z.int().min(0), numberExpression]).optional(),
      ToleratedFailurePercentage: z.union([z.number().min(0).max(100), numberExpression]).optional(),
    }),
  ),
  compile(fields, compiler) {
    const exit = compiler.exit(fields, { available: ['result'] });
    const recovery = compileRecovery(compiler, fields);
    const items = compiler.optionalTemplate(fields.Items, 'Items');
    const concurrency = compiler.template(fields.MaxConcurrency ?? 0, 'MaxConcurrency');
    const selector = compiler.optionalTemplate(fields.ItemSelector, 'ItemSelector');
    const block = compiler.block(fields.ItemProcessor, 'ItemProcessor');
    return (visit) =>
      withRecovery(visit, recovery, async () => {
        const redriven = visit.redrivenThreads && visit.items;
        const values = redriven ?? (await itemsOf(visit, items));
        const atOnce = await wholeNumber(visit, 'MaxConcurrency', concurrency, 0);
        if (!redriven) visit.record('MapStateStarted', { length: values.length });
        visit.items = values;
        const outputs = await inThreads(visit, 'Map', (fork) =>
          inTurns(values, atOnce || inlineConcurrency, async (value, index, after) => {
            const map = { Item: { Index: index, Value: value } };
            const item = selector ? await visit.evaluate(selector, { map }) : value;
            const thread = fork(index);
            if (after !== undefined && !thread.redriven) thread.continueFrom({ previousEventId: after });
            return iterate(visit, block, visit.payloadOf(item), index, thread);
          }),
        );
        const result = visit.payloadOf(outputs);
        return visit.leave(exit, result, { result });
      });
  },
});

async function itemsOf(visit: Visit, items: Template | undefined): Promise<unknown[]> {
  if (items) return evaluateAs(visit, 'Items', items, 'array');
  const { value } = visit.input;
  if (Array.isArray(value)) return value;
  throw new InterpreterFailure(
    'States.QueryEvaluationError',
    `Map state input must be an array but was: ${JSON.stringify(value)}`,
  );
}

interface Iterated {
  output: Payload;
  /** The last event of its states, which the next one follows. */
  previousEventId: number;
}

/** In a redrive an iteration goes on without a second start, and one that succeeded is not run again. */
async function iterate(
  { stateName: name }: Visit,
  block: StateBlock,
  input: Payload,
  index: number,
  thread: Thread,
): Promise<Iterated> {
  if (!thread.redriven) {
    thread.record('MapIterationStarted', { name, index });
    thread.iteration = index;
    // All that may start at once do so before the first goes on.
    await Promise.resolve();
  }
  const output = await runStates(block, input, thread);
  const { previousEventId } = thread;
  if (thread.iteration !== undefined) thread.record('MapIterationSucceeded', { name, index });
  thread.iteration = undefined;
  return { output, previousEventId };
}

/**
 * Works through all items with so many at once, and answers the outputs in the order of the items. On AWS an iteration
 * that waited for another follows the last state of that one in the history.
 */
async function inTurns(
  items: unknown[],
  atOnce: number,
  work: (item: unknown, index: number, after: number | undefined) => Promise<Iterated>,
): Promise<unknown[]> {
  const outputs: unknown[] = [];
  let next = 0;
  const worker = async () => {
    let after: number | undefined;
    while (next < items.length) {
      const index = next++;
      const iterated = await work(items[index], index, after);
      after = iterated.previousEventId;
      outputs[index] = iterated.output.value;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, inlineConcurrency, items.length) }, worker));
  return outputs;
}
