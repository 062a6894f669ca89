import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions } from '../../../infra/bundle.ts';
import { medianOf } from '../../../load-tests/bench/figures.ts';
import { bundleClients, clientsOf } from './clients.ts';
import { importTime } from './import-time.ts';
import { type Bundle, bundlesOf } from './sizes.ts';

/** What is known of a bundled function. Times are medians, in milliseconds. */
export interface BundleFigures extends Pick<Bundle, 'name' | 'kib'> {
  importTime: number;
  /** The same of a bundle of its AWS clients alone, and how many times that the function takes; absent without clients. */
  clients?: { importTime: number; ratio: number };
}

export interface BenchOptions {
  /** How often each bundle is imported. */
  rounds: number;
  environment: Record<string, string>;
  /** Names of functions; all when empty. */
  only: readonly string[];
  signal: AbortSignal;
  /** Told what begins now. */
  onProgress: (step: string) => void;
}

/** Bundles the functions and measures how long each takes to be imported, function after function. */
export async function benchBundles({
  only,
  signal,
  onProgress,
  ...options
}: BenchOptions): Promise<BundleFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  try {
    const bundles = bundlesOf(await bundleFunctions(join(folder, 'functions')));
    const figures: BundleFigures[] = [];
    for (const bundle of bundles.filter(({ name }) => only.length === 0 || only.includes(name))) {
      signal.throwIfAborted();
      onProgress(bundle.name);
      figures.push(await measure(bundle, folder, options));
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The function and its clients by turns, so that what else the machine does hits both. */
async function measure(
  bundle: Bundle,
  folder: string,
  { rounds, environment }: Pick<BenchOptions, 'rounds' | 'environment'>,
): Promise<BundleFigures> {
  const { name, file, kib } = bundle;
  const clients = await clientsOf(bundle);
  const clientsFile = join(folder, `${crypto.randomUUID()}.cjs`);
  if (clients.size > 0) await bundleClients(clients, clientsFile);
  const own: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    own.push(await importTime(file, environment));
    if (clients.size > 0) theirs.push(await importTime(clientsFile, environment));
  }
  const [ownTime, theirTime] = [medianOf(own), medianOf(theirs)];
  if (clients.size === 0) return { name, kib, importTime: ownTime };
  return { name, kib, importTime: ownTime, clients: { importTime: theirTime, ratio: ownTime / theirTime } };
}
