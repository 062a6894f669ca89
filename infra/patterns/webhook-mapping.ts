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
  const header = (name: string) => `$input.params().header.get('${name}')`;
  return [
    // First, so that no directive is followed by a letter, which Velocity would read as part of its name.
    'Action=SendMessage',
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

function problem(status: number, code: string, title: string): string {
  return JSON.stringify({ type: 'about:blank', title, status, code });
}

const tooLarge = problem(413, 'payload_too_large', 'The body does not fit into the queue');
const notQueued = problem(400, 'invalid_request', 'The queue refused the message');
const queueFailed = problem(502, 'queue_unavailable', 'The message was not queued: send it again');

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
