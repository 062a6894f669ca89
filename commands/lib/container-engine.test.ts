import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkEngine, checkPlatform, engineName } from './container-engine.ts';
import { fakeProgram, temporaryFolder } from './testing.ts';

beforeEach(() => void vi.stubEnv('BUILDX_BUILDER', undefined));
afterEach(() => vi.unstubAllEnvs());

describe('the container engine', () => {
  test('is what CDK_DOCKER names, otherwise docker', () => {
    vi.stubEnv('CDK_DOCKER', 'podman');
    expect(engineName()).toBe('podman');
    vi.stubEnv('CDK_DOCKER', undefined);
    expect(engineName()).toBe('docker');
  });

  test('that is not installed is an error that names what to install', async () => {
    await expect(checkEngine('no-such-engine')).rejects.toThrow(
      '"no-such-engine" is not on the PATH: install Docker, or set CDK_DOCKER',
    );
  });

  test('that does not run is an error with what it says itself', async () => {
    const engine = fakeProgram('docker', 'echo "Client: 29"; echo "Is the daemon running?" >&2; exit 1');
    await expect(checkEngine(engine)).rejects.toThrow(/info" fails, .*: Is the daemon running\?$/);
  });

  test('that runs is fine', async () => {
    expect(await checkEngine(fakeProgram('docker', '[ "$1" = info ]'))).toMatch(/docker runs$/);
  });
});

describe('an image for arm64', () => {
  const check = (script: string, emulatorsDir = temporaryFolder()) =>
    checkPlatform('linux/arm64', {
      engine: fakeProgram('docker', script),
      architecture: 'x64',
      emulatorsDir,
    });

  test('needs nothing on an arm64 machine', async () => {
    const options = { engine: 'no-such-engine', architecture: 'arm64' };
    expect(await checkPlatform('linux/arm64', options)).toContain('arm64');
  });

  test('can be built elsewhere when the builder names the platform', async () => {
    const builder = 'echo "Name: $3"; echo "Platforms: linux/amd64, linux/arm64, linux/386"';
    expect(await check(builder)).toContain('builder "default"');
  });

  test('cannot when neither builder nor kernel knows the platform, and the error has the remedy', async () => {
    await expect(check('echo "Platforms: linux/amd64, linux/arm64/v8only"')).rejects.toThrow(
      /image is linux\/arm64 and this machine is x64.*binfmt --install arm64/,
    );
  });

  test('can with an engine that has no buildx, when the kernel has an emulator', async () => {
    const emulators = temporaryFolder();
    writeFileSync(`${emulators}/qemu-aarch64`, 'enabled');
    expect(await check('exit 125', emulators)).toContain('qemu-aarch64');
  });
});
