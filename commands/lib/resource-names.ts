import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { physicalIdOf } from '../../local/cloudformation/physical-id.ts';

/** The hash that CDK adds to a logical ID. */
const hash = /[0-9A-F]{8}$/;

/** The names that the resources of an assembly have in the local run. */
export class ResourceNames {
  readonly #assemblyDir: string;
  readonly #logicalIds = new Map<string, string[]>();

  constructor(assemblyDir: string) {
    this.#assemblyDir = assemblyDir;
  }

  /** The name of a resource by its stack and its logical ID without the hash. Throws when the stack has no such one. */
  of(stack: string, id: string): string {
    const logicalId = this.#idsOf(stack).find((each) => each.replace(hash, '') === id);
    if (!logicalId) throw new Error(`The stack "${stack}" has no resource ${id}`);
    return physicalIdOf(stack, logicalId);
  }

  #idsOf(stack: string): string[] {
    const known = this.#logicalIds.get(stack);
    if (known) return known;
    const template = JSON.parse(readFileSync(join(this.#assemblyDir, `${stack}.template.json`), 'utf8'));
    const ids = Object.keys(template.Resources);
    this.#logicalIds.set(stack, ids);
    return ids;
  }
}
