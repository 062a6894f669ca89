import { join } from 'node:path';

/** What is worth keeping between runs and can be made again at any time; it goes with `node_modules`. */
export const cacheFolder = join(import.meta.dirname, '../node_modules/.cache/local-aws');
