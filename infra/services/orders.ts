import { Duration } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { orderMetrics } from '../../services/orders/metrics.ts';
import { orderTimeoutSeconds } from '../../services/orders/time-limits.ts';
import { functionCode } from '../bundle.ts';
import { businessMetric } from '../operations/business-metric.ts';
import { alarmOn } from '../patterns/alarm.ts';
import { ServiceFunction } from '../patterns/service-function.ts';
import { SimpleWebService } from '../patterns/simple-web-service.ts';
import type { StateMachine } from '../patterns/state-machine.ts';
import { queryIndex, useTable } from '../patterns/use-table.ts';
import { type Size, tableOptions } from '../size.ts';
import type { Pricing } from './pricing.ts';

const tableVariable = 'ORDERS_TABLE';
const pending = 'pending';
const open = 'open';

/** Orders: takes them, prices them by the internal API, and starts their fulfilment. */
export class Orders extends SimpleWebService {
  /** Orders of the system before this one, copied over. */
  readonly history: Table;
  private readonly sweep: ServiceFunction;

  constructor(scope: Construct, id: string, { size, pricing }: { size: Size; pricing: Pricing }) {
    super(scope, id, {
      service: 'orders',
      code: functionCode('services/orders/api'),
      timeout: Duration.seconds(orderTimeoutSeconds),
      partitionKey: 'pk',
      tableVariable,
      tableActions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
      table: tableOptions(size),
      timeToLiveAttribute: 'expiresAt',
      indexes: [
        {
          // Sparse: only orders whose fulfilment has not begun carry the attribute.
          indexName: pending,
          partitionKey: { name: 'pending', type: AttributeType.STRING },
          sortKey: { name: 'createdAt', type: AttributeType.STRING },
        },
        {
          // Sparse: only orders that are not at an end carry the first attribute.
          indexName: open,
          partitionKey: { name: 'isOpen', type: AttributeType.STRING },
          sortKey: { name: 'openSince', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });
    this.history = new Table(this, 'History', {
      partitionKey: { name: 'customerId', type: AttributeType.STRING },
      sortKey: { name: 'placed', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...tableOptions(size),
    });
    useTable(this.function, this.history, 'ORDER_HISTORY_TABLE', 'Query');
    pricing.allowCallsFrom(this.function, 'PRICING_FUNCTION');
    this.sweep = new ServiceFunction(this, 'Sweep', {
      service: 'orders',
      code: functionCode('services/orders/sweep'),
      timeout: Duration.seconds(30),
    });
    this.sweep.addEnvironment(tableVariable, this.table.tableName);
    for (const index of [pending, open]) queryIndex(this.sweep, this.table, index);
    new Rule(this, 'SweepSchedule', {
      description: 'Starts the fulfilment of orders whose first start was lost',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.sweep)],
    });
    this.alarmOnSweep();
  }

  /** Nobody calls the sweep, so nobody else would hear that it fails; and what it finds is counted only. */
  private alarmOnSweep(): void {
    alarmOn(this, 'SweepAlarm', {
      metric: this.sweep.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' }),
      above: 0,
      means: 'Orders whose start was lost could not be started',
      runbook: 'stuck-execution',
    });
    for (const [id, metric] of Object.entries({
      StuckAlarm: orderMetrics.stuck,
      DeadExecutionAlarm: orderMetrics.deadExecution,
    }))
      alarmOn(this, id, {
        metric: businessMetric(this, 'orders', metric, { period: Duration.minutes(1), statistic: 'Maximum' }),
        above: 0,
        periods: 3,
        means: 'Orders take too long, or their execution is over without a word',
        runbook: 'stuck-execution',
      });
  }

  /** Lets a function take orders from status to status, by `advanceOrder` of the service's contract. */
  allowAdvancesFrom(fn: ServiceFunction): void {
    useTable(fn, this.table, tableVariable, 'GetItem', 'UpdateItem');
  }

  /** An order's fulfilment starts right after it is written, or by the sweep. */
  startWith(fulfilment: StateMachine): void {
    fulfilment.allowStartsFrom(this.function, 'STATE_MACHINE_ARN');
    fulfilment.allowStartsFrom(this.sweep, 'STATE_MACHINE_ARN');
  }
}
