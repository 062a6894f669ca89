import { describe, expect, test } from 'vitest';
import { AwsError } from '../../aws-error.ts';
import { awaitToken, invoke, result, TestMachine, Thrown } from '../fixture.ts';
import { plainPayload } from '../payload.ts';
import { invokeByApi } from '../tasks/lambda.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
describe('lambda:invoke', () => {
  /** The headers follow recorded executions: localstack/localstack, test_lambda_task_service.snapshot.json */
  test('results in the response of the API with the payload as JSON', async () => {
    const machine = new TestMachine({ A: invoke('price') }, { functions: { price: () => ({ total: 12 }) } });
    const output = (await machine.output()) as { SdkHttpMetadata: { HttpHeaders: Record<string, string> } };
    const headers = {
      Connection: 'keep-alive',
      'Content-Length': '12',
      'Content-Type': 'application/json',
      Date: expect.any(String),
      'X-Amz-Executed-Version': '$LATEST',
      'x-amzn-Remapped-Content-Length': '0',
      'x-amzn-RequestId': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'X-Amzn-Trace-Id': expect.stringMatching(/^Root=/),
    };
    const values = Object.entries(output.SdkHttpMetadata.HttpHeaders).map(([name, value]) => [name, [value]]);
    expect(output).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: { total: 12 },
      SdkHttpMetadata: {
        AllHttpHeaders: Object.fromEntries(values),
        HttpHeaders: headers,
        HttpStatusCode: 200,
      },
      SdkResponseMetadata: { RequestId: headers['x-amzn-RequestId'] },
      StatusCode: 200,
    });
  });

  test('sends an empty object when it has no Payload', async () => {
    const echo = (event: unknown) => event;
    const task = invoke('echo', {
      Arguments: { FunctionName: 'echo' },
      Output: '{% $states.result.Payload %}',
    });
    expect(await new TestMachine({ A: task }, { functions: { echo } }).output({ a: 1 })).toEqual({});
  });

  /** Recorded executions: localstack/localstack, test_lambda_task_service.snapshot.json */
  test.each([
    [null, {}],
    ['null', null],
    ['"HelloWorld"', 'HelloWorld'],
    ['{"a":1}', { a: 1 }],
  ])('sends the Payload %j as the event %j: text is JSON already', async (Payload, event) => {
    const Arguments = { FunctionName: 'echo', Payload };
    const task = invoke('echo', { Arguments, Output: '{% $states.result.Payload %}' });
    const functions = { echo: (event: unknown) => event };
    expect(await new TestMachine({ A: task }, { functions }).output()).toEqual(event);
  });

  test('fails as Lambda does when its Payload is text that is no JSON', async () => {
    const task = invoke('echo', { Arguments: { FunctionName: 'echo', Payload: 'o-1' } });
    expect(await new TestMachine({ A: task }).run()).toMatchObject({
      error: 'Lambda.InvalidRequestContentException',
      cause: expect.stringMatching(
        /^Could not parse request body into json: .*\(Service: AWSLambda; Status Code: 400; /,
      ),
    });
  });

  /** Recorded executions: localstack/localstack, test_lambda_task_service.snapshot.json */
  test('answers the end of the log to LogType Tail', async () => {
    const invocation = { statusCode: 200, payload: '1', executedVersion: '$LATEST' };
    const functions = {
      invoke: async (_: string, { logType }: { logType?: string | undefined }) => ({
        ...invocation,
        ...(logType === 'Tail' && { logResult: 'U1RBUlQ=' }),
      }),
    };
    const request = { FunctionName: 'price', LogType: 'Tail' };
    const { value } = await invokeByApi(functions, {
      resource: { arn: '', events: 'Task', service: 'lambda', api: 'invoke', pattern: '' },
      stateName: 'A',
      request: plainPayload(request, 'A'),
      traceHeader: 'Root=1',
      submitted: () => {},
    });
    expect(value).toMatchObject({
      LogResult: 'U1RBUlQ=',
      SdkHttpMetadata: { HttpHeaders: { 'X-Amz-Log-Result': 'U1RBUlQ=' } },
    });
  });

  /** https://docs.aws.amazon.com/step-functions/latest/dg/connect-parameters.html */
  test.each([
    [{ FunctionName: 'price', TaskToken: 't' }, 'The field "TaskToken" is not supported by Step Functions'],
    [{ Payload: 1 }, "The field 'FunctionName' is required but was missing"],
  ])('ends the execution when it does not take its Arguments %j', async (Arguments, problem) => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
    const machine = new TestMachine({ A: invoke('price', { Arguments, Catch }), B: result(1) });
    const { executionArn, ...execution } = await machine.run();
    const prefix = "An error occurred while executing the state 'A' (entered at the event id #2).";
    expect(execution).toMatchObject({ error: 'States.Runtime', cause: `${prefix} ${problem}` });
    const types = (await machine.history(executionArn)).map(({ type }) => type);
    expect(types).toEqual(['ExecutionStarted', 'TaskStateEntered', 'ExecutionFailed']);
  });

  test('does not wait for the function when InvocationType is Event', async () => {
    const task = invoke('slow', { Arguments: { FunctionName: 'slow', InvocationType: 'Event' } });
    expect(await new TestMachine({ A: task }).output()).toMatchObject({ StatusCode: 202 });
  });

  test('calls the version that Qualifier names', async () => {
    const task = invoke('', { Arguments: { FunctionName: 'price', Qualifier: 'live' } });
    const machine = new TestMachine({ A: task }, { functions: { 'price:live': () => 'live' } });
    expect(await machine.output()).toMatchObject({ Payload: 'live' });
  });

  test('fails by the type of what the function threw, with its whole answer as cause', async () => {
    const machine = new TestMachine(
      { A: invoke('reserve') },
      { functions: { reserve: () => new Thrown('OutOfStock', 'MUG-001 is gone') } },
    );
    const { status, error, cause } = await machine.run();
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'OutOfStock' });
    expect(JSON.parse(cause ?? '')).toMatchObject({
      errorType: 'OutOfStock',
      errorMessage: 'MUG-001 is gone',
    });
  });

  /** A recorded execution: localstack/localstack, test_task_service_lambda.snapshot.json */
  test.each([
    ['TooManyRequestsException', 429, 'TooManyRequestsException'],
    ['ResourceNotFoundException', 404, 'ResourceNotFoundException'],
    ['AccessDeniedException', 403, 'AWSLambdaException'],
  ])('fails when the service says %s: %i', async (code, statusCode, error) => {
    const busy = () => {
      throw new AwsError(code, 'no', statusCode);
    };
    expect(await new TestMachine({ A: invoke('busy') }, { functions: { busy } }).run()).toMatchObject({
      error: `Lambda.${error}`,
      cause: expect.stringMatching(
        new RegExp(
          `^no \\(Service: AWSLambda; Status Code: ${statusCode}; Error Code: ${code}; Request ID: [0-9a-f-]{36}; Proxy: null\\)$`,
        ),
      ),
    });
  });

  test('fails with Lambda.Unknown when the function died without a word', async () => {
    const die = () => new Thrown('', '');
    expect(await new TestMachine({ A: invoke('die') }, { functions: { die } }).run()).toMatchObject({
      error: 'Lambda.Unknown',
      cause: expect.stringContaining('Lambda did not return an error type. Returned payload: '),
    });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html */
describe('a task whose resource is the ARN of a function', () => {
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:price';

  test('takes its arguments as event, or its input, and the answer as result', async () => {
    const functions = { [arn]: (event: unknown) => ({ event }) };
    const task = { Type: 'Task', Resource: arn, End: true };
    expect(await new TestMachine({ A: task }, { functions }).output({ a: 1 })).toEqual({ event: { a: 1 } });
    const withArguments = { ...task, Arguments: { b: '{% $states.input.a %}' } };
    expect(await new TestMachine({ A: withArguments }, { functions }).output({ a: 1 })).toEqual({
      event: { b: 1 },
    });
  });

  test('has its own events in the history', async () => {
    const machine = new TestMachine(
      { A: { Type: 'Task', Resource: arn, End: true } },
      { functions: { [arn]: () => 1 } },
    );
    const execution = await machine.start({ a: 1 });
    await machine.ended(execution);
    expect(await machine.event(execution, 'LambdaFunctionScheduled')).toMatchObject({
      lambdaFunctionScheduledEventDetails: {
        resource: arn,
        input: '{"a":1}',
        inputDetails: { truncated: false },
      },
    });
    expect(await machine.event(execution, 'LambdaFunctionSucceeded')).toMatchObject({
      lambdaFunctionSucceededEventDetails: { output: '1' },
    });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
describe('data of more than 256 KiB', () => {
  const big = 'x'.repeat(262_144);
  const hugeArn = 'arn:aws:lambda:us-east-1:000000000000:function:huge';
  const functions = { huge: () => big, [hugeArn]: () => big };

  /** Recorded on AWS: localstack/localstack, test_states_errors.snapshot.json */
  test.each([
    ['lambda', invoke('huge')],
    [hugeArn, { Type: 'Task', Resource: hugeArn, End: true }],
  ])(
    'fails a task with States.DataLimitExceeded, whose cause names %s, and States.ALL catches it',
    async (name, task) => {
      const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
      const machine = new TestMachine({ A: { ...task, Catch }, Caught: { Type: 'Succeed' } }, { functions });
      expect(await machine.output()).toEqual({
        Error: 'States.DataLimitExceeded',
        Cause: `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
      });
    },
  );

  test('is measured in bytes of UTF-8', async () => {
    const output = (length: number) => result(`{% $pad('', ${length}, 'ä') %}`);
    expect(await new TestMachine({ A: output(131_000) }).run()).toMatchObject({ status: 'SUCCEEDED' });
    expect(await new TestMachine({ A: output(132_000) }).run()).toMatchObject({
      error: 'States.DataLimitExceeded',
    });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html, "Timeouts and heartbeat intervals" */
describe('a task that takes longer than TimeoutSeconds', () => {
  const never = () => new Promise(() => {});

  test.each([
    ['a number', 5],
    ['an expression', '{% $states.input.limit %}'],
  ])('fails with States.Timeout and no cause when that is %s', async (_, TimeoutSeconds) => {
    const machine = new TestMachine({ A: invoke('never', { TimeoutSeconds }) }, { functions: { never } });
    const arn = await machine.start({ limit: 5 });
    const ended = await machine.ended(arn);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(ended.cause).toBeUndefined();
    expect(await machine.event(arn, 'TaskScheduled')).toMatchObject({
      taskScheduledEventDetails: { timeoutInSeconds: 5 },
    });
    expect(await machine.event(arn, 'TaskTimedOut')).toMatchObject({
      taskTimedOutEventDetails: { resourceType: 'lambda', resource: 'invoke', error: 'States.Timeout' },
    });
  });

  test('and answers after all is not heard', async () => {
    let answer: (value: unknown) => void = () => {};
    const late = () => new Promise((resolve) => (answer = resolve));
    const states = {
      A: invoke('late', { TimeoutSeconds: 1, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }] }),
      Late: { Type: 'Succeed' },
    };
    const machine = new TestMachine(states, { functions: { late } });
    const arn = await machine.start();
    expect(await machine.ended(arn)).toMatchObject({ output: '{"Error":"States.Timeout"}' });
    const before = (await machine.history(arn)).length;
    answer('too late');
    await new Promise((resolve) => setImmediate(resolve));
    expect(await machine.history(arn)).toHaveLength(before);
  });

  test.each([
    ['that waits for its function takes its real time', invoke, { status: 'SUCCEEDED' }],
    ['that waits for its token does not', awaitToken, { status: 'FAILED', error: 'States.Timeout' }],
  ])('where waits are sped up, a limit %s', async (_, kind, expected) => {
    const machine = new TestMachine(
      { A: kind('slow', { TimeoutSeconds: 5 }) },
      {
        functions: { slow: () => new Promise((resolve) => setTimeout(resolve, 50, {})) },
        milliseconds: (seconds) => seconds,
        workMilliseconds: (seconds) => seconds * 1000,
      },
    );
    expect(await machine.run()).toMatchObject(expected);
  });

  test('is refused when it computes no whole seconds', async () => {
    const machine = new TestMachine(
      { A: invoke('never', { TimeoutSeconds: '{% 0 %}' }) },
      { functions: { never } },
    );
    expect(await machine.run()).toMatchObject({ error: 'States.QueryEvaluationError' });
  });
});
