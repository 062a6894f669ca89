import { fork } from 'node:child_process';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import type { GeneratorMessage, SentSummary } from './messages.ts';
import { checkPlan, type GeneratorPlan, type GeneratorSummary, type Progress } from './plan.ts';

/** A generator at work. */
export interface RunningGenerator {
  /** Ends the load now. The summary comes within a second and is marked partial. */
  stop(): void;
  /** Fails when the generator's process does. */
  done: Promise<GeneratorSummary>;
}

/**
 * Sends a plan's load from a process of its own, so that neither the system under test nor who watches it makes a send
 * late. Throws when the plan is wrong. `onProgress` is called ten times a second.
 */
export function startGenerator(
  plan: GeneratorPlan,
  onProgress: (progress: Progress) => void = () => {},
): RunningGenerator {
  checkPlan(plan);
  const child = fork(new URL('process.ts', import.meta.url), { serialization: 'advanced', execArgv: [] });
  const { promise: done, resolve, reject } = Promise.withResolvers<GeneratorSummary>();
  child.on('message', (message: GeneratorMessage) => {
    if ('progress' in message) return onProgress(message.progress);
    if ('summary' in message) resolve(received(message.summary));
    else reject(new Error(`The load generator failed: ${message.failed}`));
    child.disconnect();
  });
  child.on('error', reject);
  child.on('exit', (code, signal) =>
    reject(new Error(`The load generator ended with ${signal ?? `exit code ${code}`} before its summary`)),
  );
  child.send(plan);
  return {
    done,
    stop() {
      if (child.connected) child.send('stop');
    },
  };
}

function received({ histograms, ...summary }: SentSummary): GeneratorSummary {
  return {
    ...summary,
    histograms: {
      latency: decodeFromCompressedBase64(histograms.latency),
      lag: decodeFromCompressedBase64(histograms.lag),
    },
  };
}
