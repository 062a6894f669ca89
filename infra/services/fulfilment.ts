import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { type IVpc, Port } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { functionCode } from '../bundle.ts';
import { ServiceFunction } from '../patterns/service-function.ts';
import { SimpleWebService } from '../patterns/simple-web-service.ts';
import { StateMachine } from '../patterns/state-machine.ts';
import type { LegacyStack } from '../stacks/legacy.ts';
import type { Orders } from './orders.ts';
import type { Payments } from './payments.ts';

/** How long an order waits for its money before it is cancelled. */
const paymentTimeout = Duration.minutes(15);

/** Fulfilment: the stock, and the workflow that takes an order from reservation to shipment, or undoes what was done. */
export class Fulfilment extends Construct {
  /** The stock's own routes. */
  readonly stock: SimpleWebService;
  readonly workflow: StateMachine;

  constructor(
    scope: Construct,
    id: string,
    { legacy, orders, payments }: { legacy: LegacyStack; orders: Orders; payments: Payments },
  ) {
    super(scope, id);
    this.stock = new SimpleWebService(this, 'Stock', {
      service: 'fulfilment',
      code: functionCode('services/fulfilment/stock-api'),
      timeout: Duration.seconds(10),
      partitionKey: 'pk',
      tableVariable: 'STOCK_TABLE',
    });

    const task = (taskId: string, handler: string, props: { vpc?: IVpc } = {}) => {
      const fn = new ServiceFunction(this, taskId, {
        service: 'fulfilment',
        code: functionCode(`services/fulfilment/${handler}`),
        timeout: Duration.seconds(15),
        ...props,
      });
      fn.addEnvironment('ORDERS_TABLE', orders.table.tableName);
      orders.table.grantReadWriteData(fn);
      return fn;
    };
    const stockTask = (taskId: string, handler: string) => {
      const fn = task(taskId, handler);
      fn.addEnvironment('STOCK_TABLE', this.stock.table.tableName);
      this.stock.table.grantReadWriteData(fn);
      return fn;
    };
    const bookShipment = task('BookShipment', 'book-shipment', { vpc: legacy.vpc });
    bookShipment.addEnvironment('LEGACY_API_URL', `http://${legacy.loadBalancer.loadBalancerDnsName}`);
    bookShipment.connections.allowTo(legacy.loadBalancer, Port.HTTP, 'Bookings to the legacy API');

    this.workflow = new StateMachine(this, 'Workflow', {
      definitionFile: join(import.meta.dirname, '../../services/fulfilment/order-fulfilment.asl.json'),
      tasks: {
        ReserveStock: stockTask('ReserveStock', 'reserve-stock'),
        AwaitPayment: payments.awaitPayment,
        BookShipment: bookShipment,
        CompleteOrder: stockTask('CompleteOrder', 'complete-order'),
        ReleaseStock: stockTask('ReleaseStock', 'release-stock'),
        CancelOrder: task('CancelOrder', 'cancel-order'),
      },
      values: { PaymentTimeoutSeconds: String(paymentTimeout.toSeconds()) },
    });
    this.workflow.allowTaskResponsesFrom('WakeByWorker', payments.worker);
    this.workflow.allowTaskResponsesFrom('WakeByAwaitPayment', payments.awaitPayment);
    orders.startWith(this.workflow);
  }
}
