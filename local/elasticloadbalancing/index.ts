import { z } from 'zod';
import { number } from '../cfn.ts';
import { type ResourceType, resourceType } from '../resource.ts';
import { stableHex } from '../stable-id.ts';

const keyValueList = z.array(z.strictObject({ Key: z.string(), Value: z.string() }));

/** A list of `{Key, Value}` attributes as one object, so that an unknown key is an error like any unknown property. */
function attributes<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const toObject = (value: unknown) => {
    const list = keyValueList.safeParse(value ?? []);
    return list.success ? Object.fromEntries(list.data.map(({ Key, Value }) => [Key, Value])) : value;
  };
  return z.preprocess(toObject, z.strictObject(shape));
}

const noEffectHere = z.string().optional();

const loadBalancer = resourceType({
  type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  properties: z.strictObject({
    Name: z.string().optional(),
    Type: z.literal('application', 'only application load balancers run locally').default('application'),
    LoadBalancerAttributes: attributes({
      'idle_timeout.timeout_seconds': number.default(60),
      'deletion_protection.enabled': noEffectHere,
      'routing.http.drop_invalid_header_fields.enabled': noEffectHere,
    }),
  }),
  async create({ physicalId, properties }, system) {
    const name = (properties.Name ?? physicalId).slice(0, 32);
    const fullName = `app/${name}/${stableHex(physicalId)}`;
    const arn = system.arn('elasticloadbalancing', `loadbalancer/${fullName}`);
    const idleTimeoutSeconds = properties.LoadBalancerAttributes['idle_timeout.timeout_seconds'];
    const { dnsName } = await system.loadBalancers.create(arn, { idleTimeoutSeconds });
    return {
      ref: arn,
      attributes: {
        LoadBalancerArn: arn,
        LoadBalancerFullName: fullName,
        LoadBalancerName: name,
        DNSName: dnsName,
        CanonicalHostedZoneID: 'Z35SXDOTRQ7X7K',
      },
    };
  },
});

const targetGroup = resourceType({
  type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  properties: z.strictObject({
    Name: z.string().optional(),
    Protocol: z.literal('HTTP', 'only HTTP targets run locally'),
    TargetType: z.literal('ip', 'only targets by address run locally'),
    HealthCheckPath: z.string().default('/'),
    HealthCheckProtocol: z.literal('HTTP').default('HTTP'),
    HealthCheckPort: z.literal('traffic-port').default('traffic-port'),
    HealthCheckIntervalSeconds: number.default(30),
    HealthCheckTimeoutSeconds: number.default(5),
    HealthyThresholdCount: number.default(5),
    UnhealthyThresholdCount: number.default(2),
    Matcher: z.strictObject({ HttpCode: z.string() }).default({ HttpCode: '200' }),
    TargetGroupAttributes: attributes({
      'deregistration_delay.timeout_seconds': number.default(300),
      'stickiness.enabled': z.literal('false').optional(),
    }),
  }),
  create({ physicalId, properties }, system) {
    const name = (properties.Name ?? physicalId).slice(0, 32);
    const fullName = `targetgroup/${name}/${stableHex(physicalId)}`;
    const arn = system.arn('elasticloadbalancing', fullName);
    system.loadBalancers.createTargetGroup(arn, {
      path: properties.HealthCheckPath,
      intervalSeconds: properties.HealthCheckIntervalSeconds,
      timeoutSeconds: properties.HealthCheckTimeoutSeconds,
      healthyThreshold: properties.HealthyThresholdCount,
      unhealthyThreshold: properties.UnhealthyThresholdCount,
      matcher: properties.Matcher.HttpCode,
      deregistrationDelaySeconds: properties.TargetGroupAttributes['deregistration_delay.timeout_seconds'],
    });
    return {
      ref: arn,
      attributes: { TargetGroupArn: arn, TargetGroupFullName: fullName, TargetGroupName: name },
    };
  },
});

const forwardAction = z
  .strictObject({
    Type: z.literal('forward'),
    TargetGroupArn: z.string().optional(),
    ForwardConfig: z
      .strictObject({ TargetGroups: z.tuple([z.strictObject({ TargetGroupArn: z.string() })]) })
      .optional(),
  })
  .transform((action, context) => {
    const targetGroupArn = action.TargetGroupArn ?? action.ForwardConfig?.TargetGroups[0].TargetGroupArn;
    if (targetGroupArn) return targetGroupArn;
    context.addIssue('a forward action needs a TargetGroupArn');
    return z.NEVER;
  });

const listener = resourceType({
  type: 'AWS::ElasticLoadBalancingV2::Listener',
  properties: z.strictObject({
    LoadBalancerArn: z.string(),
    Port: number.pipe(z.literal(80, 'a local load balancer stands in for port 80 only')),
    Protocol: z.literal('HTTP', 'only HTTP listeners run locally'),
    DefaultActions: z.tuple([forwardAction]),
  }),
  create({ physicalId, properties }, system) {
    const { LoadBalancerArn, DefaultActions } = properties;
    system.loadBalancers.createListener(LoadBalancerArn, DefaultActions[0]);
    const arn = `${LoadBalancerArn.replace(':loadbalancer/', ':listener/')}/${stableHex(physicalId)}`;
    return { ref: arn, attributes: { ListenerArn: arn } };
  },
});

const rewrite = z.strictObject({
  Type: z.literal('url-rewrite', 'only URL rewrites run locally'),
  UrlRewriteConfig: z.strictObject({
    Rewrites: z.tuple([z.strictObject({ Regex: z.string(), Replace: z.string() })]),
  }),
});

const listenerRule = resourceType({
  type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
  properties: z.strictObject({
    ListenerArn: z.string(),
    Priority: number,
    Conditions: z.tuple([
      z.strictObject({
        Field: z.literal('path-pattern', 'only conditions on the path run locally'),
        PathPatternConfig: z.strictObject({ Values: z.array(z.string()) }),
      }),
    ]),
    Actions: z.tuple([forwardAction]),
    Transforms: z.tuple([rewrite]).optional(),
  }),
  create({ physicalId, properties }, system) {
    const { ListenerArn, Priority: priority, Conditions, Actions, Transforms } = properties;
    const change = Transforms?.[0].UrlRewriteConfig.Rewrites[0];
    system.loadBalancers.createRule(loadBalancerOf(ListenerArn), {
      priority,
      pathPatterns: Conditions[0].PathPatternConfig.Values,
      targetGroupArn: Actions[0],
      rewrite: change && { regex: new RegExp(change.Regex), replacement: change.Replace },
    });
    const arn = `${ListenerArn.replace(':listener/', ':listener-rule/')}/${stableHex(physicalId)}`;
    return { ref: arn, attributes: { RuleArn: arn } };
  },
});

/** A listener's ARN is that of its load balancer with one more part. */
function loadBalancerOf(listenerArn: string): string {
  return listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]+$/, '');
}

export const resourceTypes: ResourceType[] = [loadBalancer, targetGroup, listener, listenerRule];
