import { describe, expect, test } from 'vitest';
import { sendByQuery } from './query-api.ts';
import { Queues } from './queues.ts';

const queues = new Queues({
  region: 'eu-central-1',
  accountId: '123456789012',
  endpointUrl: 'http://127.0.0.1:1',
});
const queue = queues.define({ name: 'webhooks' });
const path = '/123456789012/webhooks';

describe('the Query protocol', () => {
  test('SendMessage queues the body and its attributes and answers as API Gateway sees it', async () => {
    const form =
      'Action=SendMessage&MessageBody=a%2Bb+c%C3%A4&MessageAttribute.1.Name=signature&MessageAttribute.1.Value.DataType=String' +
      '&MessageAttribute.1.Value.StringValue=t%3D1&MessageAttributes.2.Name=raw&MessageAttributes.2.Value.DataType=Binary' +
      '&MessageAttributes.2.Value.BinaryValue=AAE%3D';
    const { statusCode, body } = sendByQuery(queues, path, { body: form });
    const [message] = await queue.receive({});
    expect(message?.body).toBe('a+b cä');
    expect(message?.attributes).toEqual({
      signature: { DataType: 'String', StringValue: 't=1' },
      raw: { DataType: 'Binary', BinaryValue: 'AAE=' },
    });
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toEqual({
      SendMessageResponse: {
        ResponseMetadata: { RequestId: expect.any(String) },
        SendMessageResult: {
          MD5OfMessageAttributes: message?.md5OfAttributes,
          MD5OfMessageBody: message?.md5OfBody,
          MD5OfMessageSystemAttributes: null,
          MessageId: message?.messageId,
          SequenceNumber: null,
        },
      },
    });
  });

  // https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html
  test.each([
    ['the header', '', 'Root=1-5759e988-bd862e3fe1be46a994272793'],
    [
      'the system attribute, which counts before the header',
      '&MessageSystemAttribute.1.Name=AWSTraceHeader&MessageSystemAttribute.1.Value.DataType=String' +
        '&MessageSystemAttribute.1.Value.StringValue=Root=1-00000000-bd862e3fe1be46a994272793',
      'Root=1-00000000-bd862e3fe1be46a994272793',
    ],
  ])('a message carries the trace of %s', async (_, attribute, expected) => {
    const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793';
    sendByQuery(queues, path, { body: `Action=SendMessage&MessageBody=a${attribute}`, traceHeader });
    const [message] = await queue.receive({});
    expect(message?.systemAttributes['AWSTraceHeader']).toBe(expected);
  });

  test.each([
    ['no body', 'Action=SendMessage', 'MissingParameter'],
    ['a NUL', 'Action=SendMessage&MessageBody=a%00b', 'InvalidMessageContents'],
    ['another action', 'Action=Send&MessageBody=a', 'InvalidAction'],
    ['no action', 'MessageBody=a', 'MissingAction'],
    [
      'an empty attribute',
      'Action=SendMessage&MessageBody=a&MessageAttribute.1.Name=s&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=',
      'InvalidParameterValue',
    ],
    ['more than 1 MiB', `Action=SendMessage&MessageBody=${'a'.repeat(1_048_577)}`, 'InvalidParameterValue'],
    [
      'a delay that is no number',
      'Action=SendMessage&MessageBody=a&DelaySeconds=soon',
      'InvalidParameterValue',
    ],
  ])('%s is refused with 400 and queues nothing', (_, form, code) => {
    const { statusCode, body } = sendByQuery(queues, path, { body: form });
    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ Error: { Code: code, Type: 'Sender' } });
    expect(queue.counts().visible).toBe(0);
  });

  test('another action is refused by its name', () => {
    const { body } = sendByQuery(queues, path, { body: 'Action=FooBar' });
    expect(JSON.parse(body).Error.Message).toBe('The action FooBar is not valid for this endpoint.');
  });

  test('an unknown queue is a 400 that names the error', () => {
    const { statusCode, body } = sendByQuery(queues, '/123456789012/none', {
      body: 'Action=SendMessage&MessageBody=a',
    });
    expect(statusCode).toBe(400);
    expect(JSON.parse(body).Error).toEqual({
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
      Message: 'The specified queue does not exist for this wsdl version.',
      Type: 'Sender',
    });
  });

  test('exactly 1 MiB is accepted', () => {
    const { statusCode } = sendByQuery(queues, path, {
      body: `Action=SendMessage&MessageBody=${'a'.repeat(1_048_576)}`,
    });
    expect(statusCode).toBe(200);
    queue.clear();
  });
});
