import Stripe from 'stripe';
import type { Charge, Event, EventType, PaymentIntent, Refund, WebhookEndpoint } from './objects.ts';
import { newId, now } from './objects.ts';

/** The request that is being answered; events name it. */
export interface RequestNote {
  id: string;
  idempotencyKey: string | null;
}

/** All that the provider keeps, for as long as it runs. */
export class Account {
  readonly paymentIntents = new Map<string, PaymentIntent>();
  readonly charges = new Map<string, Charge>();
  readonly refunds = new Map<string, Refund>();
  readonly events = new Map<string, Event>();
  readonly webhookEndpoints = new Map<string, WebhookEndpoint>();
  /** What each webhook endpoint's deliveries are signed with. */
  readonly webhookSecret: string;
  readonly #deliver: (event: Event, endpoint: WebhookEndpoint) => void;

  constructor(webhookSecret: string, deliver: (event: Event, endpoint: WebhookEndpoint) => void) {
    this.webhookSecret = webhookSecret;
    this.#deliver = deliver;
  }

  /** Records what happened to an object, which it keeps as it is now, and sends it to each endpoint that wants it. */
  happened(type: EventType, object: PaymentIntent | Charge, request: RequestNote): void {
    const endpoints = [...this.webhookEndpoints.values()].filter(({ enabled_events: enabled }) =>
      enabled.some((each) => each === type || each === '*'),
    );
    const event: Event = {
      id: newId('evt'),
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: now(),
      data: { object: structuredClone(object) },
      livemode: false,
      pending_webhooks: endpoints.length,
      request: { id: request.id, idempotency_key: request.idempotencyKey },
      type,
    };
    this.events.set(event.id, event);
    for (const endpoint of endpoints) this.#deliver(event, endpoint);
  }
}
