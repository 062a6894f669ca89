#!/usr/bin/env node
/**
 * As much of AWS's command line as the pages use: `aws <service> <operation> --parameter value ...` calls that operation
 * by the SDK with these parameters and prints the answer. Here only because test machines have none; whoever reads a page
 * uses the real one. https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters.html
 */
const clients: Record<string, { sdk: string; spelling: 'camel' | 'Pascal' }> = {
  ecs: { sdk: 'client-ecs', spelling: 'camel' },
  lambda: { sdk: 'client-lambda', spelling: 'Pascal' },
  logs: { sdk: 'client-cloudwatch-logs', spelling: 'camel' },
  secretsmanager: { sdk: 'client-secrets-manager', spelling: 'Pascal' },
  sqs: { sdk: 'client-sqs', spelling: 'Pascal' },
  stepfunctions: { sdk: 'client-sfn', spelling: 'camel' },
};
/** Parameters that are lists, and those that are for the command line itself. */
const lists = ['attribute-names', 'services'];
const ofTheCommandLine = ['cli-binary-format', 'output', 'query'];

const pascal = (name: string) => name.replaceAll(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());
const camel = (name: string) => name.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase());

const [service = '', operation = '', ...rest] = process.argv.slice(2);
const known = clients[service];
if (!known) throw new Error(`aws ${service}: not known to the tests; add it to tests/lib/aws-cli.ts`);

const input: Record<string, unknown> = {};
/** The one field of the answer that is wanted, as text. */
let query: string | undefined;
for (let at = 0; at < rest.length; at += 1) {
  const name = /^--(.+)$/.exec(rest[at] ?? '')?.[1];
  if (name === undefined) continue;
  const next = rest[at + 1];
  const hasValue = next !== undefined && !next.startsWith('--');
  if (hasValue) at += 1;
  if (name === 'query') query = next;
  if (ofTheCommandLine.includes(name)) continue;
  const value = hasValue ? (/^\d+$/.test(next) ? Number(next) : next) : true;
  input[known.spelling === 'camel' ? camel(name) : pascal(name)] = lists.includes(name) ? [value] : value;
}

const sdk = await import(`@aws-sdk/${known.sdk}`);
const clientName =
  Object.keys(sdk).find((name) => /^[A-Z]\w+Client$/.test(name) && !name.startsWith('__')) ?? '';
const answer = await new sdk[clientName]().send(new sdk[`${pascal(operation)}Command`](input));
delete answer.$metadata;
if (answer.Payload) answer.Payload = answer.Payload.transformToString();
console.log(query ? answer[query] : JSON.stringify(answer, null, 2));
