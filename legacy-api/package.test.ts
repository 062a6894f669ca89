import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const read = async (path: string) => readFile(join(import.meta.dirname, path), 'utf8');

describe('the package in the container', () => {
  test('has the version of pg that the root is tested with', async () => {
    const [root, own] = [JSON.parse(await read('../package.json')), JSON.parse(await read('package.json'))];
    expect(own.dependencies).toEqual({ pg: root.dependencies.pg });
  });

  test('locks what its package.json names, from any registry', async () => {
    const [own, lock] = [JSON.parse(await read('package.json')), JSON.parse(await read('package-lock.json'))];
    expect(lock.packages[''].dependencies).toEqual(own.dependencies);
    expect(lock.packages['node_modules/pg'].version).toBe(own.dependencies.pg);
    expect(JSON.stringify(lock)).not.toContain('"resolved"');
  });
});
