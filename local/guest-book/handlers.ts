import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, SQSEvent } from 'aws-lambda';

const client = new DynamoDBClient();
const TableName = process.env['TABLE'];

/** `POST` writes an entry, after as many milliseconds as it asks for; `GET` reads one. */
export async function api(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const id = event.pathParameters?.['id'];
  if (id !== undefined) {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
    return { statusCode: Item ? 200 : 404, body: JSON.stringify(Item ?? {}) };
  }
  const entry = JSON.parse(event.body ?? '{}');
  await setTimeout(entry.delay ?? 0);
  await client.send(
    new PutItemCommand({ TableName, Item: { id: { S: entry.id }, text: { S: entry.text } } }),
  );
  return { statusCode: 201, body: '' };
}

/** Writes each message as an entry of the message's ID, with the size of the batch that it came in. */
export async function worker({ Records }: SQSEvent): Promise<void> {
  for (const { body } of Records) {
    const { id, ...content } = JSON.parse(body);
    const Item = {
      id: { S: id },
      text: { S: JSON.stringify(content) },
      batch: { N: String(Records.length) },
    };
    await client.send(new PutItemCommand({ TableName, Item }));
  }
}
