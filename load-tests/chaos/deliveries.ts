import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { closeServer, listenOnLoopback } from '../../local/loopback-server.ts';
import { signatureOf } from '../generator/event.ts';
import type { SentEvent } from './snapshot.ts';
import type { Witness } from './witness.ts';

/** An event as the provider made it. */
export interface ProviderEvent extends SentEvent {
  body: string;
}

/** What becomes of an order's events on their way: `send` delivers one, once. */
export type Course = (event: ProviderEvent, send: () => Promise<void>) => Promise<void>;

/** How often an event is sent until it is taken, and how long after each other, in milliseconds. */
const retry = { attempts: 100, pause: 100 };

/**
 * The way between the payment provider and the webhook. The provider delivers each event here; what is between them decides
 * when and how often it arrives. Each time it is signed anew, as Stripe does.
 */
export class Deliveries {
  /** Where the provider delivers to. */
  readonly url: string;
  /** What signs from now on. */
  secret = '';
  readonly #server: Server;
  readonly #witness: Witness;
  readonly #signal: AbortSignal;
  readonly #courses = new Map<string, Course>();
  #webhookUrl = '';
  #underWay = 0;

  private constructor(server: Server, port: number, witness: Witness, signal: AbortSignal) {
    this.#server = server;
    this.#witness = witness;
    this.#signal = signal;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Nothing is sent again once the signal aborts. */
  static async start(witness: Witness, signal: AbortSignal): Promise<Deliveries> {
    const server = createServer();
    const deliveries = new Deliveries(server, await listenOnLoopback(server), witness, signal);
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        response.end();
        return deliveries.#take(body);
      });
    });
    return deliveries;
  }

  /** From now on events go to this webhook, signed with this secret. */
  open(webhookUrl: string, secret: string): void {
    this.#webhookUrl = webhookUrl;
    this.secret = secret;
  }

  /** Says what becomes of the order's events; without it, each is delivered once. */
  courseOf(orderId: string, course: Course): void {
    this.#courses.set(orderId, course);
  }

  /** Events that are still on their way. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Delivers an event, again and again until it is taken, as the provider does. */
  async send(event: ProviderEvent, signature?: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.post(event.body, signature);
      if (answer === 202) break;
      if (attempt === retry.attempts)
        throw new Error(`The webhook does not take event ${event.id}: it answers ${answer ?? 'nothing'}`);
      await delay(retry.pause, undefined, { signal: this.#signal });
    }
    const { body: _, ...sent } = event;
    this.#witness.events.set(event.id, sent);
  }

  /** One webhook call, signed rightly unless it says otherwise. Answers its status, undefined when there was no answer. */
  async post(
    body: string | Buffer<ArrayBuffer>,
    signature = signatureOf(body, this.secret, Math.floor(Date.now() / 1000)),
  ): Promise<number | undefined> {
    const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature };
    try {
      const response = await fetch(this.#webhookUrl, { method: 'POST', body, headers });
      await response.arrayBuffer();
      return response.status;
    } catch {
      // A connection that broke: whoever sent it does not know whether it arrived.
      return undefined;
    }
  }

  stop(): Promise<void> {
    return closeServer(this.#server);
  }

  async #take(body: string): Promise<void> {
    const event = readEvent(body);
    const course = this.#courses.get(event.orderId ?? '') ?? ((_, send) => send());
    this.#underWay += 1;
    try {
      await course(event, () => this.send(event));
    } catch (error) {
      this.#witness.failures.push(error instanceof Error ? error.message : String(error));
    } finally {
      this.#underWay -= 1;
    }
  }
}

/** What is known of an event of the provider's. */
export function readEvent(body: string): ProviderEvent {
  const { id, type, data } = JSON.parse(body);
  const { object, id: objectId, payment_intent: intent, metadata } = data.object;
  const paymentId = object === 'payment_intent' ? objectId : intent;
  const orderId = metadata?.order_id;
  return { id, type, body, ...(paymentId && { paymentId }), ...(orderId && { orderId }) };
}
