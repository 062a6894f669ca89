import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import Stripe from 'stripe';
import { detailsOf } from '../error-message.ts';
import type { Account, RequestNote } from './account.ts';
import { type Answer, IdempotencyKeys } from './idempotency.ts';
import { newId } from './objects.ts';
import { operations } from './operations.ts';
import { readForm } from './parameters.ts';
import { errorBody, StripeError } from './stripe-error.ts';

interface ServerOptions {
  account: Account;
  /** The only key that is let in. */
  secretKey: string;
  log: (line: string) => void;
}

/** Answers as Stripe's API does: https://docs.stripe.com/api */
export function stripeServer({ account, secretKey, log }: ServerOptions): Server {
  const keys = new IdempotencyKeys();
  return createServer((incoming, response) => {
    void answer(incoming, response).catch((error: unknown) => {
      log(`${incoming.method} ${incoming.url} failed: ${detailsOf(error)}`);
      const body = {
        error: { type: 'api_error', message: 'An error occurred in the provider; its log says more.' },
      };
      send(response, { status: 500, body });
    });
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    const body = await text(incoming);
    const key = method === 'POST' ? (headers['idempotency-key']?.toString() ?? null) : null;
    const note: RequestNote = { id: newId('req'), idempotencyKey: key };
    response.setHeader('request-id', note.id).setHeader('stripe-version', Stripe.API_VERSION);
    if (key !== null) response.setHeader('idempotency-key', key);
    const answered = unlessError(() => {
      authenticate(headers.authorization, secretKey);
      const fingerprint = `${method} ${url} ${body}`;
      const before = key === null ? undefined : keys.find(key, fingerprint);
      if (before) {
        response.setHeader('idempotent-replayed', 'true');
        return before;
      }
      const { saved, ...first } = execute(method, url, body, note);
      if (saved && key !== null) keys.save(key, fingerprint, first);
      return first;
    });
    send(response, answered);
  }

  function execute(method: string, url: string, body: string, note: RequestNote) {
    const [path = '', query = ''] = url.split('?');
    const { operation, id } = findOperation(method, path);
    const parameters = readForm(method === 'GET' ? query : body);
    try {
      return {
        status: 200,
        body: operation(account, { id, url: path, parameters, request: note }),
        saved: true,
      };
    } catch (error) {
      if (!(error instanceof StripeError)) throw error;
      return { status: error.status, body: errorBody(error), saved: error.saved };
    }
  }
}

function findOperation(method: string, path: string) {
  const asked = `${method} ${path}`;
  for (const [route, operation] of Object.entries(operations)) {
    const found = new RegExp(`^${route.replace(':id', '([^/]+)')}$`).exec(asked);
    if (found) return { operation, id: decodeURIComponent(found[1] ?? '') };
  }
  const message = `Unrecognized request URL (${method}: ${path}). The local provider has ${Object.keys(operations).join(', ')}.`;
  throw new StripeError(404, { type: 'invalid_request_error', message });
}

/** By `Bearer` or as the user of `Basic`: https://docs.stripe.com/api/authentication */
function authenticate(authorization: string | undefined, secretKey: string): void {
  const [scheme = '', credentials = ''] = (authorization ?? '').split(' ');
  const given = /^basic$/i.test(scheme)
    ? Buffer.from(credentials, 'base64').toString().split(':')[0]
    : credentials;
  if (given === secretKey) return;
  const message = given
    ? `Invalid API Key provided: ${given.slice(0, 8)}****${given.slice(-4)}`
    : 'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth ' +
      "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY').";
  throw new StripeError(401, { type: 'invalid_request_error', message });
}

function unlessError(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return { status: error.status, body: errorBody(error) };
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body, null, 2));
}
