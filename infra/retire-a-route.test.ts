import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const copied = ['infra', 'services', 'legacy-api', 'commands', 'local', 'docs', 'tests', 'load-tests'];
const files = ['cdk.json', 'package.json', 'package-lock.json', 'README.md', 'tsconfig.json'];
const page = readFileSync(join(root, 'docs/retire-a-route.md'), 'utf8');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'retired-'));
  for (const path of [...copied, ...files])
    cpSync(join(root, path), join(folder, path), {
      recursive: true,
      filter: (from) => !/node_modules|load-tests\/results/.test(from.slice(root.length)),
    });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The lines of the block of the page that is marked so. */
function block(mark: string): string[] {
  const found = new RegExp(`\`\`\`${mark}\n([^]*?)\n\`\`\``).exec(page)?.[1];
  if (!found) throw new Error(`The page has no block ${mark}`);
  return found.split('\n');
}

/** Replaces lines of a file; throws when there is none to replace. */
function change(file: string, isMeant: (line: string) => boolean, by: string[]): void {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  if (!lines.some(isMeant)) throw new Error(`${file} has no line that the page means`);
  writeFileSync(join(folder, file), lines.flatMap((line) => (isMeant(line) ? by : [line])).join('\n'));
}

function node(...args: string[]): string {
  const env = { ...process.env, CDK_OUTDIR: join(folder, 'out'), BUNDLE_DIR: join(folder, 'bundles') };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

interface Resource {
  Type: string;
  Properties: {
    PathPart?: string;
    ResourceId?: { Ref: string };
    HttpMethod?: string;
    Integration?: { Type: string };
  };
}

test('the change of the page leaves a system in which the new owner alone answers the route', () => {
  for (const file of block('delete')) {
    expect(existsSync(join(folder, file)), file).toBe(true);
    rmSync(join(folder, file));
  }
  for (const [file = '', named = ''] of block('lines').map((line) => line.split(' ')))
    change(file, (line) => line.includes(named), []);
  change('infra/routes.ts', (line) => line.includes("'GET    /orders/history'"), block('routes'));
  writeFileSync(join(folder, 'legacy-api/migrations/006-drop-past-orders.sql'), block('sql').join('\n'));

  // It is synthesised, with one way to the route, to a function.
  node('infra/app.ts');
  const { Resources }: { Resources: Record<string, Resource> } = JSON.parse(
    readFileSync(join(folder, 'out/orders.template.json'), 'utf8'),
  );
  const ways = Object.entries(Resources).filter(([, { Properties }]) => Properties?.PathPart === 'history');
  expect(ways).toHaveLength(1);
  const method = Object.values(Resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::ApiGateway::Method' &&
      Properties.ResourceId?.Ref === ways[0]?.[0] &&
      Properties.HttpMethod === 'GET',
  );
  expect(method?.Properties.Integration?.Type).toBe('AWS_PROXY');

  // The legacy API and the commands load without what was deleted.
  const kept = node(
    ...['--input-type=module', '-e'],
    `const { routes } = await import('./legacy-api/routes.ts');
     await import('./commands/start.ts');
     console.log(routes().map(({ path }) => path).join(' '));`,
  );
  expect(kept).toContain('/products/{sku}');
  expect(kept).not.toContain('orders');
}, 120_000);
