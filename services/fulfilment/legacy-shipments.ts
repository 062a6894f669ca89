import * as z from 'zod';
import type { OrderToFulfil } from '../orders/contract.ts';
import { correlationHeader } from '../shared/observability.ts';

/** What we keep of a booking at the legacy API. */
export type Shipment = z.infer<typeof shipmentSchema>;

const shipmentSchema = z.object({ shipmentId: z.string(), carrier: z.string(), trackingNumber: z.string() });
const timeoutMilliseconds = 5_000;

/** The legacy API cannot book right now (busy, broken, slow or not there): try again. */
export class LegacyUnavailable extends Error {
  override readonly name = 'LegacyUnavailable';
}

/** The legacy API will not book this shipment, however often it is asked. */
export class ShipmentRefused extends Error {
  override readonly name = 'ShipmentRefused';
}

/** Books an order's shipment. The legacy API books each order id once, so it may be repeated. */
export async function bookShipment(legacyApiUrl: string, order: OrderToFulfil): Promise<Shipment> {
  const { orderId, customerId, lines, shipTo, correlationId } = order;
  const answer = await post(new URL('/shipments', legacyApiUrl), correlationId, {
    ...{ orderId, customerId, lines, shipTo },
  });
  if (answer.ok) return read(orderId, answer.body);
  const said = `Booking the shipment of order ${orderId}: the legacy API answered ${answer.status}`;
  const temporary = answer.status >= 500 || answer.status === 408 || answer.status === 429;
  throw temporary ? new LegacyUnavailable(said) : new ShipmentRefused(`${said} ${answer.body.slice(0, 500)}`);
}

async function post(url: URL, correlationId: string, body: object) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [correlationHeader]: correlationId },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    return { ok: response.ok, status: response.status, body: await response.text() };
  } catch (error) {
    throw new LegacyUnavailable(`No answer from the legacy API at ${url.href}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** A 2xx that is no booking may come from something in between: the next try asks again. */
function read(orderId: string, body: string): Shipment {
  try {
    return shipmentSchema.parse(JSON.parse(body));
  } catch (error) {
    throw new LegacyUnavailable(`The legacy API's booking of order ${orderId} is not readable`, {
      cause: error,
    });
  }
}

/** fetch says only "fetch failed" and keeps the reason in its cause. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return reason instanceof Error ? reason.message : String(reason);
}
