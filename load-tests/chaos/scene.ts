import { LambdaClient } from '@aws-sdk/client-lambda';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type Stripe from 'stripe';
import { accessToken } from '../../commands/lib/access-token.ts';
import { ApiClient } from '../../commands/lib/api.ts';
import { synthesise } from '../../commands/lib/assembly.ts';
import { output } from '../../commands/lib/deployment.ts';
import { type RunningSystem, startSystem } from '../../commands/lib/local-system.ts';
import { signingSecret } from '../../commands/lib/payment-event.ts';
import { providerClient } from '../../commands/lib/provider.ts';
import { ResourceNames } from '../../commands/lib/resource-names.ts';
import { StopList } from '../../local/cloudformation/stop-list.ts';
import type { Execution } from '../../local/stepfunctions/execution.ts';
import { Customer } from './customer.ts';
import { Deliveries } from './deliveries.ts';
import { Products } from './products.ts';
import { RefundLine } from './refund-line.ts';
import { timeFactor, visibilitySeconds, withShortWaits } from './waits.ts';
import { Witness } from './witness.ts';

const customerIds = Array.from({ length: 8 }, (_, index) => `C-${10_001 + index}`);

export interface SceneOptions {
  /** How many orders are to come: the stock is for so many. */
  orders: number;
  signal: AbortSignal;
  onProgress: (step: string) => void;
  /** What runs. @default what `synthesise` makes of the sources */
  assembly?: string;
}

/** What is made before the scene itself. */
interface Parts {
  system: RunningSystem;
  names: ResourceNames;
  witness: Witness;
  deliveries: Deliveries;
  refundLine: RefundLine;
  operator: ApiClient;
  tokens: ReadonlyMap<string, string>;
  signal: AbortSignal;
  stops: StopList;
}

/** A system on this machine with all that surrounds it: customers, an operator, and a provider, with us in between. */
export class Scene {
  readonly system: RunningSystem;
  readonly names: ResourceNames;
  readonly witness: Witness;
  readonly deliveries: Deliveries;
  readonly refundLine: RefundLine;
  readonly stripe: Stripe;
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  readonly secrets: SecretsManagerClient;
  readonly products: Products;
  readonly customers: readonly Customer[];
  /** Aborts when the run is to end before its end. */
  readonly signal: AbortSignal;
  readonly #stops: StopList;

  private constructor({ system, operator, tokens, signal, stops, ...parts }: Parts) {
    const { url, clientConfig } = system.deployment;
    this.system = system;
    this.names = parts.names;
    this.witness = parts.witness;
    this.deliveries = parts.deliveries;
    this.refundLine = parts.refundLine;
    this.stripe = providerClient(system.provider);
    this.sqs = new SQSClient(clientConfig);
    this.lambda = new LambdaClient(clientConfig);
    this.secrets = new SecretsManagerClient(clientConfig);
    this.products = new Products(operator);
    this.customers = [...tokens].map(
      ([id, token]) =>
        new Customer(id, {
          ...{ api: new ApiClient(url, token), stripe: this.stripe, witness: this.witness, signal },
        }),
    );
    this.signal = signal;
    this.#stops = stops;
  }

  static async start(options: SceneOptions): Promise<Scene> {
    const stops = new StopList();
    try {
      const scene = new Scene({ ...(await makeParts(options, stops)), stops });
      await scene.#open(options.orders);
      return scene;
    } catch (error) {
      await stops.stop();
      throw error;
    }
  }

  /** The value of an output of the stack `orders`. */
  output = (name: string): string => output(this.system.deployment, name);

  /** The name of a resource of the stack `orders`, by its logical ID without the hash. */
  nameOf = (id: string): string => this.names.of('orders', id);

  /** The workflow's executions, by the ids of their orders. */
  get executions(): ReadonlyMap<string, Execution> {
    const { stateMachines, arn } = this.system.run.system;
    const machine = arn('states', `stateMachine:${this.nameOf('FulfilmentWorkflowStateMachine')}`);
    return stateMachines.machine(machine).executions;
  }

  /** How many orders are under way. */
  underWay(): number {
    let running = 0;
    for (const { status } of this.executions.values()) if (status === 'RUNNING') running += 1;
    return running;
  }

  /** Changes attributes of a queue, as an operator may. */
  async changeQueue(outputName: string, Attributes: Record<string, string>): Promise<void> {
    const QueueUrl = this.output(outputName);
    await this.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  }

  /** Stores another value of a secret; the one until now is the previous one. */
  async changeSecret(outputName: string, SecretString: string): Promise<void> {
    const SecretId = this.output(outputName);
    await this.secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
  }

  stop(): Promise<void> {
    return this.#stops.stop();
  }

  async #open(orders: number): Promise<void> {
    const { deployment, provider } = this.system;
    this.deliveries.open(`${deployment.url}/webhooks/payments`, await signingSecret(deployment));
    this.refundLine.open(String(provider.apiUrl));
    const access = { ...provider, apiUrl: this.refundLine.url };
    await this.changeSecret('PaymentProviderSecretArn', JSON.stringify(access));
    for (const name of ['WebhookQueueUrl', 'RefundQueueUrl'])
      await this.changeQueue(name, { VisibilityTimeout: String(visibilitySeconds) });
    await this.products.putOnSale(orders);
  }
}

async function makeParts(
  { signal, onProgress, ...options }: SceneOptions,
  stops: StopList,
): Promise<Omit<Parts, 'stops'>> {
  const witness = new Witness();
  const deliveries = await Deliveries.start(witness, signal);
  stops.add('deliveries', () => deliveries.stop());
  const refundLine = await RefundLine.start();
  stops.add('refund line', () => refundLine.stop());
  onProgress('synthesising the CDK app');
  const assembly = await withShortWaits(options.assembly ?? (await synthesise()));
  stops.add('assembly', assembly.remove);
  const system = await startSystem({
    ...{ assemblyDir: assembly.dir, timeFactor, signal, onProgress, webhookUrl: deliveries.url },
    onLog: (line) => witness.read(line),
  });
  stops.add('system', () => system.run.stop());
  const { deployment } = system;
  const tokens = new Map<string, string>();
  for (const id of customerIds) tokens.set(id, await accessToken(deployment, 'customer', id));
  const operator = new ApiClient(deployment.url, await accessToken(deployment, 'operator'));
  return {
    ...{ system, names: new ResourceNames(assembly.dir), witness, deliveries, refundLine },
    ...{ operator, tokens, signal },
  };
}
