import { existsSync, globSync } from 'node:fs';
import { drawSaga } from './draw-saga.ts';
import { currentLines } from './links.ts';
import { inRepository, read } from './repository.ts';
import { readSaga } from './saga.ts';

/** A file of the documentation that follows the code. */
export interface Diagram {
  /** Its path in the repository. */
  file: string;
  /** What it should be now: the same text every time. */
  draw: () => string;
}

const pages = globSync('docs/patterns/*.md', { cwd: inRepository('') }).sort();

/** The pictures, and the pages with links to lines. */
export const diagrams: Diagram[] = [
  {
    file: 'docs/patterns/state-machine.svg',
    draw: () => {
      const definition = JSON.parse(read('services/fulfilment/order-fulfilment.asl.json'));
      return drawSaga('How an order is fulfilled, or undone', readSaga(definition));
    },
  },
  ...pages.map((file) => ({ file, draw: () => currentLines(file, read(file)) })),
];

/** The diagrams whose file is missing or says something else than the code. */
export const staleDiagrams = (all = diagrams): Diagram[] =>
  all.filter(({ file, draw }) => !existsSync(inRepository(file)) || read(file) !== draw());
