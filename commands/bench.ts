import { availableParallelism, loadavg } from 'node:os';
import { bench } from '../load-tests/bench/index.ts';
import { type PartName, partNames } from '../load-tests/bench/measures.ts';
import { tableOf } from '../load-tests/bench/table.ts';
import { type Command, oneOf, text, type Values } from './lib/command.ts';
import { interruptions } from './lib/interruptions.ts';

export const command: Command = {
  summary:
    'Measures the system on this machine against the limits and targets it is held to; takes about 10 minutes',
  options: {
    only: { type: 'string', description: `one part: ${partNames.join(', ')}` },
    json: { type: 'boolean', description: 'print the figures as JSON' },
    check: { type: 'boolean', description: 'exit code 1 when a target is missed' },
  },
  async run({ values }) {
    const [load = 0] = loadavg();
    const only = partsOf(values);
    const machine = {
      processors: availableParallelism(),
      load: Number(load.toFixed(1)),
      node: process.version,
    };
    const signal = interruptions();
    const figures = await bench({ only, signal, onProgress: (step) => console.error(`  ${step}`) });
    const missed = figures.filter((figure) => figure.missed.length > 0);
    if (values['json']) console.log(JSON.stringify({ machine, figures }, null, 2));
    else {
      console.log(tableOf(figures));
      console.log(`\n${machine.processors} processors, load ${machine.load} before, Node.js ${machine.node}`);
      console.log('Targets are for 2 quiet processors; compare shares rather than rates on a busy machine.');
    }
    if (values['check'] && missed.length > 0)
      throw new Error(`targets missed: ${missed.map(({ name }) => name).join(', ')}`);
  },
};

function partsOf(values: Values): PartName[] {
  return text(values, 'only') === undefined ? [] : [oneOf(values, 'only', partNames)];
}
