import { encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { LoadRun } from './load-run.ts';
import type { GeneratorMessage } from './messages.ts';
import type { GeneratorPlan } from './plan.ts';

/** How often the starter hears how it goes, in milliseconds. */
const progressInterval = 100;

process.once('message', (plan: GeneratorPlan) => void generate(plan));
// Ctrl-C reaches every process of the terminal. This one goes on until it is told to stop: it has a summary to give.
process.on('SIGINT', () => {});
// Who started it is gone: nobody wants the load any more.
process.on('disconnect', () => process.exit());

async function generate(plan: GeneratorPlan): Promise<void> {
  try {
    const run = new LoadRun(plan);
    process.on('message', (message) => {
      if (message === 'stop') run.stop();
    });
    const timer = setInterval(() => tell({ progress: run.progress() }), progressInterval);
    const { histograms, ...summary } = await run.run();
    clearInterval(timer);
    const encoded = {
      latency: encodeIntoCompressedBase64(histograms.latency),
      lag: encodeIntoCompressedBase64(histograms.lag),
    };
    tell({ summary: { ...summary, histograms: encoded } });
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) });
  }
}

function tell(message: GeneratorMessage): void {
  process.send?.(message);
}
