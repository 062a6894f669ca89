import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuthority, issueServerCertificate } from '../rds/certificates.ts';
import { type FunctionsUnderTest, functionsUnderTest } from './testing.ts';

const asking = `export const handler = async (url) => {
  try { return await (await fetch(url)).text(); } catch (error) { return error.cause.code; }
};`;

let folder: string;
let certificatesFile: string;
let system: FunctionsUnderTest;
let server: Server;
let url: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certificates-'));
  certificatesFile = path.join(folder, 'authority.pem');
  const authority = await createAuthority();
  await writeFile(certificatesFile, authority.certificate);
  const { certificate: cert, privateKey: key } = await issueServerCertificate(authority);
  server = createServer({ cert, key }, (_, response) => response.end('trusted')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  system = await functionsUnderTest({ certificatesFile });
});
afterAll(async () => {
  await system.stop();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

/** What a function answers that asks the server, and how NODE_EXTRA_CA_CERTS is set for it. */
async function ask(name: string, file?: string) {
  await system.define(name, asking, { environment: file === undefined ? {} : { NODE_EXTRA_CA_CERTS: file } });
  return (await system.call(name, url)).answer;
}

describe('NODE_EXTRA_CA_CERTS', () => {
  test('with the file of the runtime lets a function trust the authority of this run', async () => {
    expect(await ask('runtime', '/var/runtime/ca-cert.pem')).toBe('trusted');
  });

  test('with another file lets a function trust what is in it', async () => {
    expect(await ask('own', certificatesFile)).toBe('trusted');
  });

  test('is needed: no function trusts the authority by itself', async () => {
    expect(await ask('without')).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  test('with a file that is not there is warned of, as Node does', async () => {
    expect(await ask('missing', '/none.pem')).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(system.lines.join('\n')).toContain('Ignoring extra certs from `/none.pem`, load failed: ENOENT');
  });
});
