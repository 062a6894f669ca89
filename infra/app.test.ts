import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'synth-'));
const stacks = ['legacy', 'orders'];

interface Resource {
  Type: string;
  Properties?: object;
}

/** Properties by which one would fix the name of a resource. */
const physicalNames =
  /^(Function|Table|Queue|Role|Policy|StateMachine|Cluster|Service|UserPool|LogGroup|Bucket|Topic)Name$|^DBInstanceIdentifier$/;

async function synth(outdir: string): Promise<string[]> {
  const child = spawn(process.execPath, ['infra/app.ts'], {
    env: { ...process.env, CDK_OUTDIR: join(folder, outdir), BUNDLE_DIR: join(folder, 'bundles') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`infra/app.ts ended with ${code}`);
  return stacks.map((stack) => readFileSync(join(folder, outdir, `${stack}.template.json`), 'utf8'));
}

describe('the synthesised templates', () => {
  let templates: string[];
  beforeAll(async () => {
    templates = await synth('first');
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('are the same to the byte the second time', async () => {
    expect(await synth('second')).toEqual(templates);
  }, 60_000);

  test('name nothing physically, so that two deployments never collide', () => {
    for (const template of templates)
      for (const [id, { Type, Properties = {} }] of Object.entries<Resource>(
        JSON.parse(template).Resources,
      )) {
        // A reference is no name. The name of an inline policy is part of its role, not of the account.
        const named = Object.entries(Properties).filter(
          ([key, value]) =>
            physicalNames.test(key) && typeof value === 'string' && Type !== 'AWS::IAM::Policy',
        );
        expect(named, `${id} (${Type})`).toEqual([]);
      }
  });

  test('hold no date and no path of the machine', () => {
    for (const template of templates) {
      expect(template).not.toContain(process.cwd());
      expect(template).not.toMatch(/20\d\d-\d\d-\d\dT\d\d:/);
    }
  });
});
