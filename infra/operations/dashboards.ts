import { Duration } from 'aws-cdk-lib';
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { DashboardName } from '../size.ts';
import { internalApiGraphs, simpleWebServiceGraphs } from './function-graphs.ts';
import { orderGraphs } from './order-graphs.ts';
import { stranglerGraphs } from './strangler-graphs.ts';
import type { System } from './system.ts';
import { type Explained, rowsOf } from './widgets.ts';
import { stateMachineGraphs, webhookGraphs } from './work-graphs.ts';

const graphs: Record<DashboardName, (system: System) => Explained[]> = {
  Order: orderGraphs,
  ScalableWebhook: webhookGraphs,
  StateMachine: stateMachineGraphs,
  SimpleWebService: simpleWebServiceGraphs,
  InternalApi: internalApiGraphs,
  Strangler: stranglerGraphs,
};

/** The dashboards that the size has: graphs, each below a sentence that says what good looks like. */
export class Dashboards extends Construct {
  constructor(scope: Construct, id: string, system: System) {
    super(scope, id);
    for (const name of system.size.dashboards)
      new Dashboard(this, name, {
        defaultInterval: Duration.hours(3),
        widgets: [rowsOf(graphs[name](system))],
      });
  }
}
