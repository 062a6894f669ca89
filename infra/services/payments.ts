import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Port } from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { workerTimeoutSeconds } from '../../services/payments/time-limits.ts';
import { functionCode } from '../bundle.ts';
import { capacity, ledgerConnections, poolSizeVariable } from '../capacity.ts';
import { PostgresDatabase } from '../database/postgres-database.ts';
import { verifiedTls } from '../database/verified-tls.ts';
import { ScalableWebhook } from '../patterns/scalable-webhook.ts';
import { ServiceFunction } from '../patterns/service-function.ts';
import { useTable } from '../patterns/use-table.ts';
import { type Size, tableOptions } from '../size.ts';
import type { LegacyStack } from '../stacks/legacy.ts';
import type { Orders } from './orders.ts';

const waitsVariable = 'PAYMENT_WAITS_TABLE';

/** Payments: takes the provider's callbacks, keeps the ledger, and wakes the order that waits for its money. */
export class Payments extends ScalableWebhook {
  /** The workflow's callback task: leaves its token where the worker finds it. */
  readonly awaitPayment: ServiceFunction;
  readonly signingSecret: Secret;
  readonly ledger: PostgresDatabase;

  constructor(
    scope: Construct,
    id: string,
    { size, legacy, orders }: { size: Size; legacy: LegacyStack; orders: Orders },
  ) {
    super(scope, id, {
      service: 'payments',
      code: functionCode('services/payments/worker'),
      timeout: Duration.seconds(workerTimeoutSeconds),
      environment: verifiedTls,
      maxConcurrency: capacity.webhook.workers,
      signatureHeader: 'Stripe-Signature',
      vpc: legacy.vpc,
    });
    const waits = new Table(this, 'Waits', {
      partitionKey: { name: 'orderId', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      ...tableOptions(size),
    });
    this.signingSecret = new Secret(this, 'SigningSecret', {
      description:
        "The provider's webhook signing secret (whsec_...): put the provider's own in place of this one",
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
    });
    this.ledger = new PostgresDatabase(this, 'Ledger', {
      vpc: legacy.vpc,
      instance: legacy.database,
      adminSecret: legacy.databaseAdmin,
      name: 'ledger',
      connectionLimit: ledgerConnections,
      migrations: join(import.meta.dirname, '../../services/payments/migrations'),
    });
    this.worker.addEnvironment('LEDGER_SECRET_ARN', this.ledger.secret.secretArn);
    this.worker.addEnvironment(poolSizeVariable, String(capacity.webhook.poolSize));
    this.worker.addEnvironment('WEBHOOK_SECRET_ARN', this.signingSecret.secretArn);
    this.worker.connections.allowTo(legacy.database, Port.POSTGRES, 'Payments to the ledger');
    this.worker.node.addDependency(this.ledger.resource);
    this.ledger.secret.grantRead(this.worker);
    this.signingSecret.grantRead(this.worker);
    useTable(this.worker, waits, waitsVariable, 'UpdateItem');

    this.awaitPayment = new ServiceFunction(this, 'AwaitPayment', {
      service: 'payments',
      code: functionCode('services/payments/await-payment'),
      timeout: Duration.seconds(15),
    });
    useTable(this.awaitPayment, waits, waitsVariable, 'UpdateItem');
    orders.allowAdvancesFrom(this.awaitPayment);
  }
}
