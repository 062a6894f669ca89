import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';

/** Every resource carries this tag, so that its cost can be told from what else runs in the account. */
export const projectTag = { key: 'project', value: 'serverless-orders' };

export interface BudgetProps {
  /** In US dollars a month. */
  monthlyLimit: number;
  /** Who is told. */
  email: string;
}

/**
 * Tells somebody by e-mail when the month's cost reaches 80 % of the limit, or is forecast to pass it. Counts what
 * carries the project's tag, once it is activated as a cost allocation tag:
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
 */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { monthlyLimit, email }: BudgetProps) {
    super(scope, id);
    const tell = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: {
        notificationType,
        comparisonOperator: 'GREATER_THAN',
        threshold,
        thresholdType: 'PERCENTAGE',
      },
      subscribers: [{ subscriptionType: 'EMAIL', address: email }],
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyLimit, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:${projectTag.key}$${projectTag.value}`] },
      },
      notificationsWithSubscribers: [tell('ACTUAL', 80), tell('FORECASTED', 100)],
    });
  }
}
