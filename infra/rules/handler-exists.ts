import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from './assembly.ts';
import type { Rule } from './rule.ts';

interface FunctionProperties {
  Handler?: string;
  Code: { S3Key?: string };
}

/** Every function's handler is a file of its bundle and a name that the file exports. */
export const handlerExists: Rule = {
  name: 'handler-exists',
  check: (assembly) =>
    assembly.resources<FunctionProperties>('AWS::Lambda::Function').flatMap((fn) => {
      const problem = problemOf(fn, assembly.directory);
      return problem
        ? [{ resource: fn, message: `Handler is "${fn.properties.Handler}", but ${problem}` }]
        : [];
    }),
};

function problemOf({ properties }: Resource<FunctionProperties>, directory: string): string | undefined {
  const { Handler: handler = '', Code: code } = properties;
  // Code that stands in the template itself is not a bundle.
  if (!code.S3Key) return undefined;
  const asset = join(directory, `asset.${code.S3Key.replace(/\.zip$/, '')}`);
  const [, file = '', name] = /^(.+)\.([^.]+)$/.exec(handler) ?? [];
  const path = ['cjs', 'mjs', 'js'].map((end) => join(asset, `${file}.${end}`)).find(existsSync);
  if (!path)
    return `its bundle has no ${file}.cjs. Name the file that the bundle has, without its ending, and the function that it exports.`;
  const exported = exportsOf(path);
  if (exported.includes(name ?? '')) return undefined;
  return `its bundle exports [${exported.join(', ')}]. Export "${name}" from the handler's file, or name what it exports.`;
}

/** The names that a module exports: esbuild writes them into one list, which only its comments follow. */
function exportsOf(path: string): string[] {
  const code = readFileSync(path, 'utf8');
  const list = [...code.matchAll(/\b(?:export|module\.exports\s*=)\s*\{([^}]*)\}/g)].at(-1)?.[1];
  if (list !== undefined)
    return list.split(',').map(
      (entry) =>
        entry
          .trim()
          .split(/\s+as\s+/)
          .at(-1) ?? '',
    );
  return [...code.matchAll(/\bexports\.(\w+)\s*=/g)].map((match) => match[1] ?? '');
}
