import { hash, randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error.ts';

const { length: idLength } = randomUUID();

/** The receipt handles of one queue: each names its message, and no two are the same. */
export class ReceiptHandles {
  readonly #prefix: string;

  constructor(queueArn: string) {
    this.#prefix = `AQEB${hash('md5', queueArn)}`;
  }

  /** A new one, for one more receive of a message. */
  for(messageId: string): string {
    return `${this.#prefix}${messageId}${randomUUID()}`;
  }

  /** Throws ReceiptHandleIsInvalid for what is no handle of this queue. */
  messageIdOf(receiptHandle: string): string {
    if (!receiptHandle.startsWith(this.#prefix))
      throw new AwsError(
        'ReceiptHandleIsInvalid',
        `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`,
        404,
      );
    const { length } = this.#prefix;
    return receiptHandle.slice(length, length + idLength);
  }
}
