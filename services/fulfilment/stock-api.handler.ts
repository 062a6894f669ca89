import * as z from 'zod';
import { documents } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { CodedError } from '../shared/errors.ts';
import {
  header,
  httpApi,
  jsonRoute,
  onlyFor,
  parseWith,
  pathParameter,
  type Route,
  route,
} from '../shared/http.ts';
import { skuSchema } from '../shared/sku.ts';
import { stockRoutes } from './routes.ts';
import { stockTable } from './stock-table.ts';

const env = readEnv(z.object({ STOCK_TABLE: z.string().min(1) }));
const stock = stockTable(documents(), env.STOCK_TABLE);
const put = stockRoutes['PUT /stock/{sku}'];

export const handler = httpApi('fulfilment', {
  'GET /stock/{sku}': onlyFor(
    'operator',
    route(async ({ event }) => {
      const sku = pathParameter(event, 'sku');
      const level = skuSchema.safeParse(sku).success ? await stock.find(sku) : undefined;
      if (!level) throw new CodedError('not_found', `There is no stock of ${sku}`);
      return { status: 200, body: level };
    }),
  ),

  'PUT /stock/{sku}': onlyFor(
    'operator',
    jsonRoute(put.body, async ({ event, body }) => {
      const { sku } = parseWith(put.path, event.pathParameters);
      const onlyCreate = wantsOnlyCreate(header(event, 'if-none-match'));
      const { level, created } = await stock.setAvailable(sku, body.available, { onlyCreate });
      return { status: created ? 201 : 200, body: level };
    }),
  ),
} satisfies Record<keyof typeof stockRoutes, Route>);

/** Stock has no entity tags, so of `If-None-Match` only `*` has a meaning here (RFC 9110, section 13.1.2). */
function wantsOnlyCreate(ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined || ifNoneMatch === '*') return ifNoneMatch === '*';
  throw new CodedError('invalid_request', `If-None-Match: expected * or nothing, got ${ifNoneMatch}`);
}
