import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Prints how long the import of a module takes, in milliseconds. */
const program =
  'const began = performance.now(); await import(process.argv[1]); console.log(performance.now() - began); process.exit()';

/**
 * Imports a module in a Node process of its own and answers how long that took, in milliseconds. Throws what the module
 * throws, as one line.
 */
export async function importTime(file: string, environment: Record<string, string>): Promise<number> {
  const run = promisify(execFile);
  const args = ['--input-type=module', '--eval', program, file];
  try {
    const { stdout } = await run(process.execPath, args, { env: environment });
    return Number(stdout.trim().split('\n').at(-1));
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const [line] = /^\w*Error: .*$/m.exec(said) ?? [said];
    throw new Error(`${file} cannot be imported. ${line}`);
  }
}
