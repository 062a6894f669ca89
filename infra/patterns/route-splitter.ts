import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { Port } from 'aws-cdk-lib/aws-ec2';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { allowCall } from './call-function.ts';
import type { LegacySystem } from './legacy-backend.ts';
import { allowInvoke } from './narrow-grants.ts';
import type { Route } from './route-table.ts';
import { ServiceFunction } from './service-function.ts';

/** Bundles of the functions that split routes. */
export interface SplitterCode {
  /** Takes the requests of split routes, and lets one side answer. */
  split: Code;
  /** Asks the shadow the same, later, and compares. */
  compare: Code;
  /** The legacy system as a function that takes API Gateway's proxy events. */
  legacy: Code;
}

export interface RouteSplitterProps {
  code: SplitterCode;
  legacy: LegacySystem;
  /** The functions of the services by name. */
  services: Readonly<Record<string, ServiceFunction | undefined>>;
}

const service = 'splitter';
/** API Gateway gives up after 29 seconds; who is asked must have answered or failed before who asks gives up. */
const timeouts = { split: Duration.seconds(28), compare: Duration.seconds(28), legacy: Duration.seconds(26) };

/**
 * Splits routes between two sides: some callers get the other one's answers (canary), or all get the owner's and the
 * other one's are compared with them afterwards (shadow). What is here exists only when a route asks for it: the comparing
 * function when one has a shadow, the legacy caller in the VPC when the legacy system is a side.
 */
export class RouteSplitter extends Construct {
  readonly integration: LambdaIntegration;
  private readonly props: RouteSplitterProps;
  private readonly split: ServiceFunction;
  private compare: ServiceFunction | undefined;
  private legacyCaller: ServiceFunction | undefined;
  private readonly routes: Record<string, object> = {};
  private readonly calls = new Set<string>();

  constructor(scope: Construct, id: string, props: RouteSplitterProps) {
    super(scope, id);
    this.props = props;
    this.split = new ServiceFunction(this, 'Split', {
      service,
      code: props.code.split,
      timeout: timeouts.split,
    });
    this.split.addEnvironment(
      'SPLIT_ROUTES',
      Lazy.string({ produce: () => Stack.of(this).toJsonString(this.routes) }),
    );
    this.integration = new LambdaIntegration(this.split);
  }

  /** Splits a route, named `METHOD /path`, as its line of the table says. */
  add(name: string, { owner, canary, shadow }: Route): void {
    this.routes[name] = {
      owner: this.side(owner, this.split),
      ...(canary && { canary: { to: this.side(canary.to, this.split), percent: canary.percent } }),
      ...(shadow && { shadow: this.side(shadow, this.comparer()) }),
    };
  }

  private side(name: string, caller: ServiceFunction): { name: string; functionName: string } {
    const fn = name === 'legacy' ? this.callerOfLegacy() : this.props.services[name];
    if (!fn)
      throw new Error(`"${name}" has no function that could be asked. Split only what functions answer.`);
    const call = `${caller.node.path} ${fn.node.path}`;
    if (!this.calls.has(call)) allowCall(caller, fn);
    this.calls.add(call);
    return { name, functionName: fn.functionName };
  }

  private comparer(): ServiceFunction {
    if (this.compare) return this.compare;
    this.compare = new ServiceFunction(this, 'Compare', {
      service,
      code: this.props.code.compare,
      timeout: timeouts.compare,
      // A comparison that comes late compares what has changed since; one that is repeated counts twice.
      maxEventAge: Duration.minutes(1),
      retryAttempts: 0,
    });
    allowInvoke(this.split, this.compare);
    this.split.addEnvironment('COMPARE_FUNCTION', this.compare.functionName);
    return this.compare;
  }

  /** In the VPC, where it calls nothing but the load balancer: who asks it needs no way out of there. */
  private callerOfLegacy(): ServiceFunction {
    if (this.legacyCaller) return this.legacyCaller;
    const { code, legacy } = this.props;
    this.legacyCaller = new ServiceFunction(this, 'Legacy', {
      service,
      code: code.legacy,
      timeout: timeouts.legacy,
      vpc: legacy.vpc,
      vpcSubnets: legacy.subnets,
      environment: { LEGACY_API_URL: `http://${legacy.loadBalancer.loadBalancerDnsName}` },
    });
    this.legacyCaller.connections.allowTo(legacy.loadBalancer, Port.HTTP, 'Split routes to the legacy API');
    return this.legacyCaller;
  }
}
