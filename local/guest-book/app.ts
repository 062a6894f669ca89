import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { AwsIntegration, LambdaIntegration, PassthroughBehavior, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { buildSync } from 'esbuild';

/** What a test changes in the app to see that what runs changes. */
export interface GuestBookOptions {
  /** Seconds that the API's function may take. */
  timeout?: number;
  /** Path of the entries. */
  route?: string;
  /** VTL that makes the message of `POST /signals`. */
  messageTemplate?: string;
  batchSize?: number;
  /** What the state machine adds to its input. */
  greeting?: string;
  /** Changes the finished stack before it is synthesised. */
  change?: (stack: Stack) => void;
}

/**
 * Synthesises a guest book, an app that has nothing to do with this repository's system: REST API -> Lambda -> DynamoDB, a
 * queue with a worker, and a state machine. Answers the folder of the assembly, which lies in `folder`.
 */
export function synthesiseGuestBook(folder: string, options: GuestBookOptions = {}): string {
  const outdir = mkdtempSync(join(folder, 'guest-book-'));
  const handlers = bundleHandlers(mkdtempSync(join(folder, 'handlers-')));
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'guest-book');
  const table = new Table(stack, 'Entries', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
  });
  const functionOf = (name: 'api' | 'worker', timeout: number) => {
    const created = new LambdaFunction(stack, name, {
      runtime: Runtime.NODEJS_24_X,
      handler: `index.${name}`,
      code: Code.fromAsset(handlers),
      timeout: Duration.seconds(timeout),
      environment: { TABLE: table.tableName },
    });
    table.grantReadWriteData(created);
    return created;
  };
  const entries = functionOf('api', options.timeout ?? 5);
  const api = new RestApi(stack, 'Api', { deployOptions: { stageName: 'test' } });
  const resource = api.root.addResource(options.route ?? 'entries');
  resource.addMethod('POST', new LambdaIntegration(entries));
  resource.addResource('{id}').addMethod('GET', new LambdaIntegration(entries));

  const queue = addSignals(stack, api, options.messageTemplate ?? "$util.urlEncode($input.json('$'))");
  const worker = functionOf('worker', 5);
  worker.addEventSource(new SqsEventSource(queue, { batchSize: options.batchSize ?? 1 }));
  const greet = addGreeting(stack, options.greeting ?? 'Welcome');

  new CfnOutput(stack, 'QueueUrl', { value: queue.queueUrl });
  new CfnOutput(stack, 'StateMachineArn', { value: greet.stateMachineArn });
  options.change?.(stack);
  app.synth();
  return outdir;
}

/** `POST /signals` sends what a mapping template makes of its body straight to a queue. */
function addSignals(stack: Stack, api: RestApi, template: string): Queue {
  const queue = new Queue(stack, 'Signals', { visibilityTimeout: Duration.seconds(30) });
  const role = new Role(stack, 'SendRole', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
  queue.grantSendMessages(role);
  const integration = new AwsIntegration({
    service: 'sqs',
    path: `${stack.account}/${queue.queueName}`,
    integrationHttpMethod: 'POST',
    options: {
      credentialsRole: role,
      passthroughBehavior: PassthroughBehavior.NEVER,
      requestParameters: {
        'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'",
      },
      requestTemplates: { 'application/json': `Action=SendMessage&MessageBody=${template}` },
      integrationResponses: [{ statusCode: '202', selectionPattern: '2\\d{2}' }],
    },
  });
  const methodResponses = [{ statusCode: '202' }];
  api.root.addResource('signals').addMethod('POST', integration, { methodResponses });
  return queue;
}

function addGreeting(stack: Stack, greeting: string): StateMachine {
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Greet',
    States: {
      Greet: { Type: 'Pass', Output: { text: `{% '${greeting}, ' & $states.input.name %}` }, End: true },
    },
  };
  return new StateMachine(stack, 'Greeting', {
    definitionBody: DefinitionBody.fromString(JSON.stringify(definition)),
  });
}

function bundleHandlers(folder: string): string {
  buildSync({
    entryPoints: [join(import.meta.dirname, 'handlers.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    outfile: join(folder, 'index.mjs'),
    logLevel: 'error',
  });
  return folder;
}
