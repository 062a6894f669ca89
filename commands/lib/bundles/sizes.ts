import { resolve } from 'node:path';
import type { Metafile } from 'esbuild';

/** A bundled function. */
export interface Bundle {
  /** Its handler's path without `.handler.ts`, as `functionCode` takes it: `services/payments/worker`. */
  name: string;
  /** The file that Lambda loads. */
  file: string;
  /** Of the code that is loaded. The source map beside it is read only when there is a stack trace to show. */
  kib: number;
  /** The files that it is made of, from the root of the repository. */
  sources: string[];
}

const handlerEnd = '.handler.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The functions of a build. */
export function bundlesOf({ outputs }: Metafile): Bundle[] {
  return Object.entries(outputs).flatMap(([file, { entryPoint, bytes, inputs }]) => {
    if (!entryPoint?.endsWith(handlerEnd)) return [];
    const sources = Object.entries(inputs).flatMap(([source, { bytesInOutput }]) =>
      bytesInOutput > 0 ? source : [],
    );
    return {
      name: entryPoint.slice(0, -handlerEnd.length),
      file: resolve(root, file),
      kib: bytes / 1024,
      sources,
    };
  });
}
