import { randomBytes } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { accessToken } from '../../commands/lib/access-token.ts';
import { ApiClient } from '../../commands/lib/api.ts';
import { signingSecret } from '../../commands/lib/payment-event.ts';
import { type SystemProcess, startSystemProcess } from './system-process.ts';

/** One time through all parts: a system of its own, started when a part first needs it. */
export class Round {
  readonly signal: AbortSignal;
  #system: Promise<UnderTest> | undefined;

  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  /** The system that the parts of this round share. */
  system(): Promise<UnderTest> {
    this.#system ??= start(this.signal);
    return this.#system;
  }

  async stop(): Promise<void> {
    await (await this.#system)?.process.stop();
  }
}

/** A running system and who calls it. */
export interface UnderTest {
  process: SystemProcess;
  customer: ApiClient;
  /** The customer's. */
  token: string;
  operator: ApiClient;
  sqs: SQSClient;
  webhookUrl: string;
  /** What the provider signs with. */
  secret: string;
}

async function start(signal: AbortSignal): Promise<UnderTest> {
  const system = await startSystemProcess(signal);
  try {
    const { deployment } = system;
    const { url, clientConfig } = deployment;
    const token = await accessToken(deployment, 'customer');
    return {
      process: system,
      customer: new ApiClient(url, token),
      token,
      operator: new ApiClient(url, await accessToken(deployment, 'operator')),
      sqs: new SQSClient(clientConfig),
      webhookUrl: `${url}/webhooks/payments`,
      secret: await signingSecret(deployment),
    };
  } catch (error) {
    await system.stop();
    throw error;
  }
}

/** Letters and digits that no other run has. */
export const newRunId = () => randomBytes(6).toString('hex');
