import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { Engine } from './engine.ts';
import { addressOf, type Item, type ItemAddress, readItem, restoreItem } from './items.ts';
import {
  type Action,
  getsOf,
  refuseSameItemTwice,
  type TransactionInput,
  writesOf,
} from './transaction-request.ts';

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

interface Write extends Action {
  address: ItemAddress;
}

/** What was done, and the item as it was before. */
interface Applied {
  address: ItemAddress;
  before: Item | undefined;
}

const operations = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'UpdateItem',
};
/** How long DynamoDB remembers a client request token. */
const tokenMilliseconds = 10 * 60_000;
/** What AWS finds only when it applies an action to the item, and makes a cancellation of. */
const itemErrors =
  /does not exist in the item|incorrect data type|size to update|invalid for update|unsupported type|does not match the schema|Type mismatch for|Missing the key/;

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
    const actions = writesOf(input);
    if (this.#isRepeated(input)) return {};
    const writes = await Promise.all(
      actions.map(async (action) => ({ ...action, address: await addressOf(this.#engine, action.input) })),
    );
    refuseSameItemTwice(writes.map(({ address }) => address));
    const applied: Applied[] = [];
    const reasons: CancellationReason[] = [];
    try {
      for (const write of writes) reasons.push(await this.#apply(write, applied));
      refuseFailed(reasons);
    } catch (error) {
      await this.#restore(applied);
      throw error;
    }
    await this.#restore(applied.filter((_, index) => writes[index]?.kind === 'ConditionCheck'));
    this.#remember(input);
    return {};
  }

  /** Items as they are at one moment. */
  async get(input: TransactionInput): Promise<object> {
    const actions = getsOf(input);
    refuseSameItemTwice(await Promise.all(actions.map((action) => addressOf(this.#engine, action.input))));
    const Responses: object[] = [];
    const reasons: CancellationReason[] = [];
    for (const { input } of actions) {
      const read = this.#engine.call<object>('GetItem', { ...input, ConsistentRead: true });
      reasons.push(await reasonOf(read.then((answer) => Responses.push(answer))));
    }
    refuseFailed(reasons);
    return { Responses };
  }

  /** A condition check is an update that changes nothing; what it may have created is restored afterwards. */
  async #apply({ kind, input, address }: Write, applied: Applied[]): Promise<CancellationReason> {
    const { ReturnValuesOnConditionCheckFailure: returnValues, ...action } = input;
    const operation = operations[kind as keyof typeof operations];
    const written = this.#engine.call<{ Attributes?: Item }>(operation, {
      ...action,
      ReturnValues: 'ALL_OLD',
    });
    const reason = await reasonOf(
      written.then(({ Attributes }) => applied.push({ address, before: Attributes })),
    );
    if (reason.Code === 'ConditionalCheckFailed' && returnValues === 'ALL_OLD')
      return { ...reason, Item: await readItem(this.#engine, address) };
    return reason;
  }

  async #restore(applied: Applied[]): Promise<void> {
    for (const { address, before } of applied) await restoreItem(this.#engine, address, before);
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

/** Why an action on an item failed, as its transaction tells it. Rejects when that is no cancellation. */
async function reasonOf(action: Promise<unknown>): Promise<CancellationReason> {
  try {
    await action;
    return { Code: 'None' };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, message } = error;
    if (code === 'ConditionalCheckFailedException')
      return { Code: 'ConditionalCheckFailed', Message: message };
    if (itemErrors.test(message)) return { Code: 'ValidationError', Message: message };
    throw error;
  }
}

function refuseFailed(reasons: CancellationReason[]): void {
  if (reasons.some(({ Code }) => Code !== 'None')) throw new TransactionCanceled(reasons);
}

function digestOf({ TransactItems }: TransactionInput): string {
  return createHash('sha256').update(JSON.stringify(TransactItems)).digest('hex');
}
