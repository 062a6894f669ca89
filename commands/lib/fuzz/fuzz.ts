import fc from 'fast-check';
import { accessToken } from '../access-token.ts';
import { ApiClient, expectStatus } from '../api.ts';
import type { Deployment } from '../deployment.ts';
import { signingSecret } from '../payment-event.ts';
import { customerId } from './documents.ts';
import { effects, leaveStage, setStage } from './effects.ts';
import { LogWatch } from './log-watch.ts';
import type { Breach } from './request.ts';
import { httpRequests } from './requests.ts';
import { volley } from './run.ts';
import { Tally } from './sender.ts';
import { webhookRequests } from './webhooks.ts';

export interface FuzzOptions {
  deployment: Deployment;
  seed: number;
  /** HTTP requests and webhook calls in all. */
  requests: number;
  /** Nobody else uses the system: everything in it is compared, and messages may end as dead letters. */
  isAlone: boolean;
  /** Hands over what reads every log line from now on; without it logs are not looked at. */
  watchLogs?: (watch: LogWatch) => void;
  onProgress?: (tally: Tally) => void;
}

export interface FuzzResult {
  breaches: Breach[];
  tally: Tally;
  logLines: number;
  milliseconds: number;
}

/** Clients at once: few beside others, who want answers too. */
const concurrency = { alone: 32, shared: 8 };

/** Fuzzes a running system and says what broke. Leaves its own products and, canceled, its own order behind. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { deployment, seed, requests, isAlone, watchLogs, onProgress } = options;
  const tokens = {
    customer: await accessToken(deployment, 'customer', customerId),
    operator: await accessToken(deployment, 'operator'),
  };
  const secret = await signingSecret(deployment);
  const customer = new ApiClient(deployment.url, tokens.customer);
  const operator = new ApiClient(deployment.url, tokens.operator);
  const stage = await setStage({ deployment, operator, isAlone }, customer);
  const logs =
    watchLogs && new LogWatch([...Object.values(tokens), secret, ...(await personalData(customer))]);
  if (logs) watchLogs(logs);

  const tally = new Tally();
  const startedAt = performance.now();
  const answered = await volley({
    url: new URL(deployment.url),
    tokens,
    signingSecret: secret,
    logs,
    seed,
    requests,
    arbitrary: fc.oneof(
      { weight: 6, arbitrary: httpRequests },
      { weight: 4, arbitrary: webhookRequests(stage.target, isAlone) },
    ),
    concurrency: isAlone ? concurrency.alone : concurrency.shared,
    tally,
    onProgress: () => onProgress?.(tally),
  });
  const milliseconds = performance.now() - startedAt;
  const breaches = [...answered, ...(await effects(stage, tally)), ...(await leaveStage(stage, secret))];
  return {
    breaches: [...breaches, ...(logs?.breaches ?? [])],
    tally,
    logLines: logs?.lines ?? 0,
    milliseconds,
  };
}

/** What the legacy system knows of the customer and no log may show. */
async function personalData(customer: ApiClient): Promise<string[]> {
  const { name, email, address } = expectStatus(
    await customer.request('GET', `/customers/${customerId}`),
    200,
  );
  return [name, email, address.street];
}
