import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Runs the CDK's own command line with these arguments. */
export type RunCdk = (args: string[], environment?: NodeJS.ProcessEnv) => Promise<void>;

/**
 * Runs the CDK's command line of this repository, its progress on the terminal. Throws when it fails, after it has said
 * itself why. `environment` replaces the process's own.
 */
export const runCdk: RunCdk = async (args, environment = process.env) => {
  const cdk = join(dirname(require.resolve('aws-cdk/package.json')), 'bin/cdk');
  const child = spawn(process.execPath, [cdk, ...args], { env: environment, stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  if (code !== 0) throw new Error(`"cdk ${args[0]}" ended with ${code}; see above for the reason`);
};

/** Arguments of `cdk deploy` for everything in a synthesised assembly. Approval was asked for by us, with the price. */
export const deployAll = (assembly: string): string[] => [
  ...['deploy', '--all', '--app', assembly, '--require-approval', 'never'],
  ...['--progress', 'events'],
];

/** Arguments of `cdk destroy` for everything in a synthesised assembly. */
export const destroyAll = (assembly: string): string[] => ['destroy', '--all', '--app', assembly, '--force'];
