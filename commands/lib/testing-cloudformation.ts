import { type Answer, fakeAws, identity, noSuchStack, stackAnswer, success } from './testing.ts';

const operations = ['CreateChangeSet', 'ExecuteChangeSet', 'DeleteStack'] as const;

const nameOf = (input: URLSearchParams) =>
  (input.get('StackName') ?? '').replace(/^arn:.*:stack\/(.*)\/1$/, '$1');
const idOf = (name: string) => `arn:aws:cloudformation:::stack/${name}/1`;

/**
 * A fake AWS with enough of CloudFormation for the CDK's own command line to deploy and delete stacks that have no
 * assets. `templates` are the stacks that exist at first. `done` lists what was done to which stack.
 */
export async function fakeCloudFormation(templates: Record<string, object>) {
  const status = new Map(Object.keys(templates).map((name) => [name, 'CREATE_COMPLETE']));
  const describe = (input: URLSearchParams): Answer => {
    const name = nameOf(input);
    const found = status.get(name);
    // A deleted stack is known by its ID alone.
    if (!found || (found === 'DELETE_COMPLETE' && input.get('StackName') === name)) return noSuchStack(name);
    return stackAnswer(name, {}, found);
  };
  const aws = await fakeAws({
    GetCallerIdentity: identity,
    DescribeStacks: describe,
    GetTemplate: (input) =>
      success('GetTemplate', `<TemplateBody>${JSON.stringify(templates[nameOf(input)])}</TemplateBody>`),
    ListStackResources: () => success('ListStackResources', '<StackResourceSummaries/>'),
    DescribeStackEvents: () => success('DescribeStackEvents', '<StackEvents/>'),
    CreateChangeSet(input) {
      status.set(nameOf(input), 'REVIEW_IN_PROGRESS');
      return success('CreateChangeSet', `<Id>arn:change</Id><StackId>${idOf(nameOf(input))}</StackId>`);
    },
    DescribeChangeSet: (input) =>
      success(
        'DescribeChangeSet',
        `<ChangeSetName>change</ChangeSetName><StackName>${nameOf(input)}</StackName>` +
          `<StackId>${idOf(nameOf(input))}</StackId><Status>CREATE_COMPLETE</Status>` +
          '<Changes><member><Type>Resource</Type></member></Changes>',
      ),
    ExecuteChangeSet(input) {
      status.set(nameOf(input), 'CREATE_COMPLETE');
      return success('ExecuteChangeSet', '');
    },
    DeleteStack(input) {
      status.set(nameOf(input), 'DELETE_COMPLETE');
      return success('DeleteStack', '');
    },
  });
  const done = () =>
    aws.calls
      .filter(({ operation }) => operations.some((each) => each === operation))
      .map(({ operation, input }) => `${operation} ${nameOf(input)}`);
  return { ...aws, done };
}
