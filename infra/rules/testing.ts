import { globSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { Assembly, type Resource } from './assembly.ts';
import { lineOf, type Rule } from './rule.ts';

/** The system as it is synthesised, a copy for each test to break. */
export function synthesised(size: 'small' | 'full' = 'small'): Assembly {
  const directory = join(inject('assemblies'), size);
  return new Assembly(globSync(join(directory, '*.template.json')));
}

/** The one resource of a type whose logical id begins as given. Its properties are the template's own: change them. */
export function theOne<Properties extends object>(
  assembly: Assembly,
  type: string,
  idBegins = '',
): Resource<Properties> {
  const found = assembly.resources<Properties>(type).filter(({ id }) => id.startsWith(idBegins));
  const [one] = found;
  if (!one || found.length > 1)
    throw new Error(
      `"${idBegins}" (${type}) begins the ids of [${found.map(({ id }) => id).join(', ')}], not of one.`,
    );
  return one;
}

/** What a rule says of an assembly, a line per finding. */
export const findings = (rule: Rule, assembly: Assembly): string[] => rule.check(assembly).map(lineOf);
