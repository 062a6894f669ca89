import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { answerAwsError } from '../endpoint/aws-answer.ts';
import { Tables } from './tables.ts';

export const TableName = 'stock';

/** A client of a table of its own for the tests of one file: a stock with an index `by-shelf`, which has two items. */
export class TablesFixture {
  readonly tables = new Tables();
  documents!: DynamoDBDocumentClient;
  #endpoint!: string;

  constructor() {
    const server = createServer((request, response) => {
      const operation = String(request.headers['x-amz-target']).replace('DynamoDB_20120810.', '');
      buffer(request)
        .then((body) => this.tables.handle(request, response, body, operation))
        .catch((error: unknown) => answerAwsError(request, response, error));
    });
    beforeAll(async () => {
      await this.tables.create(stock);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      this.#endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
      const client = new DynamoDBClient({ endpoint: this.#endpoint, region: 'us-east-1', credentials });
      this.documents = DynamoDBDocumentClient.from(client);
    });
    afterAll(() => {
      this.documents.destroy();
      server.close();
    });
    beforeEach(async () => {
      await this.put({ pk: 'MUG', available: 5, shelf: 'A' });
      await this.put({ pk: 'SAW', available: 1, shelf: 'A' });
      await this.documents.send(new DeleteCommand({ TableName, Key: { pk: 'NEW' } }));
    });
  }

  put = (item: Record<string, unknown>) => this.documents.send(new PutCommand({ TableName, Item: item }));

  read = async (pk: string) => (await this.documents.send(new GetCommand({ TableName, Key: { pk } }))).Item;

  write = (items: TransactWriteCommandInput['TransactItems'], token?: string) =>
    this.documents.send(new TransactWriteCommand({ TransactItems: items, ClientRequestToken: token }));

  /** TransactWriteItems without the client, which reads both spellings of a message. */
  post = async (input: object) => {
    const response = await fetch(this.#endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.TransactWriteItems' },
      body: JSON.stringify(input),
    });
    return { body: await response.text(), headers: response.headers };
  };
}

const stock = {
  TableName,
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: ['pk', 'shelf'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  BillingMode: 'PAY_PER_REQUEST',
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-shelf',
      KeySchema: [
        { AttributeName: 'shelf', KeyType: 'HASH' },
        { AttributeName: 'pk', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

/** An update that takes so many of an item, if there are as many. */
export const take = (pk: string, quantity: number) => ({
  TableName,
  Key: { pk },
  UpdateExpression: 'SET available = available - :n',
  ConditionExpression: 'available >= :n',
  ExpressionAttributeValues: { ':n': quantity },
});

/** Why each action of a transaction that is cancelled was not done. */
export const reasonsOf = async (transaction: Promise<unknown>) => {
  const error = await transaction.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TransactionCanceledException);
  return (error as TransactionCanceledException).CancellationReasons;
};
