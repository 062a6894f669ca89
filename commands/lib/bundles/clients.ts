import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, transform } from 'esbuild';
import { bundling } from '../../../infra/bundle.ts';
import type { Bundle } from './sizes.ts';

const root = join(import.meta.dirname, '../../..');
const sdk = /^@aws-sdk\/(client-[\w-]+|lib-dynamodb)$/;

/** The names that a function imports from each package of AWS clients. */
export type Clients = Map<string, Set<string>>;

/** What a bundled function has of the AWS SDK: the packages by what is in its bundle, the names by its own sources. */
export async function clientsOf({ sources }: Pick<Bundle, 'sources'>): Promise<Clients> {
  const clients: Clients = new Map();
  for (const source of sources.filter((each) => !each.includes('node_modules')))
    for (const [from, names] of await importsOf(source))
      if (sdk.test(from) && sources.some((each) => each.includes(`node_modules/${from}/`)))
        clients.set(from, new Set([...(clients.get(from) ?? []), ...names]));
  return clients;
}

/** Of a TypeScript file, by module; types are no imports. */
async function importsOf(file: string): Promise<[from: string, names: string[]][]> {
  const { code } = await transform(readFileSync(join(root, file), 'utf8'), { loader: 'ts' });
  return [...code.matchAll(/^import\s*\{([^}]*)\}\s*from\s*"([^"]+)"/gm)].map(([, names = '', from = '']) => [
    from,
    names.split(',').flatMap((name) => name.trim().split(/\s+as\s+/)[0] || []),
  ]);
}

/**
 * Bundles these clients alone, made as a function makes them, each with the commands that it sends. Nothing of the SDK is
 * left out here: what `infra/left-out.ts` saves is to count.
 */
export async function bundleClients(clients: Clients, outfile: string): Promise<void> {
  const { outExtension: _, ...options } = bundling;
  await build({ ...options, stdin: { contents: sourceOf(clients), resolveDir: root }, outfile });
}

function sourceOf(clients: Clients): string {
  const names = [...clients.values()].flatMap((each) => [...each]);
  return [
    ...[...clients].map(([from, each]) => `import { ${[...each].join(', ')} } from '${from}';`),
    `export const clients = [${names
      .filter((name) => name.endsWith('Client'))
      .map(making)
      .join(', ')}];`,
    `export const commands = [${names.filter((name) => !name.endsWith('Client')).join(', ')}];`,
  ].join('\n');
}

const making = (client: string) =>
  client === 'DynamoDBDocumentClient' ? `${client}.from(new DynamoDBClient())` : `new ${client}()`;
