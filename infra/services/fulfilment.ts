import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { type IVpc, Port } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { paymentTimeoutSeconds } from '../../services/orders/time-limits.ts';
import { functionCode } from '../bundle.ts';
import { ServiceFunction } from '../patterns/service-function.ts';
import { SimpleWebService } from '../patterns/simple-web-service.ts';
import { StateMachine } from '../patterns/state-machine.ts';
import { useTable } from '../patterns/use-table.ts';
import { type Size, tableOptions } from '../size.ts';
import type { LegacyStack } from '../stacks/legacy.ts';
import type { Orders } from './orders.ts';
import type { Payments } from './payments.ts';

const tableVariable = 'STOCK_TABLE';

/** Fulfilment: the stock, and the workflow that takes an order from reservation to shipment, or undoes what was done. */
export class Fulfilment extends Construct {
  /** The stock's own routes. */
  readonly stock: SimpleWebService;
  readonly workflow: StateMachine;
  /** The functions behind the workflow's states, by the states' names. */
  readonly tasks: Record<string, ServiceFunction>;

  constructor(
    scope: Construct,
    id: string,
    {
      size,
      legacy,
      orders,
      payments,
    }: { size: Size; legacy: LegacyStack; orders: Orders; payments: Payments },
  ) {
    super(scope, id);
    this.stock = new SimpleWebService(this, 'Stock', {
      service: 'fulfilment',
      code: functionCode('services/fulfilment/stock-api'),
      timeout: Duration.seconds(10),
      partitionKey: 'pk',
      tableVariable,
      tableActions: ['GetItem', 'UpdateItem'],
      table: tableOptions(size),
    });

    const task = (taskId: string, handler: string, props: { vpc?: IVpc } = {}) =>
      new ServiceFunction(this, taskId, {
        service: 'fulfilment',
        code: functionCode(`services/fulfilment/${handler}`),
        timeout: Duration.seconds(15),
        ...props,
      });
    const reserveStock = task('ReserveStock', 'reserve-stock');
    const releaseStock = task('ReleaseStock', 'release-stock');
    const bookShipment = task('BookShipment', 'book-shipment', { vpc: legacy.vpc });
    const completeOrder = task('CompleteOrder', 'complete-order');
    const cancelShipment = task('CancelShipment', 'cancel-shipment', { vpc: legacy.vpc });
    const cancelOrder = task('CancelOrder', 'cancel-order');
    for (const fn of [reserveStock, bookShipment, completeOrder, cancelOrder]) orders.allowAdvancesFrom(fn);
    useTable(reserveStock, this.stock.table, tableVariable, 'PutItem', 'UpdateItem');
    useTable(releaseStock, this.stock.table, tableVariable, 'PutItem', 'UpdateItem');
    useTable(completeOrder, this.stock.table, tableVariable, 'UpdateItem');
    for (const fn of [bookShipment, cancelShipment]) {
      fn.addEnvironment('LEGACY_API_URL', `http://${legacy.loadBalancer.loadBalancerDnsName}`);
      fn.connections.allowTo(legacy.loadBalancer, Port.HTTP, 'Shipments to the legacy API');
    }

    this.tasks = {
      ReserveStock: reserveStock,
      AwaitPayment: payments.awaitPayment,
      BookShipment: bookShipment,
      CompleteOrder: completeOrder,
      CancelShipment: cancelShipment,
      RefundPayment: payments.refundPayment,
      ReleaseStock: releaseStock,
      CancelOrder: cancelOrder,
    };
    this.workflow = new StateMachine(this, 'Workflow', {
      definitionFile: join(import.meta.dirname, '../../services/fulfilment/order-fulfilment.asl.json'),
      tasks: this.tasks,
      values: { PaymentTimeoutSeconds: String(paymentTimeoutSeconds) },
    });
    this.workflow.allowTaskResponsesFrom('WakeByWorker', payments.worker);
    this.workflow.allowTaskResponsesFrom('WakeByAwaitPayment', payments.awaitPayment);
    orders.startWith(this.workflow);
  }
}
