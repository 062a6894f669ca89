import { routes } from '../infra/routes.ts';
import type { Command } from './lib/command.ts';
import { asMarkdown, asText, routeRows } from './lib/route-list.ts';

export const command: Command = {
  summary: 'Lists the routes: who answers each, who may call it, and between whom it moves',
  options: { markdown: { type: 'boolean', description: 'print a table in Markdown' } },
  async run({ values }) {
    const rows = routeRows(routes);
    console.log(values['markdown'] ? asMarkdown(rows) : asText(rows));
  },
};
