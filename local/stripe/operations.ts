import * as z from 'zod';
import type { Account, RequestNote } from './account.ts';
import { pageOf } from './lists.ts';
import { check, type Parameters, paging } from './parameters.ts';
import {
  cancelPaymentIntent,
  confirmPaymentIntent,
  createPaymentIntent,
  findPaymentIntent,
} from './payment-intents.ts';
import { createRefund } from './refunds.ts';
import { noSuch } from './stripe-error.ts';
import { createWebhookEndpoint } from './webhook-endpoints.ts';

/** One request: what its path and its form or query say. */
interface Call {
  id: string;
  url: string;
  parameters: Parameters;
  request: RequestNote;
}

type Operation = (account: Account, call: Call) => object;

const intentList = z.strictObject(paging);
const refundList = z.strictObject({
  ...paging,
  payment_intent: z.string().optional(),
  charge: z.string().optional(),
});
const eventList = z.strictObject({ ...paging, type: z.string().optional() });

/** By method and path; `:id` stands for one part of a path. */
export const operations: Record<string, Operation> = {
  'POST /v1/payment_intents': (account, { parameters, request }) =>
    createPaymentIntent(account, parameters, request),
  'GET /v1/payment_intents': (account, { url, parameters }) =>
    pageOf(account.paymentIntents, () => true, { url, ...check(intentList, parameters) }),
  'GET /v1/payment_intents/:id': (account, { id }) => findPaymentIntent(account, id),
  'POST /v1/payment_intents/:id/confirm': (account, { id, parameters, request }) =>
    confirmPaymentIntent(account, id, parameters, request),
  'POST /v1/payment_intents/:id/cancel': (account, { id, parameters, request }) =>
    cancelPaymentIntent(account, id, parameters, request),
  'GET /v1/charges/:id': (account, { id }) => find(account.charges, 'charge', id),
  'POST /v1/refunds': (account, { parameters, request }) => createRefund(account, parameters, request),
  'GET /v1/refunds': (account, { url, parameters }) => {
    const { payment_intent: intent, charge, ...page } = check(refundList, parameters);
    const isOf = (refund: { payment_intent: string; charge: string }) =>
      (intent ?? refund.payment_intent) === refund.payment_intent &&
      (charge ?? refund.charge) === refund.charge;
    return pageOf(account.refunds, isOf, { url, ...page });
  },
  'GET /v1/refunds/:id': (account, { id }) => find(account.refunds, 'refund', id),
  'GET /v1/events': (account, { url, parameters }) => {
    const { type, ...page } = check(eventList, parameters);
    return pageOf(account.events, (event) => (type ?? event.type) === event.type, { url, ...page });
  },
  'GET /v1/events/:id': (account, { id }) => find(account.events, 'event', id),
  'POST /v1/webhook_endpoints': (account, { parameters }) => createWebhookEndpoint(account, parameters),
};

function find<Item extends object>(items: ReadonlyMap<string, Item>, kind: string, id: string): Item {
  const item = items.get(id);
  if (!item) throw noSuch(kind, id, 'id', 404);
  return item;
}
