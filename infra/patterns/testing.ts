import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';

/** A stack of another system: every pattern must be of use outside this one. */
export function otherSystem(): { stack: Stack; template: () => Template } {
  const stack = new Stack(new App(), 'other');
  return { stack, template: () => Template.fromStack(stack) };
}

/** The least function code that there is. */
export const inlineCode = Code.fromInline('exports.handler = async () => ({ statusCode: 200, body: "" });');
