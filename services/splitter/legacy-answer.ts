import type { APIGatewayProxyResult } from 'aws-lambda';

/** What belongs to the connection, or to an encoding that `fetch` has undone. */
const notSentOn = new Set([
  ...['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding', 'set-cookie'],
]);

/** The legacy API's answer as API Gateway takes it from a function: text, as all that a split route may answer. */
export async function toResult(response: Response): Promise<APIGatewayProxyResult> {
  const cookies = response.headers.getSetCookie();
  return {
    statusCode: response.status,
    headers: Object.fromEntries([...response.headers].filter(([name]) => !notSentOn.has(name))),
    ...(cookies.length > 0 && { multiValueHeaders: { 'set-cookie': cookies } }),
    body: await response.text(),
  };
}

/** What API Gateway says when it cannot reach a backend, said by the splitter: it is the one that tried. */
const failures = {
  unreachable: { status: 502, title: 'The service behind could not be reached' },
  timeout: { status: 504, title: 'The service behind did not answer in time' },
  not_found: { status: 404, title: 'There is no such thing here' },
} as const;

export function failure(code: keyof typeof failures): APIGatewayProxyResult {
  const { status, title } = failures[code];
  return {
    statusCode: status,
    headers: { 'x-served-by': 'splitter', 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title, status, code }),
  };
}
