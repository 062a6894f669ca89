import type { Assembly, Resource } from './assembly.ts';

/** A violation: which resource, and in a sentence or two what was found, what was expected, and what to do. */
export interface Finding {
  resource: Resource;
  message: string;
}

/** A check of the synthesised templates. It changes nothing and reads nothing but the assembly. */
export interface Rule {
  /** In kebab case, as its file. */
  name: string;
  check(assembly: Assembly): Finding[];
}

/** A finding as one line. */
export const lineOf = ({ resource, message }: Finding): string =>
  `${resource.stack}/${resource.id}: ${message}`;
