import type {
  CloudFormationCustomResourceEvent,
  CloudFormationCustomResourceResponse,
  Context,
} from 'aws-lambda';

/** Kept free of work, to answer before the function's own timeout. */
const marginMilliseconds = 5_000;
/** A response may have 4096 bytes in all. */
const maxReasonLength = 1_000;

/**
 * Runs `work` and tells CloudFormation what came of it, in time even when the work hangs: a resource that never answers
 * blocks its stack for an hour. When the answer itself cannot be sent it throws, and Lambda runs the event again.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function answerCloudFormation(
  event: CloudFormationCustomResourceEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  work: () => Promise<void>,
): Promise<Error | undefined> {
  const failure = await inTime(context.getRemainingTimeInMillis() - marginMilliseconds, work);
  await send(event, failure);
  return failure;
}

async function inTime(milliseconds: number, work: () => Promise<void>): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Error>((resolve) => {
    const seconds = Math.round(milliseconds / 1000);
    timer = setTimeout(() => resolve(new Error(`Not finished after ${seconds} s`)), milliseconds);
  });
  const done = work().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  return Promise.race([done, timeout]).finally(() => clearTimeout(timer));
}

async function send(event: CloudFormationCustomResourceEvent, failure: Error | undefined): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const answer: CloudFormationCustomResourceResponse = {
    ...{ StackId, RequestId, LogicalResourceId },
    // Never another one: CloudFormation would take it for a replacement and delete the first.
    PhysicalResourceId: event.RequestType === 'Create' ? LogicalResourceId : event.PhysicalResourceId,
    ...(failure
      ? { Status: 'FAILED', Reason: failure.message.slice(0, maxReasonLength) }
      : { Status: 'SUCCESS' }),
  };
  // Bytes, because fetch gives text a content type, which the presigned URL's signature does not cover.
  const response = await fetch(event.ResponseURL, {
    method: 'PUT',
    body: Buffer.from(JSON.stringify(answer)),
  });
  if (!response.ok) throw new Error(`CloudFormation's response URL answered ${response.status}`);
}
