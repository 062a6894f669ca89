import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { Principal } from '../iam/principal.ts';
import { invalidParameter } from './limits.ts';
import type { MessageAttributes, MessageToSend, SentMessage } from './message.ts';
import type { Queues } from './queues.ts';

export interface QueryRequest {
  /** Form-encoded. */
  body: string;
  /** The `X-Amzn-Trace-Id` header. */
  traceHeader?: string;
}

export interface QueryAnswer {
  statusCode: number;
  body: string;
}

/**
 * SendMessage in the form-encoded Query protocol, as API Gateway's SQS integration calls it: `queuePath` is
 * `/<account>/<queue>`. Answers in JSON, which API Gateway asks for. Without a `sender` the administrator sends.
 */
export function sendByQuery(
  queues: Queues,
  queuePath: string,
  { body, traceHeader }: QueryRequest,
  sender?: Principal,
): QueryAnswer {
  const requestId = randomUUID();
  try {
    const form = new URLSearchParams(body);
    checkAction(form.get('Action'));
    const queue = queues.find(queuePath);
    sender?.authorize([{ action: 'sqs:SendMessage', resource: queue.arn }]);
    const sent = queue.send(toMessage(form, traceHeader));
    return { statusCode: 200, body: JSON.stringify(sentAnswer(sent, requestId)) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const reason = { Code: error.code, Message: messageOf(error), Type: 'Sender' };
    return {
      statusCode: error.statusCode,
      body: JSON.stringify({ Error: reason, RequestId: requestId }),
    };
  }
}

/** Of a queue that does not exist this protocol says more than that of JSON, as recordings of AWS show. */
function messageOf({ code, message }: AwsError): string {
  return code === 'AWS.SimpleQueueService.NonExistentQueue'
    ? 'The specified queue does not exist for this wsdl version.'
    : message;
}

function checkAction(action: string | null): void {
  if (action === 'SendMessage') return;
  if (!action) throw new AwsError('MissingAction', 'The request must contain the parameter Action.');
  throw new AwsError('InvalidAction', `The action ${action} is not valid for this endpoint.`);
}

function toMessage(form: URLSearchParams, traceHeader: string | undefined): MessageToSend {
  const delay = form.get('DelaySeconds');
  return {
    body: form.get('MessageBody') ?? '',
    attributes: attributesOf(form, 'MessageAttribute'),
    delaySeconds: delay ? Number(delay) : undefined,
    traceHeader: attributesOf(form, 'MessageSystemAttribute')['AWSTraceHeader']?.StringValue ?? traceHeader,
  };
}

/**
 * `MessageAttribute.1.Name=…&MessageAttribute.1.Value.DataType=…&MessageAttribute.1.Value.StringValue=…`, or in the plural, as
 * recordings of AWS have it.
 */
function attributesOf(form: URLSearchParams, prefix: string): MessageAttributes {
  const attributes: MessageAttributes = {};
  for (let index = 1; ; index++) {
    const part = (name: string) =>
      form.get(`${prefix}.${index}.${name}`) ?? form.get(`${prefix}s.${index}.${name}`);
    const name = part('Name');
    if (name === null) return attributes;
    if (attributes[name])
      throw invalidParameter(`Message (user) attribute name '${name}' was already given.`);
    attributes[name] = {
      DataType: part('Value.DataType') ?? '',
      StringValue: part('Value.StringValue') ?? undefined,
      BinaryValue: part('Value.BinaryValue') ?? undefined,
    };
  }
}

function sentAnswer(sent: SentMessage, requestId: string): object {
  return {
    SendMessageResponse: {
      ResponseMetadata: { RequestId: requestId },
      SendMessageResult: {
        MD5OfMessageAttributes: sent.md5OfAttributes ?? null,
        MD5OfMessageBody: sent.md5OfBody,
        MD5OfMessageSystemAttributes: sent.md5OfSystemAttributes ?? null,
        MessageId: sent.messageId,
        SequenceNumber: null,
      },
    },
  };
}
