import { existsSync, globSync } from 'node:fs';
import { routes } from '../../../infra/routes.ts';
import type { Assembly } from '../../../infra/rules/assembly.ts';
import { drawSaga } from './draw-saga.ts';
import { currentLines } from './links.ts';
import { inRepository, read } from './repository.ts';
import { currentRoutes } from './route-table.ts';
import { readSaga } from './saga.ts';
import { drawSystem } from './system/picture.ts';
import { pictures } from './system/pictures.ts';

/** A file of the documentation that follows the code. */
export interface Diagram {
  /** Its path in the repository. */
  file: string;
  /** What it should be now: the same text every time. */
  draw: () => string;
}

const pages = globSync('docs/**/*.md', { cwd: inRepository('') }).sort();

/** The pictures of the synthesised system. */
export const systemDiagrams = (assembly: Assembly): Diagram[] =>
  Object.entries(pictures).map(([file, picture]) => ({ file, draw: () => drawSystem(assembly, picture) }));

/** What is drawn from the sources alone, and the pages with links to lines or the table of routes. */
export const diagrams: Diagram[] = [
  {
    file: 'docs/patterns/state-machine.svg',
    draw: () => {
      const definition = JSON.parse(read('services/fulfilment/order-fulfilment.asl.json'));
      return drawSaga('How an order is fulfilled, or undone', readSaga(definition));
    },
  },
  ...pages.map((file) => ({ file, draw: () => currentRoutes(routes, currentLines(file, read(file))) })),
];

/** The diagrams whose file is missing or says something else than the code. */
export const staleDiagrams = (all: readonly Diagram[]): Diagram[] =>
  all.filter(({ file, draw }) => !existsSync(inRepository(file)) || read(file) !== draw());
