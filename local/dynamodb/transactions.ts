import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { Engine } from './engine.ts';
import { addressOf, type Item, type ItemAddress, readItem, restoreItem } from './items.ts';

/** Why one action of a transaction stood in its way; `None` when it did not. */
export interface CancellationReason {
  Code: 'None' | 'ConditionalCheckFailed' | 'ValidationError';
  Message?: string;
  Item?: Item | undefined;
}

/** A transaction of which nothing was done, with one reason per action. */
export class TransactionCanceled extends AwsError {
  readonly reasons: CancellationReason[];

  constructor(reasons: CancellationReason[]) {
    const codes = reasons.map(({ Code }) => Code).join(', ');
    super(
      'TransactionCanceledException',
      `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    );
    this.reasons = reasons;
  }
}

type Kind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck' | 'Get';
interface Action {
  kind: Kind;
  input: { TableName: string; Key?: Item; Item?: Item; ReturnValuesOnConditionCheckFailure?: string };
}
interface Snapshot extends Action {
  address: ItemAddress;
  before: Item | undefined;
}
export interface TransactionInput {
  TransactItems?: Partial<Record<Kind, Action['input']>>[];
  ClientRequestToken?: string;
}

const operations = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'UpdateItem',
};
const writeKinds: Kind[] = ['Put', 'Update', 'Delete', 'ConditionCheck'];
const maxActions = 100;
/** How long DynamoDB remembers a client request token. */
const tokenMilliseconds = 10 * 60_000;
/** What dynalite finds only when it applies an action to the item; AWS makes a cancellation of it. */
const itemErrors =
  /does not exist in the item|incorrect data type|maximum allowed size|invalid for update|unsupported type/;

/**
 * TransactWriteItems and TransactGetItems over an engine that has neither. Whoever calls makes sure that nobody else
 * uses the engine meanwhile. Rules and errors as in the API reference:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 * Where AWS would cancel one of two transactions that meet (TransactionConflict), here the second one waits.
 */
export class Transactions {
  readonly #engine: Engine;
  readonly #done = new Map<string, { digest: string; until: number }>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** All actions or none. Throws TransactionCanceled, or ValidationException for a request that is wrong in itself. */
  async write(input: TransactionInput): Promise<object> {
    const actions = actionsOf(input, writeKinds);
    if (this.#isRepeated(input)) return {};
    const snapshots = await this.#read(actions);
    refuseSameItemTwice(snapshots);
    const reasons: CancellationReason[] = [];
    try {
      for (const snapshot of snapshots) reasons.push(await this.#apply(snapshot));
    } catch (error) {
      await this.#restore(snapshots);
      throw error;
    }
    const failed = reasons.some(({ Code }) => Code !== 'None');
    await this.#restore(snapshots.filter(({ kind }) => failed || kind === 'ConditionCheck'));
    if (failed) throw new TransactionCanceled(reasons);
    this.#remember(input);
    return {};
  }

  /** Items as they are at one moment. */
  async get(input: TransactionInput): Promise<object> {
    const actions = actionsOf(input, ['Get']);
    const answers = actions.map((action) =>
      this.#engine.call('GetItem', { ...action.input, ConsistentRead: true }),
    );
    return { Responses: await Promise.all(answers) };
  }

  #read(actions: Action[]): Promise<Snapshot[]> {
    return Promise.all(
      actions.map(async (action) => {
        const address = await addressOf(this.#engine, action.input);
        return { ...action, address, before: await readItem(this.#engine, address) };
      }),
    );
  }

  /** A condition check is an update that changes nothing; what it may have created is restored afterwards. */
  async #apply({ kind, input, before }: Snapshot): Promise<CancellationReason> {
    const { ReturnValuesOnConditionCheckFailure: returnValues, ...write } = input;
    try {
      await this.#engine.call(operations[kind as keyof typeof operations], write);
      return { Code: 'None' };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === 'ConditionalCheckFailedException') {
        const Item = returnValues === 'ALL_OLD' ? before : undefined;
        return { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item };
      }
      if (itemErrors.test(error.message)) return { Code: 'ValidationError', Message: error.message };
      throw error;
    }
  }

  async #restore(snapshots: Snapshot[]): Promise<void> {
    for (const { address, before } of snapshots) await restoreItem(this.#engine, address, before);
  }

  #isRepeated(input: TransactionInput): boolean {
    const done = this.#done.get(input.ClientRequestToken ?? '');
    if (!done || done.until < Date.now()) return false;
    if (done.digest === digestOf(input)) return true;
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'The request uses the same client token as a previous, but non-identical request.',
    );
  }

  #remember(input: TransactionInput): void {
    const now = Date.now();
    for (const [token, { until }] of this.#done) {
      if (until >= now) break;
      this.#done.delete(token);
    }
    const token = input.ClientRequestToken;
    if (token) this.#done.set(token, { digest: digestOf(input), until: now + tokenMilliseconds });
  }
}

function actionsOf({ TransactItems = [] }: TransactionInput, kinds: Kind[]): Action[] {
  if (TransactItems.length < 1 || TransactItems.length > maxActions) {
    throw invalid(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and ${maxActions}`,
    );
  }
  return TransactItems.map((item) => {
    const [kind, ...others] = kinds.filter((name) => item[name]);
    const input = kind && item[kind];
    if (input && others.length === 0) return { kind, input };
    throw invalid(`TransactItems can only contain one of ${kinds.join(', ')}`);
  });
}

function refuseSameItemTwice(snapshots: Snapshot[]): void {
  const addresses = snapshots.map(({ address }) =>
    JSON.stringify([
      address.TableName,
      Object.entries(address.Key).toSorted(([a], [b]) => a.localeCompare(b)),
    ]),
  );
  if (new Set(addresses).size === addresses.length) return;
  throw invalid('Transaction request cannot include multiple operations on one item');
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

function digestOf({ TransactItems }: TransactionInput): string {
  return createHash('sha256').update(JSON.stringify(TransactItems)).digest('hex');
}
