import * as z from 'zod';
import type { OrderToFulfil } from '../orders/contract.ts';
import { correlationHeader, logger } from '../shared/observability.ts';

/** What we keep of a booking at the legacy API. */
export type Shipment = z.infer<typeof shipmentSchema>;

const shipmentSchema = z.object({ shipmentId: z.string(), carrier: z.string(), trackingNumber: z.string() });
const cancelledSchema = z.object({ status: z.literal('cancelled') });
const problemSchema = z.object({ detail: z.string() });
const timeoutMilliseconds = 5_000;

/** The legacy API cannot answer right now (busy, broken, slow or not there): try again. */
export class LegacyUnavailable extends Error {
  override readonly name = 'LegacyUnavailable';
}

/** The legacy API will not book this shipment, however often it is asked. The customer reads the message. */
export class ShipmentRefused extends Error {
  override readonly name = 'ShipmentRefused';
}

/** Books an order's shipment. The legacy API books each order id once, so it may be repeated. */
export async function bookShipment(legacyApiUrl: string, order: OrderToFulfil): Promise<Shipment> {
  const { orderId, customerId, lines, shipTo } = order;
  const url = new URL('/shipments', legacyApiUrl);
  const answer = await ask('POST', url, order, { orderId, customerId, lines, shipTo });
  if (answer.ok) return read(shipmentSchema, `booking of order ${orderId}`, answer.body);
  // Not the body: it may quote the address.
  logger.warn('The legacy API refused a shipment', { status: answer.status });
  throw new ShipmentRefused(`The shipment was refused: ${detailOf(answer)}`);
}

/**
 * Cancels an order's shipment at the legacy API, and any booking of it that is still on its way there. It may be repeated,
 * and also be asked for where nothing was booked.
 */
export async function cancelShipment(legacyApiUrl: string, order: OrderToFulfil): Promise<void> {
  const { orderId } = order;
  const url = new URL(`/shipments/${encodeURIComponent(orderId)}`, legacyApiUrl);
  const answer = await ask('DELETE', url, order);
  const said = `${answer.status} ${answer.body.slice(0, 500)}`;
  if (!answer.ok)
    throw new Error(
      `The shipment of order ${orderId} must be cancelled, but the legacy API answered ${said}`,
    );
  read(cancelledSchema, `cancellation of order ${orderId}`, answer.body);
}

interface Answer {
  ok: boolean;
  status: number;
  body: string;
}

/** Answers what the legacy API decided; as long as it cannot decide, it throws `LegacyUnavailable`. */
async function ask(
  method: string,
  url: URL,
  { correlationId }: OrderToFulfil,
  body?: object,
): Promise<Answer> {
  const answer = await send(url, {
    method,
    headers: { [correlationHeader]: correlationId, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
  if (answer.status < 500 && answer.status !== 408 && answer.status !== 429) return answer;
  throw new LegacyUnavailable(`${method} ${url.href}: the legacy API answered ${answer.status}`);
}

async function send(url: URL, request: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, request);
    return { ok: response.ok, status: response.status, body: await response.text() };
  } catch (error) {
    throw new LegacyUnavailable(`No answer from the legacy API at ${url.href}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** A 2xx that is not what was asked for may come from something in between: the next try asks again. */
function read<T>(schema: z.ZodType<T>, what: string, body: string): T {
  try {
    return schema.parse(JSON.parse(body));
  } catch (error) {
    throw new LegacyUnavailable(`The legacy API's ${what} is not readable`, { cause: error });
  }
}

/** What an RFC 9457 problem says for its reader. */
function detailOf({ status, body }: Answer): string {
  try {
    return problemSchema.parse(JSON.parse(body)).detail;
  } catch {
    return `the legacy API answered ${status}`;
  }
}

/** fetch says only "fetch failed" and keeps the reason in its cause. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return reason instanceof Error ? reason.message : String(reason);
}
