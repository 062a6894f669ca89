import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { synthesised } from './rules/testing.ts';

function templatesIn(assembly: string): string[] {
  return ['legacy', 'orders'].map((stack) => readFileSync(join(assembly, `${stack}.template.json`), 'utf8'));
}

const templates = templatesIn(join(inject('assemblies'), 'small'));

test('the templates are the same to the byte the second time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'synth-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const child = spawn(process.execPath, ['infra/app.ts'], {
    env: { ...process.env, CDK_OUTDIR: folder, BUNDLE_DIR: join(folder, 'bundles') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(templatesIn(folder)).toEqual(templates);
}, 60_000);

test('the templates hold no secret: all are generated, and only the database reads one while it is created', () => {
  const assembly = synthesised('full');
  const values = assembly.resources<{ SecretString?: string }>('AWS::SecretsManager::Secret');
  const given = values.flatMap(({ properties }) => properties.SecretString ?? []);
  // The payment provider's key is put in later.
  expect([values.length > 3, given]).toEqual([true, ['{"secretKey":""}']]);
  const reading = assembly
    .resources()
    .filter(({ properties }) => JSON.stringify(properties).includes('{{resolve:'));
  expect(reading.map(({ type }) => type)).toEqual(['AWS::RDS::DBInstance']);
});

test.each(['small', 'full'])('the stack that is deployed first says that its size is %s', (size) => {
  const [legacy = ''] = templatesIn(join(inject('assemblies'), size));
  expect(JSON.parse(legacy).Outputs.Size).toEqual({ Value: size });
});

test('the templates hold no date and no path of the machine', () => {
  for (const template of templates) {
    expect(template).not.toContain(process.cwd());
    expect(template).not.toMatch(/20\d\d-\d\d-\d\dT\d\d:/);
  }
});
