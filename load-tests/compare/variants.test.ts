import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { synthesise } from '../../commands/lib/assembly.ts';
import { capacity } from '../../infra/capacity.ts';
import { readAssembly } from '../../local/cloudformation/assembly.ts';
import {
  copyAssembly,
  differenceOf,
  maxReceiveCountOf,
  readTemplate,
  type Template,
  webhookOf,
} from './template.ts';
import { type VariantName, variants } from './variants.ts';

const folder = mkdtempSync(join(tmpdir(), 'variants-'));
afterAll(() => rmSync(folder, { recursive: true }));

const assembly = await synthesise(join(folder, 'synthesised'));
const deployed = readTemplate(assembly);
const { workers } = capacity.webhook;

function changed(name: VariantName, template: Template = deployed): Template {
  const copy = structuredClone(template);
  variants.find((variant) => variant.name === name)?.change(copy);
  return copy;
}

/** The lines that differ, without the resources that they belong to. */
const linesOf = (name: VariantName) =>
  differenceOf(deployed, changed(name))
    .split('\n')
    .filter((line) => /^[+-]/.test(line));

describe('of the template that is deployed', () => {
  const mapped = `- "ScalingConfig": {"MaximumConcurrency":${workers}}`;

  test('no throttle changes the scaling of the mapping alone', () => {
    expect(linesOf('no throttle')).toEqual([mapped]);
    const { mapping, worker } = webhookOf(changed('no throttle'));
    expect(mapping.Properties).not.toHaveProperty('ScalingConfig');
    expect(worker.Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('reserved concurrency moves the limit from the mapping to the function', () => {
    expect(linesOf('reserved concurrency').sort()).toEqual([
      `+ "ReservedConcurrentExecutions": ${workers}`,
      mapped,
    ]);
    const { mapping, worker } = webhookOf(changed('reserved concurrency'));
    expect(mapping.Properties).not.toHaveProperty('ScalingConfig');
    expect(worker.Properties['ReservedConcurrentExecutions']).toBe(workers);
  });

  test('maximum concurrency changes nothing', () => {
    expect(changed('maximum concurrency')).toEqual(deployed);
    expect(differenceOf(deployed, changed('maximum concurrency'))).toBe('');
  });

  test.each(variants)('$name changes nothing but those properties', ({ name }) => {
    const restored = changed(name);
    const [now, before] = [webhookOf(restored), webhookOf(deployed)];
    now.mapping.Properties['ScalingConfig'] = before.mapping.Properties['ScalingConfig'];
    delete now.worker.Properties['ReservedConcurrentExecutions'];
    expect(restored).toEqual(deployed);
  });

  test('the queue is the one that the webhook fills', () => {
    expect(maxReceiveCountOf(deployed)).toBe(5);
  });
});

test('a template without a throttle to remove is refused', () => {
  expect(() => changed('no throttle', changed('no throttle'))).toThrow('has no ScalingConfig to remove');
});

test('a template whose queue feeds no function is refused', () => {
  const other = structuredClone(deployed);
  other.Outputs['WebhookQueueUrl'] = { Value: { Ref: 'Elsewhere' } };
  expect(() => webhookOf(other)).toThrow('maps no function to the queue WebhookQueueUrl');
});

test('a difference names the resource, what is gone and what is new', () => {
  const templateOf = (Properties: Record<string, unknown>): Template => ({
    Resources: { Thing: { Type: 'AWS::X::Y', Properties }, Same: { Type: 'AWS::X::Z', Properties: {} } },
    Outputs: {},
  });
  expect(differenceOf(templateOf({ a: 1, b: [2], c: 3 }), templateOf({ b: [4], c: 3, d: 5 }))).toBe(
    ['AWS::X::Y Thing', '- "a": 1', '- "b": [2]', '+ "b": [4]', '+ "d": 5'].join('\n'),
  );
});

test('a copy of an assembly has the same assets and the template that it was given', () => {
  const copy = join(folder, 'copy');
  copyAssembly(assembly, copy, changed('no throttle'));
  expect(readTemplate(copy)).toEqual(changed('no throttle'));
  expect(readdirSync(copy).sort()).toEqual(readdirSync(assembly).sort());
  expect([...readAssembly(copy).assets.keys()]).toEqual([...readAssembly(assembly).assets.keys()]);
  const legacy = (of: string) => readFileSync(join(of, 'legacy.template.json'), 'utf8');
  expect(legacy(copy)).toBe(legacy(assembly));
});
