import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What the CDK calls to build images: CDK_DOCKER, or docker. */
export const engineName = () => process.env['CDK_DOCKER'] || 'docker';

/** Throws one line when the container engine is not there or does not run. */
export async function checkEngine(engine = engineName()): Promise<string> {
  const { code, output } = await run(engine, ['info']);
  if (code === undefined)
    throw new Error(
      `"${engine}" is not on the PATH: install Docker, or set CDK_DOCKER to podman, finch or nerdctl`,
    );
  if (code !== 0) throw new Error(`"${engine} info" fails, so the engine does not run: ${lastLine(output)}`);
  return `${engine} runs`;
}

/** Where Linux shows the emulators that the kernel calls for foreign programs. */
const emulators = '/proc/sys/fs/binfmt_misc';

/**
 * Throws when images of `platform` (`linux/arm64`) cannot be built here: the machine has another architecture, the
 * engine's builder does not name the platform, and the kernel has no emulator for it.
 */
export async function checkPlatform(
  platform: string,
  { engine = engineName(), architecture = process.arch as string, emulatorsDir = emulators } = {},
): Promise<string> {
  const wanted = platform.replace(/^linux\//, '').replace('amd64', 'x64');
  if (wanted === architecture) return `this machine is ${architecture}, as the image`;
  const builder = process.env['BUILDX_BUILDER'] || 'default';
  const { output } = await run(engine, ['buildx', 'inspect', builder]);
  const platforms =
    /^Platforms:(.*)$/m
      .exec(output)?.[1]
      ?.split(',')
      .map((each) => each.trim()) ?? [];
  if (platforms.includes(platform)) return `the builder "${builder}" of ${engine} knows ${platform}`;
  const emulator = wanted === 'arm64' ? 'qemu-aarch64' : 'qemu-x86_64';
  if (existsSync(`${emulatorsDir}/${emulator}`)) return `the kernel emulates ${platform} (${emulator})`;
  throw new Error(
    `the image is ${platform} and this machine is ${architecture}: install an emulator once with ` +
      `"${engine} run --privileged --rm tonistiigi/binfmt --install ${wanted}"`,
  );
}

const lastLine = (output: string) => output.trim().split('\n').at(-1) ?? '';

/** What a program says and how it ends; no code when it does not exist. */
function run(program: string, args: string[]): Promise<{ code: number | undefined; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    child.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve({ code: undefined, output }) : reject(error),
    );
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
