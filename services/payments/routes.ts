import * as z from 'zod';
import type { RouteContracts } from '../shared/route-contract.ts';
import { eventSchema } from './event.ts';

/** What the webhook takes and answers. API Gateway itself answers it: the worker reads the call from the queue. */
export const paymentRoutes = {
  'POST /webhooks/payments': {
    summary: "Takes the payment provider's event, to be worked off later",
    headers: z.object({
      'stripe-signature': z
        .string()
        .optional()
        .describe(
          'What is not signed rightly is taken and then refused: https://docs.stripe.com/webhooks/signature',
        ),
    }),
    body: eventSchema,
    answers: { 202: { description: 'The event is queued' } },
    errors: [],
  },
} as const satisfies RouteContracts;
