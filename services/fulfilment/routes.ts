import * as z from 'zod';
import type { RouteContracts } from '../shared/route-contract.ts';
import { skuSchema } from '../shared/sku.ts';
import { availableSchema, stockLevelSchema } from './stock.ts';

const path = z.strictObject({ sku: skuSchema });

/** What the stock's routes take and answer. */
export const stockRoutes = {
  'GET /stock/{sku}': {
    summary: 'Shows where the pieces of a SKU are',
    path,
    answers: { 200: { description: 'The stock', body: stockLevelSchema } },
    errors: ['forbidden', 'not_found'],
  },
  'PUT /stock/{sku}': {
    summary: 'Sets how many pieces of a SKU can be sold',
    path,
    headers: z.object({
      'if-none-match': z.literal('*').optional().describe('Only where there is no stock yet'),
    }),
    body: availableSchema,
    answers: {
      200: { description: 'The stock as it is now', body: stockLevelSchema },
      201: { description: 'The first stock of the SKU', body: stockLevelSchema },
    },
    errors: ['invalid_request', 'forbidden', 'already_exists'],
  },
} as const satisfies RouteContracts;
