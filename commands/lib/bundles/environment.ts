import type { Template } from '../running-cost.ts';

/** Reads certificates of Lambda's own, which are not on this machine. */
const notHere = new Set(['NODE_EXTRA_CA_CERTS']);
/** Stands for what only a deployment knows, in a form that the function's check of its environment takes. */
const standIn = (name: string) =>
  name.endsWith('_ARN') ? 'arn:aws:service:us-east-1:000000000000:name' : 'https://deployed.example/name';

/** Of functions that are deployed only while a route moves. */
const ofMoves = { SPLIT_ROUTES: '{}' };

/** Variables that Lambda sets. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const ofLambda = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_REGION: 'us-east-1',
  AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
  LAMBDA_TASK_ROOT: '/var/task',
  _HANDLER: 'index.handler',
};

/** An environment in which every function of the templates starts. */
export function environmentOf(templates: Template[]): Record<string, string> {
  const functions = templates
    .flatMap(({ Resources }) => Object.values(Resources))
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(
      ({ Properties }) => Properties?.['Environment'] as { Variables?: Record<string, unknown> } | undefined,
    );
  const given = functions
    .flatMap((environment) => Object.entries(environment?.Variables ?? {}))
    .filter(([name]) => !notHere.has(name))
    .map(([name, value]) => [name, typeof value === 'string' ? value : standIn(name)]);
  return { ...ofLambda, ...ofMoves, ...Object.fromEntries(given) };
}
