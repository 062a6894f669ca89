import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readAssembly } from './assembly.ts';

const directory = mkdtempSync(join(tmpdir(), 'assembly-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

const stack = (name: string, ...dependencies: string[]) => ({
  type: 'aws:cloudformation:stack',
  dependencies,
  properties: { templateFile: `${name}.template.json`, stackName: `shop-${name}` },
});

function write(artifacts: object, template: object = { Resources: {} }): void {
  const files = {
    'manifest.json': { version: '1', artifacts },
    'app.template.json': template,
    'network.template.json': { Resources: {} },
    'app.assets.json': {
      files: {
        f1: { displayName: 'code', source: { path: 'asset.f1', packaging: 'zip' }, destinations: {} },
      },
      dockerImages: { d1: { source: { directory: 'asset.d1' }, destinations: {} } },
    },
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(directory, name), JSON.stringify(content));
  }
}

const assets = { type: 'cdk:asset-manifest', properties: { file: 'app.assets.json' } };

test('stacks come after those that they depend on, and assets have their folders', () => {
  write({ app: stack('app', 'network', 'app.assets'), network: stack('network'), 'app.assets': assets });
  const assembly = readAssembly(directory);
  expect(assembly.stacks.map(({ name }) => name)).toEqual(['shop-network', 'shop-app']);
  expect(Object.fromEntries(assembly.assets)).toEqual({
    f1: join(directory, 'asset.f1'),
    d1: join(directory, 'asset.d1'),
  });
});

test('a part of a template that is not understood is named with its file', () => {
  write({ app: stack('app') }, { Transform: 'AWS::LanguageExtensions', Resources: {} });
  expect(() => readAssembly(directory)).toThrow(/app\.template\.json has parts .*\n.*Transform/);
});

test('a nested assembly is refused by its name', () => {
  write({ 'assembly-Stage': { type: 'cdk:cloud-assembly' } });
  expect(() => readAssembly(directory)).toThrow('the nested assembly assembly-Stage');
});
