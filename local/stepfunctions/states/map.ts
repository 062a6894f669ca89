import { z } from 'zod';
import { stateType } from '../compiler.ts';
import type { StateBlock } from '../interpreter.ts';
import type { Payload } from '../payload.ts';
import { compileRecovery, withRecovery } from '../retry-catch.ts';
import type { Thread } from '../thread.ts';
import { evaluateAs, type Visit, wholeNumber } from '../visit.ts';
import { inThreads, runThread } from './branches.ts';
import { blockFields, expression, nextOrEnd, workFields } from './fields.ts';

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
      MaxConcurrency: z.union([z.int().min(0), expression]).optional(),
    }),
  ),
  compile(fields, compiler) {
    const exit = compiler.exit(fields, { available: ['result'] });
    const recovery = compileRecovery(compiler, fields);
    const items = compiler.template(fields.Items ?? '{% $states.input %}', 'Items');
    const concurrency = compiler.template(fields.MaxConcurrency ?? 0, 'MaxConcurrency');
    const selector = compiler.optionalTemplate(fields.ItemSelector, 'ItemSelector');
    const block = compiler.block(fields.ItemProcessor, 'ItemProcessor');
    return (visit) =>
      withRecovery(visit, recovery, async () => {
        const values = await evaluateAs(visit, 'Items', items, 'array');
        const atOnce = await wholeNumber(visit, 'MaxConcurrency', concurrency, 0);
        visit.record('MapStateStarted', { length: values.length });
        const outputs = await inThreads(visit, 'Map', (fork) =>
          inTurns(values, Math.min(atOnce || inlineConcurrency, inlineConcurrency), async (value, index) => {
            const context = { Item: { Index: index, Value: value } };
            const input = visit.payloadOf(
              selector ? await visit.evaluate(selector, undefined, context) : value,
            );
            return iterate(visit, block, input, index, fork(context));
          }),
        );
        const result = visit.payloadOf(outputs.map(({ value }) => value));
        return visit.leave(exit, result, { result: result.value });
      });
  },
});

async function iterate(
  { stateName: name }: Visit,
  block: StateBlock,
  input: Payload,
  index: number,
  thread: Thread,
): Promise<Payload> {
  thread.record('MapIterationStarted', { name, index });
  thread.iteration = index;
  const output = await runThread(block, input, thread);
  thread.record('MapIterationSucceeded', { name, index });
  thread.iteration = undefined;
  return output;
}

/** Works through all items with so many at once, and answers the results in the order of the items. */
async function inTurns<Item, Result>(
  items: Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as Item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}
