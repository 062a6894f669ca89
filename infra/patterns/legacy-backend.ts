import { Stack } from 'aws-cdk-lib';
import {
  type CfnMethod,
  ConnectionType,
  Integration,
  type IntegrationConfig,
  IntegrationType,
  type IResource,
  type Method,
  type MethodOptions,
  VpcLink as VpcLinkV1,
} from 'aws-cdk-lib/aws-apigateway';
import { VpcLink } from 'aws-cdk-lib/aws-apigatewayv2';
import { type IVpc, Port, SecurityGroup, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  type ApplicationListener,
  type ApplicationLoadBalancer,
  type ApplicationTargetGroup,
  CfnListenerRule,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';

/** The system to strangle: a service behind an internal Application Load Balancer. */
export interface LegacySystem {
  vpc: IVpc;
  /** Where the VPC link enters the VPC. @default the private subnets */
  subnets?: SubnetSelection;
  loadBalancer: ApplicationLoadBalancer;
  listener: ApplicationListener;
  targetGroup: ApplicationTargetGroup;
}

/**
 * The way from a REST API to a private load balancer: a VPC link V2, without a network load balancer in between.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html
 */
export class LegacyBackend extends Construct {
  private readonly link: VpcLink;
  private readonly loadBalancer: ApplicationLoadBalancer;

  constructor(scope: Construct, id: string, props: LegacySystem & { stageName: string }) {
    super(scope, id);
    this.loadBalancer = props.loadBalancer;
    const securityGroup = new SecurityGroup(this, 'LinkSecurityGroup', {
      vpc: props.vpc,
      allowAllOutbound: false,
    });
    securityGroup.connections.allowTo(props.loadBalancer, Port.tcp(80), 'API Gateway to the legacy API');
    this.link = new VpcLink(this, 'Link', {
      vpc: props.vpc,
      subnets: props.subnets,
      securityGroups: [securityGroup],
    });
    this.removeStageName(props);
  }

  /** Sends a method of the API to a path of the legacy system that has the same parameters. */
  addMethod(resource: IResource, httpMethod: string, path: string, options: MethodOptions): void {
    const parameters = [...path.matchAll(/\{(\w+)\+?\}/g)].map((match) => match[1]);
    const integration = new PrivateIntegration(this, `${httpMethod}${resource.path}`.replaceAll('/', '-'), {
      httpMethod,
      path,
      parameters,
      isSignedIn: options.authorizer !== undefined,
      loadBalancer: this.loadBalancer,
      link: this.link,
    });
    const method = resource.addMethod(httpMethod, integration, {
      ...options,
      requestParameters: Object.fromEntries(parameters.map((name) => [`method.request.path.${name}`, true])),
    });
    // The construct library has no property for it yet.
    (method.node.defaultChild as CfnMethod).addPropertyOverride(
      'Integration.IntegrationTarget',
      this.loadBalancer.loadBalancerArn,
    );
  }

  /**
   * A private integration puts the stage name before the path. The load balancer takes it off again, so that the legacy
   * system sees the paths that it always saw.
   */
  private removeStageName({ listener, targetGroup, stageName }: LegacySystem & { stageName: string }): void {
    new CfnListenerRule(this, 'WithoutStageName', {
      listenerArn: listener.listenerArn,
      priority: 1,
      conditions: [
        { field: 'path-pattern', pathPatternConfig: { values: [`/${stageName}`, `/${stageName}/*`] } },
      ],
      actions: [{ type: 'forward', targetGroupArn: targetGroup.targetGroupArn }],
      transforms: [
        {
          type: 'url-rewrite',
          urlRewriteConfig: { rewrites: [{ regex: `^/${stageName}/?(.*)$`, replace: '/$1' }] },
        },
      ],
    });
  }
}

interface PrivateIntegrationProps {
  httpMethod: string;
  path: string;
  /** The names of the path's parameters. */
  parameters: (string | undefined)[];
  isSignedIn: boolean;
  loadBalancer: ApplicationLoadBalancer;
  link: VpcLink;
}

/** In which header the legacy system gets which claim of the caller's token. The mapping replaces what a client sends. */
const callerHeaders = { 'x-caller-id': 'username', 'x-caller-groups': 'cognito:groups' };

/** HTTP_PROXY through a VPC link V2. */
class PrivateIntegration extends Integration {
  private readonly loadBalancer: ApplicationLoadBalancer;

  constructor(scope: Construct, id: string, props: PrivateIntegrationProps) {
    const { httpMethod, path, parameters, isSignedIn, loadBalancer, link } = props;
    super({
      type: IntegrationType.HTTP_PROXY,
      integrationHttpMethod: httpMethod,
      uri: `http://${loadBalancer.loadBalancerDnsName}${path.replace('+}', '}')}`,
      options: {
        connectionType: ConnectionType.VPC_LINK,
        vpcLink: VpcLinkV1.fromVpcLinkId(scope, id, link.vpcLinkId),
        requestParameters: {
          ...Object.fromEntries(
            Object.entries(callerHeaders).map(([header, claim]) => [
              `integration.request.header.${header}`,
              isSignedIn ? `context.authorizer.claims.${claim}` : "''",
            ]),
          ),
          ...Object.fromEntries(
            parameters.map((name) => [`integration.request.path.${name}`, `method.request.path.${name}`]),
          ),
        },
      },
    });
    this.loadBalancer = loadBalancer;
  }

  /** The property override above is not part of the deployment's hash by itself: without this, it would not be deployed. */
  override bind(method: Method): IntegrationConfig {
    const target = Stack.of(method).resolve(this.loadBalancer.loadBalancerArn);
    return { ...super.bind(method), deploymentToken: JSON.stringify(target) };
  }
}
