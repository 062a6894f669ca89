import type { Model } from './model.ts';

/** What went wrong with a request, in words for people. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Sent = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };

async function json(input: string, init?: Sent): Promise<unknown> {
  const response = await fetch(input, init).catch(() => {
    throw new RequestError(0, 'The server does not answer. Is "npm start" still running?');
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body;
  const { error, title, detail } = (body ?? {}) as { error?: string; title?: string; detail?: string };
  throw new RequestError(
    response.status,
    error ?? ([title, detail].filter(Boolean).join(': ') || response.statusText),
  );
}

const post = (body: unknown): Sent => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** The console's own part of the server. */
export const consoleApi = {
  model: () => json('api/model') as Promise<Model>,
  execution: (name: string) =>
    json(`api/execution?name=${encodeURIComponent(name)}`) as Promise<ExecutionRecord>,
  deadLetters: () => json('api/dead-letters') as Promise<{ queues: DeadLetters[] }>,
  pay: (order: { orderId: string; outcome: string; amount: number; currency: string }) =>
    json('api/pay', post(order)) as Promise<{ results: object[] }>,
  burst: (events: number) =>
    json('api/burst', post({ events })) as Promise<{ accepted: number; rejected: number; failed: number }>,
  redrive: (queue: string) => json('api/redrive', post({ queue })) as Promise<{ moved: number }>,
};

export interface ExecutionRecord {
  name: string;
  status: string;
  startTime: number;
  stopTime?: number;
  events: HistoryEvent[];
}

/** An event as GetExecutionHistory answers it; the timestamp is in seconds. */
export interface HistoryEvent {
  id: number;
  type: string;
  timestamp: number;
  previousEventId: number;
  [details: string]: unknown;
}

export interface DeadLetters {
  name: string;
  letters: { messageId: string; arrivedAt: number; receiveCount: number; what: string; reason: string }[];
}

export interface Money {
  amount: number;
  currency: string;
}

export interface Product {
  sku: string;
  name: string;
  description: string;
  category: string;
  price: Money;
}

export interface Order {
  orderId: string;
  status: string;
  reason?: string;
  lines: { sku: string; name: string; quantity: number; unitPrice: Money; lineTotal: Money }[];
  subtotal: Money;
  discount: Money;
  tax: Money;
  total: Money;
  timeline: { status: string; at: string }[];
}

let tokens: Promise<{ customer: string; operator: string }> | undefined;

/** Calls the public API as a customer or an operator. Tokens last an hour: a 401 fetches new ones, once. */
async function asRole(role: 'customer' | 'operator', path: string, init: Sent = {}): Promise<unknown> {
  const call = async () => {
    tokens ??= json('api/session') as Promise<{ customer: string; operator: string }>;
    const token = (
      await tokens.catch((error: unknown) => {
        tokens = undefined;
        throw error;
      })
    )[role];
    return json(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
  };
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof RequestError) || error.status !== 401) throw error;
    tokens = undefined;
    return call();
  }
}

export interface OrderRequest {
  lines: { sku: string; quantity: number; expectedUnitPrice?: Money }[];
  shipTo: { country: string; postalCode: string };
  coupon?: string;
}

/** The shop, as its customers and operators see it. */
export const shopApi = {
  products: (cursor?: string) =>
    json(`/products?limit=12${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`) as Promise<{
      items: Product[];
      nextCursor?: string;
    }>,
  stock: (sku: string) =>
    asRole('operator', `/stock/${encodeURIComponent(sku)}`) as Promise<{ available: number }>,
  place: (order: OrderRequest, key: string) =>
    asRole('customer', '/orders', {
      ...post(order),
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    }) as Promise<Order>,
  order: (orderId: string) => asRole('customer', `/orders/${encodeURIComponent(orderId)}`) as Promise<Order>,
};
