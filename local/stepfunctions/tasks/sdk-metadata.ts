/**
 * What the result of a service integration says of the call itself, as the Java SDK behind it does (developer guide,
 * "Invoke an AWS Lambda function with Step Functions", task result).
 */
export function sdkMetadata(
  statusCode: number,
  body: string,
  requestId: string,
  ofService: Record<string, string>,
): { SdkHttpMetadata: object; SdkResponseMetadata: object } {
  const headers: Record<string, string> = {
    'Content-Length': String(Buffer.byteLength(body)),
    Date: utcNow(),
    'x-amzn-RequestId': requestId,
    ...ofService,
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
