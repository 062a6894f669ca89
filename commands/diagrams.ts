import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Assembly } from '../infra/rules/assembly.ts';
import { synthesise } from './lib/assembly.ts';
import type { Command } from './lib/command.ts';
import { diagrams, staleDiagrams, systemDiagrams } from './lib/diagrams/index.ts';
import { inRepository } from './lib/diagrams/repository.ts';

export const command: Command = {
  summary:
    'Draws the diagrams of the documentation from the template and the code, and corrects its links to lines',
  options: {
    check: { type: 'boolean', description: 'write nothing; fail when a file is not what the code says' },
  },
  async run({ values }) {
    const folder = await synthesise();
    const assembly = new Assembly(globSync(join(folder, '*.template.json')));
    const stale = staleDiagrams([...diagrams, ...systemDiagrams(assembly)]);
    if (values['check'] && stale.length > 0) {
      const files = stale.map(({ file }) => file).join(', ');
      throw new Error(`not what the code says: ${files}. Run "npm run diagrams" and commit it.`);
    }
    for (const { file, draw } of stale) {
      writeFileSync(inRepository(file), draw());
      console.log(`wrote ${file}`);
    }
    if (stale.length === 0) console.log('All is what the code says.');
  },
};
