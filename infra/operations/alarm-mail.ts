import type { App, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';

/**
 * Has every alarm of the app tell an e-mail address when it fires and when it is over, by one topic in `stack`, which the
 * other stacks must depend on. AWS asks the address to confirm first.
 */
export function tellOfAlarms(app: App, stack: Stack, email: string): void {
  const topic = new Topic(stack, 'Alarms', { enforceSSL: true });
  topic.addSubscription(new EmailSubscription(email));
  // The topic's policy replaces the default one, by which the account's alarms may publish.
  topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'));
  const action = new SnsAction(topic);
  for (const alarm of app.node.findAll().filter((construct) => construct instanceof Alarm)) {
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}
