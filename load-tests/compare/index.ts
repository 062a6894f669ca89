import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesise } from '../../commands/lib/assembly.ts';
import type { ProgressLine } from '../progress.ts';
import { writeComparison } from '../report/index.ts';
import { runBurst } from './burst.ts';
import { receivedAgain } from './invocations.ts';
import { type BurstOutcome, brokenOutcomes } from './outcome.ts';
import { runSample, type SampleOutcome } from './sample.ts';
import { published, type SampleSetting } from './sample-template.ts';
import { copyAssembly, differenceOf, maxReceiveCountOf, readTemplate } from './template.ts';
import { type Variant, variants } from './variants.ts';
import { headline, tablesOf } from './words.ts';

export interface CompareOptions {
  /** Ends the comparison; what was seen until then is the report. */
  signal: AbortSignal;
  progress: ProgressLine;
  seed: number;
  /** For the report. */
  folder: string;
}

type ComparedBurst = BurstOutcome & { difference: string };

/**
 * Sends the same burst to three systems on this machine, whose templates differ in nothing but the throttle, then runs
 * AWS's own sample, and writes the report. Answers whether all came out as it should.
 */
export async function compareThrottles({ folder, ...options }: CompareOptions): Promise<boolean> {
  const { signal, progress } = options;
  const workFolder = await mkdtemp(join(tmpdir(), 'compare-'));
  try {
    const assembly = await synthesise();
    const bursts: ComparedBurst[] = [];
    for (const variant of variants) {
      const burst = await unlessAborted(signal, () => burstOn(assembly, workFolder, variant, options));
      if (burst) bursts.push(burst);
    }
    if (bursts.length === 0) signal.throwIfAborted();
    const sample = (await unlessAborted(signal, () => sampleOn(assembly, workFolder, options))) ?? [];

    const broken = brokenOutcomes(bursts, sample);
    const title = headline(bursts, broken);
    const runs = bursts.map(({ name, result, difference }) => ({ title: name, result, difference }));
    await writeComparison(folder, runs, title, tablesOf(bursts, sample, broken));
    for (const line of [title, ...broken.slice(1).map((reason) => `- ${reason}`)]) progress.end(line);
    return broken.length === 0;
  } finally {
    await rm(workFolder, { recursive: true });
  }
}

async function burstOn(
  assembly: string,
  workFolder: string,
  { name, change }: Variant,
  options: Omit<CompareOptions, 'folder'>,
): Promise<ComparedBurst> {
  const deployed = readTemplate(assembly);
  const template = structuredClone(deployed);
  change(template);
  const assemblyDir = join(workFolder, name.replaceAll(' ', '-'));
  copyAssembly(assembly, assemblyDir, template);
  const { result, invocations } = await runBurst({ ...options, assemblyDir, title: name });
  const { throttled } = invocations;
  const again = receivedAgain(invocations);
  options.progress.end(
    `${name}: ${result.refusedSessions} sessions refused, ${throttled} invocations throttled, ${again} messages received again`,
  );
  const difference = differenceOf(deployed, template) || 'Nothing: as it is deployed.';
  return { name, result, throttled, receivedAgain: again, difference };
}

/** Both throttles, each as AWS published it and with as many attempts as our queue gives. */
async function sampleOn(
  assembly: string,
  workFolder: string,
  { signal, progress }: Omit<CompareOptions, 'folder'>,
): Promise<SampleOutcome[]> {
  progress.show("Running AWS's sample");
  const counts = [published.maxReceiveCount, maxReceiveCountOf(readTemplate(assembly))];
  const settings = (['reserved concurrency', 'maximum concurrency'] as const).flatMap((throttle) =>
    counts.map((maxReceiveCount): SampleSetting => ({ throttle, maxReceiveCount })),
  );
  return runSample(join(workFolder, 'sample'), settings, signal);
}

/** Whatever is under way fails when it is aborted: then there is no answer. */
async function unlessAborted<Answer>(
  signal: AbortSignal,
  work: () => Promise<Answer>,
): Promise<Answer | undefined> {
  if (signal.aborted) return undefined;
  try {
    return await work();
  } catch (error) {
    if (!signal.aborted) throw error;
    return undefined;
  }
}
