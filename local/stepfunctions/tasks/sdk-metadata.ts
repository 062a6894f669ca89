/**
 * What the result of a service integration says of the call itself, as the Java SDK behind it does (developer guide,
 * "Invoke an AWS Lambda function with Step Functions", task result).
 */
export function sdkMetadata(
  statusCode: number,
  body: string,
  requestId: string,
  more?: Record<string, string>,
): { SdkHttpMetadata: object; SdkResponseMetadata: object } {
  const headers: Record<string, string> = {
    Connection: 'keep-alive',
    'Content-Length': String(Buffer.byteLength(body)),
    'Content-Type': 'application/json',
    Date: utcNow(),
    ...more,
    'x-amzn-RequestId': requestId,
  };
  const lists: Record<string, string[]> = {};
  for (const name in headers) lists[name] = [headers[name] ?? ''];
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: lists,
      HttpHeaders: headers,
      HttpStatusCode: statusCode,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

let now = { second: 0, text: '' };

/** The time as HTTP writes it, which is the same for a second. */
function utcNow(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== now.second) now = { second, text: new Date(second * 1000).toUTCString() };
  return now.text;
}
