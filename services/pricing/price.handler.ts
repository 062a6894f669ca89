import * as z from 'zod';
import { findPrices } from '../catalog/contract.ts';
import { documents } from '../shared/aws-clients.ts';
import { readEnv } from '../shared/env.ts';
import { logger, observed } from '../shared/observability.ts';
import { type PriceRequest, type PriceResponse, priceRequestSchema } from './contract.ts';
import { priceOrder } from './price.ts';

const env = readEnv(z.object({ CATALOG_TABLE: z.string().min(1) }));
const client = documents();

/** Prices an order for another service. A request that breaks the contract is a bug of the caller and throws. */
export const handler = observed<PriceRequest, PriceResponse>().handler(async (event) => {
  const request = priceRequestSchema.parse(event);
  logger.appendKeys({ correlationId: request.correlationId });
  const catalogue = await findPrices(
    client,
    env.CATALOG_TABLE,
    request.lines.map((line) => line.sku),
  );
  const response = priceOrder(request, catalogue);
  if (response.ok) logger.info('Order priced', { lines: request.lines.length });
  else logger.info('Price refused', { code: response.error.code });
  return response;
});
