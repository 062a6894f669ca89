import { describe, expect, test } from 'vitest';
import type { LocalSystem } from '../system.ts';
import { resourceTypes } from './index.ts';
import { Queues } from './queues.ts';

const queues = new Queues({
  region: 'eu-central-1',
  accountId: '123456789012',
  endpointUrl: 'http://127.0.0.1:1',
});

async function create(type: string, physicalId: string, given: object) {
  const found = resourceTypes.find((candidate) => candidate.type === type);
  const properties = found?.properties.parse(given);
  return found?.create({ logicalId: physicalId, physicalId, properties }, { queues } as LocalSystem);
}

describe('queues in a template', () => {
  test('Ref is the URL, and the properties act', async () => {
    const dead = await create('AWS::SQS::Queue', 'Dead', {});
    const created = await create('AWS::SQS::Queue', 'Orders', {
      VisibilityTimeout: '60',
      RedrivePolicy: { deadLetterTargetArn: dead?.attributes?.['Arn'], maxReceiveCount: '5' },
    });
    expect(created).toEqual({
      ref: 'http://127.0.0.1:1/123456789012/Orders',
      attributes: {
        Arn: 'arn:aws:sqs:eu-central-1:123456789012:Orders',
        QueueName: 'Orders',
        QueueUrl: 'http://127.0.0.1:1/123456789012/Orders',
      },
    });
    expect(queues.find('Orders').config).toMatchObject({
      visibilityTimeout: 60,
      maximumMessageSize: 1_048_576,
      redrivePolicy: { maxReceiveCount: 5 },
    });
  });

  test('a FIFO queue is not understood', async () => {
    await expect(create('AWS::SQS::Queue', 'Fifo', { FifoQueue: true })).rejects.toThrow('FifoQueue');
  });

  test('a policy must name queues that exist', async () => {
    const creating = create('AWS::SQS::QueuePolicy', 'Policy', {
      Queues: ['http://127.0.0.1:1/123456789012/None'],
    });
    await expect(creating).rejects.toThrow('The specified queue does not exist.');
  });
});
