import type { TestContext } from 'vitest';
import type { Queue } from '../sqs/queue.ts';
import type { QueueDefinition } from '../sqs/queues.ts';
import { SqsEventSource, type SqsEventSourceConfig } from './event-source.ts';
import type { FunctionsOptions } from './functions.ts';
import { functionsUnderTest } from './testing.ts';

/** Seconds, far more than any handler here takes: on a busy machine, too, only what a test means to run out does. */
export const patient = { timeout: 20 };

/** A system of its own for each test, so that tests can wait for their clocks side by side. */
export async function start({ onTestFinished }: TestContext, options: Partial<FunctionsOptions> = {}) {
  const system = await functionsUnderTest(options);
  const sources: SqsEventSource[] = [];
  onTestFinished(async () => {
    for (const source of sources) source.stop();
    await system.stop();
  });
  return {
    system,
    queueWith: (definition: Partial<QueueDefinition> = {}) =>
      system.queues.define({ name: 'orders', visibilityTimeout: 30, ...definition }),
    connect: (queue: Queue, config: Partial<SqsEventSourceConfig> = {}): SqsEventSource => {
      const mapping = {
        functionName: 'worker',
        queue,
        batchSize: 10,
        maximumBatchingWindowInSeconds: 0,
        reportBatchItemFailures: false,
        ...config,
      };
      const source = new SqsEventSource(mapping, system.functions, (line) => system.lines.push(line));
      sources.push(source);
      source.start();
      return source;
    },
  };
}

/** Sends so many messages, whose bodies are their numbers. */
export const fill = (queue: Queue, count: number) => {
  for (let sent = 0; sent < count; sent++) queue.send({ body: String(sent) });
};
/** Logs how many run at once, over all environments. */
export const logsStartAndEnd = (ms: number) =>
  `export const handler = async () => { console.log('start'); await new Promise((r) => setTimeout(r, ${ms})); console.log('end'); };`;

/** Of what `logsStartAndEnd` logged. */
export function mostAtOnce(lines: string[]): number {
  let running = 0;
  return Math.max(...lines.map((line) => (running += line === 'start' ? 1 : line === 'end' ? -1 : 0)));
}
