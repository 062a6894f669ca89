import type { IncomingMessage } from 'node:http';
import { AwsError } from '../aws-error.ts';
import { readBody, send } from '../endpoint/aws-answer.ts';
import { callerOf } from '../endpoint/json-protocol.ts';
import type { EndpointRoute } from '../endpoint/server.ts';
import { cloudFormationAccess } from '../iam/access/cloudformation.ts';
import type { LocalSystem } from '../system.ts';
import type { StackOutput } from './outputs.ts';

/** A stack as DescribeStacks shows it. */
export interface StackDescription {
  id: string;
  name: string;
  created: Date;
  /** Undefined until all of the stack exists. */
  outputs: StackOutput[] | undefined;
}

/**
 * DescribeStacks over the AWS Query protocol
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html), so that commands find a
 * system's outputs here in the same way as on AWS.
 */
export function cloudFormationApi(
  stacks: StackDescription[],
  { roles, arn }: Pick<LocalSystem, 'roles' | 'arn'>,
): EndpointRoute {
  const accessOf = cloudFormationAccess(arn);
  return {
    matches: isQuery,
    async handle(request, response) {
      const input = new URLSearchParams((await readBody(request)).toString());
      try {
        const action = input.get('Action') ?? '';
        roles.authorize(callerOf(request).accessKeyId, () => accessOf(action, Object.fromEntries(input)));
        send(response, 200, 'text/xml', describe(input, stacks));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        send(response, error.statusCode, 'text/xml', errorXml(error));
      }
    },
  };
}

/** CloudFormation is the only service that is asked in forms at `/`; SQS's Query API has a path for each queue. */
function isQuery({ method, url, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    url === '/' &&
    headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  );
}

function describe(input: URLSearchParams, stacks: StackDescription[]): string {
  const action = input.get('Action');
  if (action !== 'DescribeStacks') {
    throw new AwsError('InvalidAction', `The local run has no CloudFormation operation ${action}`);
  }
  const asked = input.get('StackName');
  const found = stacks.filter(({ id, name }) => asked === null || asked === name || asked === id);
  if (asked !== null && found.length === 0) {
    throw new AwsError('ValidationError', `Stack with id ${asked} does not exist`);
  }
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult>${element(
    'Stacks',
    members(found.map(stackXml)),
  )}</DescribeStacksResult></DescribeStacksResponse>`;
}

function stackXml({ id, name, created, outputs }: StackDescription): string {
  return [
    element('StackId', escapeXml(id)),
    element('StackName', escapeXml(name)),
    element('CreationTime', created.toISOString()),
    element('StackStatus', outputs ? 'CREATE_COMPLETE' : 'CREATE_IN_PROGRESS'),
    element('Outputs', members((outputs ?? []).map(outputXml))),
  ].join('');
}

function outputXml({ key, value, description, exportName }: StackOutput): string {
  return [
    element('OutputKey', escapeXml(key)),
    element('OutputValue', escapeXml(value)),
    description === undefined ? '' : element('Description', escapeXml(description)),
    exportName === undefined ? '' : element('ExportName', escapeXml(exportName)),
  ].join('');
}

function errorXml({ code, message }: AwsError): string {
  const error = [element('Type', 'Sender'), element('Code', code), element('Message', escapeXml(message))];
  return element('ErrorResponse', element('Error', error.join('')));
}

function members(items: string[]): string {
  return items.map((item) => element('member', item)).join('');
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
