import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../error-message.ts';
import { type Stack, templateSchema } from './template.ts';
import { inDependencyOrder } from './topology.ts';

/** A synthesised CDK app: its stacks, those that others need first, and the folder or file of each asset by its hash. */
export interface Assembly {
  stacks: Stack[];
  assets: ReadonlyMap<string, string>;
}

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      dependencies: z.array(z.string()).default([]),
      properties: z
        .object({ templateFile: z.string(), stackName: z.string(), file: z.string() })
        .partial()
        .default({}),
    }),
  ),
});
type Artifact = z.infer<typeof manifestSchema>['artifacts'][string];

const assetsSchema = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string() }) })).default({}),
  dockerImages: z.record(z.string(), z.object({ source: z.object({ directory: z.string() }) })).default({}),
});

/** Reads a cloud assembly, the folder that `cdk synth` writes (cdk.out). Throws when it is not one or is not understood. */
export function readAssembly(directory: string): Assembly {
  const { artifacts } = readJson(join(directory, 'manifest.json'), manifestSchema);
  const nested = Object.keys(artifacts).find((id) => artifacts[id]?.type === 'cdk:cloud-assembly');
  if (nested) {
    throw new Error(
      `${directory} holds the nested assembly ${nested} (a CDK Stage). Give the folder of one.`,
    );
  }
  return { stacks: readStacks(directory, artifacts), assets: readAssets(directory, artifacts) };
}

function readStacks(directory: string, artifacts: Record<string, Artifact>): Stack[] {
  const isStack = (id: string) => artifacts[id]?.type === 'aws:cloudformation:stack';
  const needs = new Map(
    Object.entries(artifacts)
      .filter(([id]) => isStack(id))
      .map(([id, artifact]) => [id, artifact.dependencies.filter(isStack)]),
  );
  return inDependencyOrder(needs).map((id) => {
    const { templateFile, stackName } = artifacts[id]?.properties ?? {};
    if (!templateFile) throw new Error(`${directory}: stack ${id} names no templateFile in manifest.json`);
    return { name: stackName ?? id, template: readJson(join(directory, templateFile), templateSchema) };
  });
}

function readAssets(directory: string, artifacts: Record<string, Artifact>): Map<string, string> {
  const assets = new Map<string, string>();
  for (const { type, properties } of Object.values(artifacts)) {
    if (type !== 'cdk:asset-manifest' || !properties.file) continue;
    const { files, dockerImages } = readJson(join(directory, properties.file), assetsSchema);
    for (const [hash, { source }] of Object.entries(files)) assets.set(hash, resolve(directory, source.path));
    for (const [hash, { source }] of Object.entries(dockerImages)) {
      assets.set(hash, resolve(directory, source.directory));
    }
  }
  return assets;
}

function readJson<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> {
  const result = schema.safeParse(parseFile(file));
  if (result.success) return result.data;
  throw new Error(
    `${file} has parts that the local run does not understand:\n${z.prettifyError(result.error)}`,
  );
}

function parseFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`Cannot read ${file}: ${messageOf(cause)}. Synthesise the app first (npm run synth).`, {
      cause,
    });
  }
}
