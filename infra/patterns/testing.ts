import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { App, type AppProps, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer, ApplicationProtocol } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { inject } from 'vitest';
import type { RouteTable } from './route-table.ts';
import type { RouteTarget } from './route-target.ts';
import { ServiceFunction } from './service-function.ts';
import { StranglerFacade } from './strangler-facade.ts';

/** An app whose assembly is removed after the tests; without a folder of ours CDK leaves one of its own behind. */
export const testApp = (props?: AppProps) =>
  new App({ ...props, outdir: mkdtempSync(join(inject('assemblies'), 'test-')) });

/** A stack of another system: every pattern must be of use outside this one. */
export function otherSystem(): { stack: Stack; template: () => Template } {
  const stack = new Stack(testApp(), 'other');
  return { stack, template: () => Template.fromStack(stack) };
}

/** The least function code that there is. */
export const inlineCode = Code.fromInline('exports.handler = async () => ({ statusCode: 200, body: "" });');

/** A strangler facade with these routes in front of a service `books` and a legacy system. */
export function facadeOf(routes: RouteTable, pages: Record<string, RouteTarget> = {}): Template {
  const { stack, template } = otherSystem();
  const vpc = new Vpc(stack, 'Vpc');
  const loadBalancer = new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc });
  const listener = loadBalancer.addListener('Http', { port: 80, open: false });
  const targetGroup = listener.addTargets('Old', { port: 80, protocol: ApplicationProtocol.HTTP });
  const fn = new ServiceFunction(stack, 'Books', {
    service: 'books',
    code: inlineCode,
    timeout: Duration.seconds(5),
  });
  new StranglerFacade(stack, 'Facade', {
    routes,
    pages,
    services: { books: { integration: new LambdaIntegration(fn), function: fn } },
    legacy: { vpc, loadBalancer, listener, targetGroup },
    splitter: { split: inlineCode, compare: inlineCode, legacy: inlineCode },
    userPool: new UserPool(stack, 'Users'),
    throttle: { ratePerSecond: 10, burst: 20 },
  });
  return template();
}
