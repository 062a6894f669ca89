import type { Fault } from './fault.ts';

/** The faults as rows of docs/reliability.md: what holds, and the fault that tests it. */
export const promiseTable = (faults: readonly Fault[]): string =>
  [
    ['what holds', 'the fault that tests it'],
    ['---', '---'],
    ...faults.map(({ promise, name }) => [promise, `\`${name}\``]),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
