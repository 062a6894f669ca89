import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { answerAwsError } from '../endpoint/aws-answer.ts';
import { callerOf } from '../endpoint/json-protocol.ts';
import type { ReceivedMessage } from './message.ts';
import { Queues } from './queues.ts';
import { service } from './service.ts';

/** The smallest endpoint that speaks the JSON protocol. */
async function answer(queues: Queues, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const operation = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
  try {
    const output = await service(queues).operations[operation]?.(await json(request), callerOf(request));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(output));
  } catch (error) {
    answerAwsError(request, response, error);
  }
}

/** A client of queues of its own for the tests of one file: a queue `orders`, new for each test, whose dead letters go to `dead`. */
export class SqsFixture {
  queues!: Queues;
  client!: SQSClient;
  /** Of `orders`. */
  QueueUrl!: string;

  constructor() {
    const server = createServer((request, response) => void answer(this.queues, request, response));
    beforeAll(async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      this.queues = new Queues({ region: 'eu-central-1', accountId: '123456789012', endpointUrl: endpoint });
      const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
      this.client = new SQSClient({ region: 'eu-central-1', endpoint, credentials });
    });
    afterAll(() => {
      this.client.destroy();
      this.queues.stop();
      server.close();
      server.closeAllConnections();
    });
    beforeEach(() => {
      const dead = this.queues.define({ name: 'dead' });
      const redrivePolicy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 3 };
      this.QueueUrl = this.queues.define({ name: 'orders', redrivePolicy }).url;
    });
  }

  visible = () => this.queues.find('orders').counts().visible;

  /** A message that was received. */
  async taken(): Promise<ReceivedMessage> {
    this.queues.find('orders').send({ body: 'a' });
    const [message] = await this.queues.find('orders').receive({});
    if (!message) throw new Error('Nothing was received');
    return message;
  }
}
