import type { RouteTable } from '../../../infra/patterns/route-table.ts';
import { asMarkdown, routeRows } from '../route-list.ts';

const block = /(<!-- routes -->\n).*?(<!-- \/routes -->)/gs;

/** The text of a page in Markdown with the table of routes as it is now, between `<!-- routes -->` and `<!-- /routes -->`. */
export const currentRoutes = (table: RouteTable, markdown: string): string =>
  markdown.replaceAll(
    block,
    (_, begin: string, end: string) => `${begin}\n${asMarkdown(routeRows(table))}\n\n${end}`,
  );
