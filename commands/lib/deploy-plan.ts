import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesise } from './assembly.ts';
import type { Template } from './running-cost.ts';

export const sizes = ['small', 'full'] as const;
export type Size = (typeof sizes)[number];

/** A synthesised assembly and what must be known of it before it is deployed. */
export interface DeployPlan {
  /** The folder for the CDK's `--app`: what was checked and priced is what is deployed. */
  assembly: string;
  templates: Template[];
  /** Platforms of the container images, each once: `linux/arm64`. */
  platforms: string[];
}

/** Synthesises the app in a size, with any other context, and reads the result. */
export async function planDeployment(size: Size, context: Record<string, string> = {}): Promise<DeployPlan> {
  // What runs on one machine is the small size: the same assembly.
  if (size === 'small' && Object.keys(context).length === 0) return readPlan(await synthesise());
  const folder = join(import.meta.dirname, '../../dist', `deploy-${size}`);
  return readPlan(await synthesise(folder, { size, ...context }));
}

/** Reads an assembly that was synthesised before. */
export function readPlan(assembly: string): DeployPlan {
  const read = (pattern: string) =>
    globSync(pattern, { cwd: assembly })
      .sort()
      .map((file) => JSON.parse(readFileSync(join(assembly, file), 'utf8')));
  const images: { source: { platform?: string } }[] = read('*.assets.json').flatMap(({ dockerImages = {} }) =>
    Object.values(dockerImages),
  );
  const platforms = images.map(({ source }) => source.platform).filter((platform) => platform !== undefined);
  return { assembly, templates: read('*.template.json'), platforms: [...new Set(platforms)] };
}
