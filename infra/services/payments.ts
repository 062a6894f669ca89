import { join } from 'node:path';
import { Duration, SecretValue } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Port } from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { paymentTimeoutSeconds } from '../../services/orders/time-limits.ts';
import {
  auditTimeoutSeconds,
  refundBatchSize,
  refundTimeoutSeconds,
  workerTimeoutSeconds,
} from '../../services/payments/time-limits.ts';
import { functionCode } from '../bundle.ts';
import { capacity, ledgerConnections, poolSizeVariable, roleLimitVariable } from '../capacity.ts';
import { PostgresDatabase } from '../database/postgres-database.ts';
import { verifiedTls } from '../database/verified-tls.ts';
import { allowSecretValue } from '../patterns/narrow-grants.ts';
import { ScalableWebhook } from '../patterns/scalable-webhook.ts';
import { ServiceFunction } from '../patterns/service-function.ts';
import { ThrottledWorker } from '../patterns/throttled-worker.ts';
import { useTable } from '../patterns/use-table.ts';
import { type Size, tableOptions } from '../size.ts';
import type { LegacyStack } from '../stacks/legacy.ts';
import type { Orders } from './orders.ts';

const waitsVariable = 'PAYMENT_WAITS_TABLE';

/** Payments: takes the provider's callbacks, keeps the ledger, wakes the order that waits for its money, or gives it back. */
export class Payments extends ScalableWebhook {
  /** The workflow's callback task: leaves its token where the worker finds it. */
  readonly awaitPayment: ServiceFunction;
  /** Its undo: gives the order up and has its money sent back. */
  readonly refundPayment: ServiceFunction;
  /** Refunds, throttled to what the provider's API takes. */
  readonly refunds: ThrottledWorker;
  /** Says what the ledger and its database saw of a load test. People invoke it; it may only read. */
  readonly audit: ServiceFunction;
  readonly signingSecret: Secret;
  readonly providerSecret: Secret;
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
      // Half the time that orders wait for their money is left to mend what holds it up.
      oldest: Duration.seconds(paymentTimeoutSeconds / 2),
      signatureHeader: 'Stripe-Signature',
      vpc: legacy.vpc,
    });
    // Nothing in it expires: money may come or go back years after its order.
    const waits = new Table(this, 'Waits', {
      partitionKey: { name: 'orderId', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
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
      readerConnectionLimit: capacity.audit.sessions,
      migrations: join(import.meta.dirname, '../../services/payments/migrations'),
    });
    this.worker.addEnvironment('LEDGER_SECRET_ARN', this.ledger.secret.secretArn);
    this.worker.addEnvironment(poolSizeVariable, String(capacity.webhook.poolSize));
    this.worker.addEnvironment('WEBHOOK_SECRET_ARN', this.signingSecret.secretArn);
    this.worker.connections.allowTo(legacy.database, Port.POSTGRES, 'Payments to the ledger');
    this.worker.node.addDependency(this.ledger.resource);
    for (const secret of [this.ledger.secret, this.signingSecret]) allowSecretValue(this.worker, secret);

    this.audit = this.auditOf(legacy);
    this.providerSecret = new Secret(this, 'ProviderSecret', {
      description:
        'The key of the payment provider\'s API, for refunds: put {"secretKey":"sk_test_..."} in its place',
      secretObjectValue: { secretKey: SecretValue.unsafePlainText('') },
    });
    this.refunds = new ThrottledWorker(this, 'Refunds', {
      service: 'payments',
      code: functionCode('services/payments/refund'),
      timeout: Duration.seconds(refundTimeoutSeconds),
      maxConcurrency: capacity.refunds.workers,
      batchSize: refundBatchSize,
      messages: 'refunds',
    });
    this.refunds.worker.addEnvironment('PROVIDER_SECRET_ARN', this.providerSecret.secretArn);
    allowSecretValue(this.refunds.worker, this.providerSecret);

    const task = (taskId: string, handler: string) =>
      new ServiceFunction(this, taskId, {
        service: 'payments',
        code: functionCode(`services/payments/${handler}`),
        timeout: Duration.seconds(15),
      });
    this.awaitPayment = task('AwaitPayment', 'await-payment');
    this.refundPayment = task('RefundPayment', 'refund-payment');
    for (const fn of [this.worker, this.awaitPayment, this.refundPayment]) {
      useTable(fn, waits, waitsVariable, 'UpdateItem');
      orders.allowAdvancesFrom(fn);
      fn.addEnvironment('REFUND_QUEUE_URL', this.refunds.queue.queueUrl);
      // Not grantSendMessages, which lets them read the queue's attributes as well.
      this.refunds.queue.grant(fn, 'sqs:SendMessage');
    }
  }

  private auditOf({ vpc, database }: LegacyStack): ServiceFunction {
    const { readerSecret, resource } = this.ledger;
    if (!readerSecret) throw new Error('The ledger must have a role that may only read.');
    const audit = new ServiceFunction(this, 'Audit', {
      service: 'payments',
      code: functionCode('services/payments/audit'),
      timeout: Duration.seconds(auditTimeoutSeconds),
      environment: {
        ...verifiedTls,
        LEDGER_READER_SECRET_ARN: readerSecret.secretArn,
        [roleLimitVariable]: String(capacity.audit.sessions),
      },
      vpc,
    });
    audit.connections.allowTo(database, Port.POSTGRES, 'Audit of the ledger');
    audit.node.addDependency(resource);
    allowSecretValue(audit, readerSecret);
    return audit;
  }
}
