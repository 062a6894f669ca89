import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One way to set up the sample: how its function is throttled, and how often a message may be received. */
export interface SampleSetting {
  throttle: 'reserved concurrency' | 'maximum concurrency';
  maxReceiveCount: number;
}

/**
 * What https://github.com/aws-samples/aws-lambda-amazon-sqs-max-concurrency publishes, in seconds: each message sleeps in
 * the function, one at a time. Its maxReceiveCount of 1 takes a message away from a worker that was busy once.
 */
export const published = {
  ...{ messages: 25, limit: 5, batchSize: 1, maxReceiveCount: 1 },
  ...{ workSeconds: 10, timeout: 15, visibilityTimeout: 20 },
};

/** Times here are a fifth of what was published: the greatest share that leaves each a whole number of seconds. */
export const timeScale = 1 / 5;

export const stackName = 'sample';
/** The logical IDs of what a setting consists of; the queues' URLs are outputs under the same names. */
export const idsOf = (index: number) => ({
  ...{ queue: `Queue${index}`, deadLetters: `DeadLetters${index}` },
  ...{ worker: `Worker${index}`, mapping: `Mapping${index}` },
});

/** Writes a cloud assembly with one stack, in which each setting has queues and a function of its own. */
export function writeSample(folder: string, settings: readonly SampleSetting[]): void {
  mkdirSync(folder);
  const templateFile = `${stackName}.template.json`;
  const stack = { type: 'aws:cloudformation:stack', properties: { templateFile } };
  write(join(folder, 'manifest.json'), { artifacts: { [stackName]: stack } });
  write(join(folder, templateFile), sampleTemplate(settings));
}

const write = (file: string, content: object) => writeFileSync(file, JSON.stringify(content));

export function sampleTemplate(settings: readonly SampleSetting[]) {
  const resources = settings.map((setting, index) => Object.entries(resourcesOf(setting, index)));
  const urls = settings.flatMap((_, index) => [idsOf(index).queue, idsOf(index).deadLetters]);
  return {
    Resources: { Role: role, ...Object.fromEntries(resources.flat()) },
    Outputs: Object.fromEntries(urls.map((id) => [id, { Value: { Ref: id } }])),
  };
}

const scaled = (seconds: number) => seconds * timeScale;

const code = `exports.handler = () => new Promise((resolve) => setTimeout(resolve, ${1000 * scaled(published.workSeconds)}));`;

const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    Policies: [
      {
        PolicyName: 'poll',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
              Resource: '*',
            },
          ],
        },
      },
    ],
  },
};

function resourcesOf({ throttle, maxReceiveCount }: SampleSetting, index: number) {
  const { queue, deadLetters, worker, mapping } = idsOf(index);
  const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
  const isReserved = throttle === 'reserved concurrency';
  return {
    [deadLetters]: { Type: 'AWS::SQS::Queue' },
    [queue]: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        VisibilityTimeout: scaled(published.visibilityTimeout),
        RedrivePolicy: { deadLetterTargetArn: arnOf(deadLetters), maxReceiveCount },
      },
    },
    [worker]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { ZipFile: code },
        Handler: 'index.handler',
        Role: arnOf('Role'),
        Runtime: 'nodejs24.x',
        Timeout: scaled(published.timeout),
        ...(isReserved && { ReservedConcurrentExecutions: published.limit }),
      },
    },
    [mapping]: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        BatchSize: published.batchSize,
        EventSourceArn: arnOf(queue),
        FunctionName: { Ref: worker },
        ...(!isReserved && { ScalingConfig: { MaximumConcurrency: published.limit } }),
      },
    },
  };
}
