import { z } from 'zod';
import { stateType } from '../compiler.ts';
import { runStates, type StateBlock } from '../interpreter.ts';
import { type Payload, payloadOf } from '../payload.ts';
import { compileRecovery, withRecovery } from '../retry-catch.ts';
import { Ended } from '../scope.ts';
import { evaluateAs, isArray, isSeconds, type Thread, type Visit } from '../visit.ts';
import { inThreads } from './branches.ts';
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
        const values = await evaluateAs(visit, 'Items', items, 'an array', isArray);
        const atOnce = await evaluateAs(visit, 'MaxConcurrency', concurrency, 'a whole number', isSeconds);
        visit.record('MapStateStarted', { length: values.length });
        const outputs = await inThreads(visit, 'Map', (fork) =>
          inTurns(values, Math.min(atOnce || inlineConcurrency, inlineConcurrency), async (value, index) => {
            const context = { Item: { Index: index, Value: value } };
            const input = payloadOf(selector ? await visit.evaluate(selector, undefined, context) : value);
            return iterate(visit, block, input, index, fork(context));
          }),
        );
        const result = payloadOf(outputs.map(({ value }) => value));
        return visit.leave(exit, result, { result: result.value });
      });
  },
});

async function iterate(
  { execution: { history }, stateName }: Visit,
  block: StateBlock,
  input: Payload,
  index: number,
  thread: Thread,
): Promise<Payload> {
  const record = (event: string) => {
    thread.scope.check();
    const details = { name: stateName, index };
    thread.lastEventId = history.record(thread.lastEventId, `MapIteration${event}`, details);
  };
  record('Started');
  try {
    const output = await runStates(block, input, thread);
    record('Succeeded');
    return output;
  } catch (thrown) {
    if (!(thrown instanceof Ended)) record('Failed');
    throw thrown;
  }
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
