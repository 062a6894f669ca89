import type { IntegrationResponse, MethodResponse } from 'aws-cdk-lib/aws-apigateway';

/** What a correlation id from outside may be; anything else is replaced by a new one. */
const correlationIdPattern = '[A-Za-z0-9_.:-]{1,128}';

/** SQS's Query protocol takes a form. */
export const formEncoded = {
  'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'",
};

/**
 * The mapping template that turns a webhook call into SendMessage: the raw body, base64-encoded so that control
 * characters survive the queue (which leaves 3/4 of its 1 MiB), and as message attributes the time of arrival, a
 * correlation id and, only when sent (SQS refuses empty attributes), the signature. `$input.body` is the body as it
 * came, which the signature covers; `$input.json('$')` would write it anew.
 */
export function sendMessageTemplate(signatureHeader: string): string {
  const header = (name: string) => `$headers.get('${name}')`;
  return [
    // First, so that no directive is followed by a letter, which Velocity would read as part of its name.
    'Action=SendMessage',
    '#set($headers = $input.params().header)',
    `#set($signature = ${header(signatureHeader)})`,
    // API Gateway keeps a header's spelling as the client sent it; HTTP/2 clients send lower case.
    `#if(!$signature || $signature == '')#set($signature = ${header(signatureHeader.toLowerCase())})#end`,
    `#set($correlationId = ${header('x-correlation-id')})`,
    // Whoever calls may choose it, and every log carries it: it must be short and harmless.
    `#if(!$correlationId || !$correlationId.matches('${correlationIdPattern}'))#set($correlationId = $context.requestId)#end`,
    '&MessageBody=$util.urlEncode($util.base64Encode($input.body))',
    attribute(1, 'receivedAt', '$context.requestTimeEpoch'),
    attribute(2, 'correlationId', '$util.urlEncode($correlationId)'),
    `#if($signature && $signature != '')${attribute(3, 'signature', '$util.urlEncode($signature)')}#end`,
  ].join('');
}

function attribute(index: number, name: string, value: string): string {
  const prefix = `&MessageAttribute.${index}`;
  return `${prefix}.Name=${name}${prefix}.Value.DataType=String${prefix}.Value.StringValue=${value}`;
}

const servedBy = 'method.response.header.x-served-by';
const contentType = 'method.response.header.Content-Type';

/** What the edge of the webhook says when nothing was queued. */
export const webhookProblems = {
  tooLarge: { status: 413, code: 'payload_too_large', title: 'The body does not fit into the queue' },
  notQueued: { status: 400, code: 'invalid_request', title: 'The queue refused the message' },
  queueFailed: { status: 502, code: 'queue_unavailable', title: 'The message was not queued: send it again' },
} as const;

const template = (problem: (typeof webhookProblems)[keyof typeof webhookProblems]) =>
  JSON.stringify({ type: 'about:blank', title: problem.title, status: problem.status, code: problem.code });
const tooLarge = template(webhookProblems.tooLarge);
const notQueued = template(webhookProblems.notQueued);
const queueFailed = template(webhookProblems.queueFailed);

/**
 * 202 only when SQS answered 2xx. The default, which catches all that no pattern matches, says failure, so that the
 * sender tries again: a default that says success would lose messages.
 */
export const integrationResponses: IntegrationResponse[] = [
  {
    selectionPattern: '2\\d{2}',
    statusCode: '202',
    responseParameters: { [servedBy]: "'webhook'" },
    // Not the empty template, which may mean "pass through what SQS answered".
    responseTemplates: { 'application/json': "#set($nothing = '')" },
  },
  {
    selectionPattern: '413',
    statusCode: '413',
    responseParameters: { [servedBy]: "'webhook'", [contentType]: "'application/problem+json'" },
    responseTemplates: { 'application/json': tooLarge },
  },
  {
    selectionPattern: '4(?!13)\\d{2}',
    statusCode: '400',
    responseParameters: { [servedBy]: "'webhook'", [contentType]: "'application/problem+json'" },
    responseTemplates: {
      'application/json':
        // SQS says "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes."
        `#if($input.json('$').contains('must be shorter'))
#set($context.responseOverride.status = 413)
${tooLarge}
#else
${notQueued}
#end`,
    },
  },
  {
    statusCode: '502',
    responseParameters: { [servedBy]: "'webhook'", [contentType]: "'application/problem+json'" },
    responseTemplates: { 'application/json': queueFailed },
  },
];

/** Every integration response needs its method response, and every header it sets must be declared there. */
export const methodResponses: MethodResponse[] = ['202', '400', '413', '502'].map((statusCode) => ({
  statusCode,
  responseParameters: { [servedBy]: true, ...(statusCode !== '202' && { [contentType]: true }) },
}));
