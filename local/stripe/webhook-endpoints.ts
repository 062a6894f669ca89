import * as z from 'zod';
import type { Account } from './account.ts';
import { newId, now, type WebhookEndpoint } from './objects.ts';
import { check, type Parameters } from './parameters.ts';

const creation = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  enabled_events: z.record(z.string(), z.string()),
});

/**
 * From now on events go to this address, too. Stripe makes up a secret for it; here it is the account's, so that whoever
 * verifies can know it before.
 */
export function createWebhookEndpoint(account: Account, given: Parameters): WebhookEndpoint {
  const { url, enabled_events: enabled } = check(creation, given);
  const endpoint: WebhookEndpoint = {
    id: newId('we'),
    object: 'webhook_endpoint',
    created: now(),
    enabled_events: Object.values(enabled),
    livemode: false,
    metadata: {},
    secret: account.webhookSecret,
    status: 'enabled',
    url,
  };
  account.webhookEndpoints.set(endpoint.id, endpoint);
  return endpoint;
}
