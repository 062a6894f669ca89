import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { AwsError } from '../aws-error.ts';
import { parseJsonBody } from '../endpoint/aws-answer.ts';
import { addConsumed, addTransaction, type Consumption } from './consumption.ts';
import { type Answer, Engine, outputOf } from './engine.ts';
import { addressOf, type Item, readItem } from './items.ts';
import { TransactionLock } from './transaction-lock.ts';
import type { TransactionInput } from './transaction-request.ts';
import { TransactionCanceled, Transactions } from './transactions.ts';

/** The input of CreateTable. */
export interface TableDefinition {
  TableName: string;
  KeySchema: { AttributeName: string; KeyType: string }[];
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  BillingMode?: string;
  GlobalSecondaryIndexes?: object[];
}

/** Amazon DynamoDB: dynalite in memory, with the transactions that it lacks in front. */
export class Tables {
  readonly #engine = new Engine();
  readonly #lock = new TransactionLock();
  readonly #transactions = new Transactions(this.#engine);
  #consumption: Consumption | undefined;

  /** Creates a table; resolves when it is ACTIVE. */
  async create(definition: TableDefinition): Promise<void> {
    const { TableName } = definition;
    await this.#engine.call('CreateTable', definition);
    let status: string | undefined;
    while (status !== 'ACTIVE') {
      const { Table } = await this.#engine.call<{ Table: { TableStatus: string } }>('DescribeTable', {
        TableName,
      });
      status = Table.TableStatus;
    }
  }

  /** Answers one HTTP request with `x-amz-target: DynamoDB_20120810.<operation>`, whose body has been read. */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    operation: string,
  ): Promise<void> {
    const { statusCode, headers, body: answer } = await this.#answer(request.headers, body, operation);
    response.writeHead(statusCode, headers).end(answer);
  }

  /** Counts from now on what DynamoDB would charge for, which takes some time of each call; answers the count as it grows. */
  meter(): Readonly<Consumption> {
    this.#consumption ??= { readUnits: 0, writeUnits: 0 };
    return this.#consumption;
  }

  /** Calls an operation within this process. Throws `AwsError` for any answer but 200. */
  async call(operation: string, input: object): Promise<object> {
    return outputOf(await this.#answer({}, Buffer.from(JSON.stringify(input)), operation));
  }

  async #answer(headers: IncomingHttpHeaders, body: Buffer, operation: string): Promise<Answer> {
    const transaction = this.#transactionFor(operation);
    if (transaction)
      return this.#lock.alone(() => this.#transact(operation, transaction, parseJsonBody(body)));
    if (writeOperations.has(operation) && body.includes(oldItemOption)) {
      return this.#lock.alone(() => this.#writeShowingOldItem(operation, parseJsonBody(body)));
    }
    return this.#lock.shared(() => this.#request(operation, body, headers));
  }

  #transactionFor(operation: string): ((input: TransactionInput) => Promise<object>) | undefined {
    if (operation === 'TransactWriteItems') return (input) => this.#transactions.write(input);
    if (operation === 'TransactGetItems') return (input) => this.#transactions.get(input);
    return undefined;
  }

  async #request(operation: string, body: Buffer | string, headers = {}): Promise<Answer> {
    if (!this.#consumption) return this.#engine.request(operation, body, headers);
    const asked = { ...JSON.parse(body.toString()), ReturnConsumedCapacity: 'TOTAL' };
    const answer = await this.#engine.request(operation, JSON.stringify(asked), headers);
    addConsumed(this.#consumption, operation, answer);
    return answer;
  }

  async #transact(
    operation: string,
    transaction: (input: TransactionInput) => Promise<object>,
    input: TransactionInput,
  ): Promise<Answer> {
    if (this.#consumption) addTransaction(this.#consumption, operation, input.TransactItems?.length ?? 0);
    return answerTransaction(() => transaction(input));
  }

  /** dynalite does not know the option to see the item that a condition failed on: it is read while nobody writes. */
  async #writeShowingOldItem(operation: string, input: WriteInput): Promise<Answer> {
    const { ReturnValuesOnConditionCheckFailure: returnValues, ...write } = input;
    const answer = await this.#request(operation, JSON.stringify(write));
    if (returnValues !== 'ALL_OLD' || !answer.body.includes('ConditionalCheckFailedException')) return answer;
    const item = await readItem(this.#engine, await addressOf(this.#engine, input));
    return jsonAnswer(answer.statusCode, { ...JSON.parse(answer.body), Item: item });
  }
}

interface WriteInput {
  TableName: string;
  Key?: Item;
  Item?: Item;
  ReturnValuesOnConditionCheckFailure?: string;
}

const writeOperations = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);
const oldItemOption = 'ReturnValuesOnConditionCheckFailure';

/** The errors that only transactions know write their message in another way. */
const ofTransactions = /^(TransactionCanceled|IdempotentParameterMismatch)/;

async function answerTransaction(work: () => Promise<object>): Promise<Answer> {
  try {
    return jsonAnswer(200, await work());
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, message, statusCode } = error;
    const space =
      code === 'ValidationException' ? 'com.amazon.coral.validate' : 'com.amazonaws.dynamodb.v20120810';
    const said = { __type: `${space}#${code}`, [ofTransactions.test(code) ? 'Message' : 'message']: message };
    const reasons = error instanceof TransactionCanceled && { CancellationReasons: error.reasons };
    return jsonAnswer(statusCode, { ...said, ...reasons });
  }
}

function jsonAnswer(statusCode: number, output: object): Answer {
  const body = JSON.stringify(output);
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-requestid': randomUUID(),
    'x-amz-crc32': String(crc32(body)),
  };
  return { statusCode, headers, body };
}
