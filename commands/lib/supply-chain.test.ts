import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

test('every action of a workflow is pinned to a commit, with the version beside it', () => {
  const used = globSync('.github/workflows/*.yml', { cwd: root }).flatMap((file) =>
    [...read(file).matchAll(/uses: (.*)$/gm)].map(([, action]) => action),
  );
  expect(used.length).toBeGreaterThan(4);
  for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

describe.each(['', 'legacy-api/'])('the packages of %j', (folder) => {
  test('are named by one exact version each', () => {
    const manifest: Manifest = JSON.parse(read(`${folder}package.json`));
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const versions = Object.values({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(versions.length).toBeGreaterThan(0);
    for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  });

  test('are locked by what is in them, wherever they come from', () => {
    const lock: { packages: Record<string, { inBundle?: true }> } = JSON.parse(
      read(`${folder}package-lock.json`),
    );
    for (const [path, locked] of Object.entries(lock.packages)) {
      // The root itself, and what another package brings along in its own archive.
      if (path === '' || locked.inBundle) continue;
      expect(locked).toMatchObject({ integrity: expect.stringMatching(/^sha512-/) });
      expect(locked).not.toHaveProperty('resolved');
    }
  });
});
