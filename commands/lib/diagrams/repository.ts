import { readFileSync } from 'node:fs';

/** Where a path of the repository is on this machine. */
export const inRepository = (path: string) => new URL(`../../../${path}`, import.meta.url);

/** The text of a file of the repository. */
export const read = (path: string) => readFileSync(inRepository(path), 'utf8');
