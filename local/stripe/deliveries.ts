import { setTimeout as delay } from 'node:timers/promises';
import Stripe from 'stripe';
import { messageOf } from '../error-message.ts';
import type { Event, WebhookEndpoint } from './objects.ts';
import { now } from './objects.ts';

/** How long an endpoint may take to answer; Stripe's own limit is not published. */
const timeoutMilliseconds = 30_000;

export interface DeliveryOptions {
  /** Milliseconds from each failed try to the next; after the last one the event is given up. */
  delays: number[];
  log: (line: string) => void;
  /** @default 30 seconds */
  timeout?: number;
}

/**
 * Sends events to webhook endpoints, each on its own way, so that a later one may arrive first:
 * https://docs.stripe.com/webhooks#event-ordering. Any 2xx is a delivery, a redirect is none.
 */
export class Deliveries {
  readonly #options: Required<DeliveryOptions>;

  constructor(options: DeliveryOptions) {
    this.#options = { timeout: timeoutMilliseconds, ...options };
  }

  /** Tries at once, then as scheduled until the endpoint takes it. All tries carry the same body. */
  async send(event: Event, { url, secret = '' }: WebhookEndpoint): Promise<void> {
    const { delays, log } = this.#options;
    const body = JSON.stringify(event, null, 2);
    for (const pause of [0, ...delays]) {
      await delay(pause, undefined, { ref: false });
      const failure = await this.#failureOf(url, body, secret);
      if (failure === undefined) {
        event.pending_webhooks -= 1;
        return;
      }
      log(`${event.type} ${event.id} to ${url} failed: ${failure}`);
    }
    log(`${event.type} ${event.id} to ${url} is given up after ${delays.length + 1} tries`);
  }

  /** Why one try failed; undefined when it did not. */
  async #failureOf(url: string, body: string, secret: string): Promise<string | undefined> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          'stripe-signature': signature(body, secret),
        },
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#options.timeout),
      });
      await response.arrayBuffer();
      return response.ok ? undefined : `answered ${response.status}`;
    } catch (error) {
      return messageOf(error instanceof TypeError && error.cause ? error.cause : error);
    }
  }
}

function signature(payload: string, secret: string): string {
  return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: now() });
}
