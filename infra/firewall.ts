import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

export interface FirewallProps {
  /** The API stage to guard, by its ARN. */
  stageArn: string;
  /** Requests of one address in five minutes before it is blocked. */
  requestsPerFiveMinutes: number;
  /** A path that the firewall leaves alone: its caller sends bursts from few addresses, and signs what it sends. */
  exceptPath: string;
}

/**
 * A web application firewall: AWS's common rules, its list of known bad inputs, and a limit per address.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, { stageArn, requestsPerFiveMinutes, exceptPath }: FirewallProps) {
    super(scope, id);
    const elsewhere = {
      notStatement: {
        statement: {
          byteMatchStatement: {
            fieldToMatch: { uriPath: {} },
            positionalConstraint: 'ENDS_WITH',
            searchString: exceptPath,
            textTransformations: [{ priority: 0, type: 'NONE' }],
          },
        },
      },
    };
    const managed = (name: string) => ({
      managedRuleGroupStatement: { vendorName: 'AWS', name, scopeDownStatement: elsewhere },
    });
    const acl = new CfnWebACL(this, 'Acl', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility(id),
      rules: [
        { name: 'known-bad-inputs', priority: 0, statement: managed('AWSManagedRulesKnownBadInputsRuleSet') },
        { name: 'common', priority: 1, statement: managed('AWSManagedRulesCommonRuleSet') },
      ]
        .map(
          (rule): CfnWebACL.RuleProperty => ({
            ...rule,
            overrideAction: { none: {} },
            visibilityConfig: visibility(rule.name),
          }),
        )
        .concat({
          name: 'rate',
          priority: 2,
          action: { block: {} },
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              limit: requestsPerFiveMinutes,
              scopeDownStatement: elsewhere,
            },
          },
          visibilityConfig: visibility('rate'),
        }),
    });
    new CfnWebACLAssociation(this, 'Association', { resourceArn: stageArn, webAclArn: acl.attrArn });
  }
}

const visibility = (metricName: string) => ({
  cloudWatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: true,
});
