import { readFileSync } from 'node:fs';
import { Annotations, App, CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import { Budget, projectTag } from './budget.ts';
import { bundleFunctions, functionCode } from './bundle.ts';
import { Firewall } from './firewall.ts';
import { documentPages, pageRoutes } from './openapi/pages.ts';
import { tellOfAlarms } from './operations/alarm-mail.ts';
import { Dashboards } from './operations/dashboards.ts';
import { Queries } from './operations/queries.ts';
import { slowMilliseconds } from './patterns/api-alarms.ts';
import type { RouteTarget } from './patterns/route-target.ts';
import { StranglerFacade } from './patterns/strangler-facade.ts';
import { publishedNames, type Service } from './published-routes.ts';
import { routeProblems } from './route-checks/index.ts';
import { routes } from './routes.ts';
import { addChecks } from './rules/checks.ts';
import { Catalog } from './services/catalog.ts';
import { Fulfilment } from './services/fulfilment.ts';
import { Orders } from './services/orders.ts';
import { Payments } from './services/payments.ts';
import { Pricing } from './services/pricing.ts';
import { Users } from './services/users.ts';
import { sizeFromContext, sizeNameFromContext } from './size.ts';
import { LegacyStack } from './stacks/legacy.ts';

const problems = routeProblems(routes, { ...publishedNames, gateway: pageRoutes });
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
await bundleFunctions();

// The CDK command line hands over the context of cdk.json; a direct run reads it here.
const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'));
const app = new App({ context });
const size = sizeFromContext(app.node);

// What existed before: a VPC, PostgreSQL, and a containerised API behind an internal load balancer.
const legacy = new LegacyStack(app, 'legacy', {
  size,
  description: 'serverless-orders: what existed before',
});

// What strangles it.
const stack = new Stack(app, 'orders', { description: 'serverless-orders: what strangles it' });
const users = new Users(stack, 'Users', { size });
const catalog = new Catalog(stack, 'Catalog', { size }); // simple web service
const pricing = new Pricing(stack, 'Pricing', { catalog }); // internal API
const orders = new Orders(stack, 'Orders', { size, pricing }); // calls the internal API, starts the state machine
const payments = new Payments(stack, 'Payments', { size, legacy, orders }); // scalable webhook
const fulfilment = new Fulfilment(stack, 'Fulfilment', { size, legacy, orders, payments }); // state machine
const facade = new StranglerFacade(stack, 'Facade', {
  routes,
  services: { catalog, orders, payments, fulfilment: fulfilment.stock } satisfies Record<
    Service,
    RouteTarget
  >,
  pages: documentPages(routes),
  legacy,
  splitter: {
    split: functionCode('services/splitter/split'),
    compare: functionCode('services/splitter/compare'),
    legacy: functionCode('services/splitter/legacy'),
  },
  userPool: users.pool,
  // What API Gateway gives an account in most regions; it holds on one machine as well.
  throttle: { ratePerSecond: 10_000, burst: 5000 },
}); // strangler

if (size.firewall)
  new Firewall(stack, 'Firewall', {
    stageArn: facade.api.deploymentStage.stageArn,
    requestsPerFiveMinutes: 3000,
    exceptPath: '/webhooks/payments',
  });

new Dashboards(stack, 'Dashboards', { size, legacy, catalog, pricing, orders, payments, fulfilment, facade });
new Queries(stack, 'Queries', {
  app,
  slowMilliseconds: slowMilliseconds([catalog.function.timeout, orders.function.timeout]),
});

const budgetEmail: unknown = app.node.tryGetContext('budgetEmail');
if (typeof budgetEmail === 'string')
  new Budget(stack, 'Budget', { monthlyLimit: size.monthlyBudget, email: budgetEmail });
const alarmEmail: unknown = app.node.tryGetContext('alarmEmail');
if (typeof alarmEmail === 'string') tellOfAlarms(app, legacy, alarmEmail);
Tags.of(app).add(projectTag.key, projectTag.value);

// What the commands look up, on AWS and on one machine alike.
const outputs = {
  ApiUrl: facade.api.url,
  CatalogTableName: catalog.table.tableName,
  OrderHistoryTableName: orders.history.tableName,
  UserPoolId: users.pool.userPoolId,
  UserPoolClientId: users.client.userPoolClientId,
  WebhookSecretArn: payments.signingSecret.secretArn,
  LedgerSecretArn: payments.ledger.secret.secretArn,
  LedgerReaderSecretArn: payments.ledger.readerSecret?.secretArn ?? '',
  AuditFunctionName: payments.audit.functionName,
  WebhookQueueUrl: payments.queue.queueUrl,
  WebhookWorkerName: payments.worker.functionName,
  WebhookDeadLetterQueueUrl: payments.deadLetterQueue.queueUrl,
  FulfilmentStateMachineArn: fulfilment.workflow.stateMachine.stateMachineArn,
  PaymentProviderSecretArn: payments.providerSecret.secretArn,
  RefundQueueUrl: payments.refunds.queue.queueUrl,
  RefundDeadLetterQueueUrl: payments.refunds.deadLetterQueue.queueUrl,
  WebhookLogGroupName: payments.worker.logGroup.logGroupName,
  RefundLogGroupName: payments.refunds.worker.logGroup.logGroupName,
};
for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
// In the stack that is deployed first: what stopped half way then goes on in the size that it began with.
new CfnOutput(legacy, 'Size', { value: sizeNameFromContext(app.node) });

// Functions and containers call AWS services by addresses that change, so their way out is open; who gets in is not.
Annotations.of(app).acknowledgeWarning('@aws-cdk/aws-ec2:ipv4IgnoreEgressRule');
addChecks(app);
app.synth();
