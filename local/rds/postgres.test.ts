import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startPostgres } from './postgres.ts';

test('a PostgreSQL whose programs cannot be run rejects, naming the program', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const starting = startPostgres({
    binaries: join(folder, 'none'),
    folder: join(folder, 'data'),
    user: undefined,
    administrator: { name: 'admin', password: 'secret' },
    issueCertificate: async () => ({ certificate: '', privateKey: '' }),
    forceSsl: true,
    settings: {},
    log: () => {},
  });
  await expect(starting).rejects.toThrow(/none.bin.initdb ENOENT/);
});
