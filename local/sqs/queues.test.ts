import { describe, expect, test } from 'vitest';
import { Queues } from './queues.ts';

const options = { region: 'eu-central-1', accountId: '123456789012', endpointUrl: 'http://127.0.0.1:1' };

describe('queues', () => {
  test('a queue is found by name, ARN, URL and URL path, and by nothing else', () => {
    const queues = new Queues(options);
    const queue = queues.define({ name: 'orders' });
    for (const key of ['orders', queue.arn, queue.url, '/123456789012/orders'])
      expect(queues.find(key)).toBe(queue);
    expect(() => queues.find('order')).toThrow('The specified queue does not exist.');
  });

  test('a dead-letter queue must exist', () => {
    const redrivePolicy = {
      deadLetterTargetArn: 'arn:aws:sqs:eu-central-1:123456789012:none',
      maxReceiveCount: 3,
    };
    expect(() => new Queues(options).define({ name: 'orders', redrivePolicy })).toThrow(
      'Dead letter target does not exist',
    );
  });

  test('a dead-letter queue may refuse to serve as one', () => {
    const queues = new Queues(options);
    const dead = queues.define({ name: 'dead', redriveAllowPolicy: { redrivePermission: 'denyAll' } });
    const redrivePolicy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 3 };
    expect(() => queues.define({ name: 'orders', redrivePolicy })).toThrow('does not allow this queue');
  });
});
