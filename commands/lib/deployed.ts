import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { callerIdentity, findRegion } from './aws-account.ts';
import { oneOf, text, UsageError, type Values } from './command.ts';
import { type Size, sizes } from './deploy-plan.ts';
import { findStack, type Resource, templateResources } from './kept.ts';

/** What is deployed already, as far as another deployment can take it away. */
export interface Deployed {
  /** Nothing when the stack does not say it. */
  size: Size | undefined;
  mails: Mail[];
}

/** Whom the system tells something, by the option that asked for it. */
interface Mail {
  option: 'alarm-email' | 'budget-email';
  address: string;
}

/** Asks AWS, as the shell's credentials say, what is deployed; nothing when no deployment ever succeeded. */
export async function findDeployed(): Promise<Deployed | undefined> {
  const region = await findRegion();
  await callerIdentity({ region });
  const client = new CloudFormationClient({ region });
  const [legacy, orders] = await Promise.all([findStack(client, 'legacy'), findStack(client, 'orders')]);
  // A creation that failed was rolled back, and the CDK begins anew.
  if (!legacy || /^(ROLLBACK|REVIEW)_/.test(legacy.StackStatus ?? '')) return undefined;
  const ids = [legacy, orders].flatMap((stack) => stack?.StackId ?? []);
  const resources = await Promise.all(ids.map((id) => templateResources(client, id)));
  const said = legacy.Outputs?.find(({ OutputKey }) => OutputKey === 'Size')?.OutputValue;
  return {
    size: sizes.find((size) => size === said),
    mails: resources.flatMap((each) => Object.values(each).flatMap(mailsOf)),
  };
}

/** The size to deploy: the deployed one, unless the command is told to change it. */
export function sizeToDeploy(values: Values, deployed: Deployed | undefined): Size {
  const given = text(values, 'size') === undefined ? undefined : oneOf(values, 'size', sizes);
  if (!deployed) return given ?? 'small';
  const size = given ?? deployed.size;
  if (!size)
    throw new UsageError('the deployed system does not say its size: say --size small or --size full');
  if (deployed.size && size !== deployed.size && !values['change-size'])
    throw new UsageError(
      `the deployed system has size ${deployed.size}; leave --size out to keep it, or add --change-size to make it ${size}`,
    );
  return size;
}

/** Who would not be told any more, a line each. */
export function endingMails(values: Values, deployed: Deployed | undefined): string[] {
  return (deployed?.mails ?? [])
    .filter(({ option, address }) => text(values, option) !== address)
    .map(({ option, address }) => `This ends the mails to ${address}; to keep them: --${option} ${address}`);
}

function mailsOf({ Type, Properties = {} }: Resource): Mail[] {
  if (Type === 'AWS::SNS::Subscription' && Properties['Protocol'] === 'email')
    return [{ option: 'alarm-email', address: String(Properties['Endpoint']) }];
  if (Type !== 'AWS::Budgets::Budget') return [];
  const told = Properties['NotificationsWithSubscribers'] as { Subscribers: { Address: string }[] }[];
  const addresses = told.flatMap(({ Subscribers }) => Subscribers.map(({ Address }) => Address));
  return [...new Set(addresses)].map((address) => ({ option: 'budget-email', address }));
}
