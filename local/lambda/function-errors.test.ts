import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FunctionsUnderTest, functionsUnderTest } from './testing.ts';

let system: FunctionsUnderTest;
beforeAll(async () => {
  system = await functionsUnderTest();
});
afterAll(() => system.stop());

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
describe('what goes wrong in a function', () => {
  test('an error that it throws is told with its type, message and trace, and the environment lives on', async () => {
    await system.define(
      'thrower',
      `let calls = 0; export const handler = async () => { if (++calls === 1) throw new TypeError('no such thing'); return calls; };`,
    );
    expect(await system.call('thrower')).toEqual({
      functionError: 'Unhandled',
      answer: {
        errorType: 'TypeError',
        errorMessage: 'no such thing',
        trace: expect.arrayContaining(['TypeError: no such thing']),
      },
    });
    expect((await system.call('thrower')).answer).toBe(2);
    expect(system.lines.find((line) => line.includes('no such thing'))).toContain('ERROR\tInvoke Error');
  });

  test('what is thrown need not be an error', async () => {
    await system.define('string-thrower', `export const handler = async () => { throw 'just text'; };`);
    const { answer } = await system.call('string-thrower');
    expect(answer).toEqual({ errorType: 'string', errorMessage: 'just text', trace: [] });
  });

  test('a timeout ends the request and its environment, also in an endless loop', async () => {
    await system.define(
      'looper',
      'let calls = 0; export const handler = async ({ loop }) => { calls++; while (loop); return calls; };',
      { timeout: 0.2 },
    );
    await system.call('looper', {});
    expect(await system.call('looper', { loop: true })).toEqual({
      functionError: 'Unhandled',
      answer: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(
          /^RequestId: [\da-f-]{36} Error: Task timed out after 0.20 seconds$/,
        ),
      },
    });
    expect((await system.call('looper', {})).answer).toBe(1);
  });

  test('an initialisation that takes too long is done again by the first request, within its timeout', async () => {
    const slow = await functionsUnderTest({ initSeconds: 0.3 });
    try {
      const source = `await new Promise((resolve) => setTimeout(resolve, 600)); export const handler = async () => 'late';`;
      await slow.define('patient', source, { timeout: 10 });
      expect(await slow.call('patient')).toEqual({ answer: 'late' });
      await slow.define('impatient', source, { timeout: 0.4 });
      expect(await slow.call('impatient')).toMatchObject({
        functionError: 'Unhandled',
        answer: { errorMessage: expect.stringContaining('Task timed out after 0.40 seconds') },
      });
    } finally {
      await slow.stop();
    }
  });

  test.each([
    ['an exit', 'process.exit(3)', 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
    [
      'running out of memory',
      'const all = []; for (;;) all.push(new Array(1e6).fill(all.length))',
      'Runtime.ExitError',
      'signal: killed',
    ],
    [
      'an uncaught exception',
      `setTimeout(() => { throw new RangeError('later') }); await new Promise(() => {})`,
      'RangeError',
      'later',
    ],
    [
      'an unhandled rejection',
      `Promise.reject(new Error('nobody cares')); await new Promise(() => {})`,
      'Runtime.UnhandledPromiseRejection',
      'Error: nobody cares',
    ],
  ])('%s fails the request and ends the environment', async (title, code, errorType, errorMessage) => {
    const name = title.replaceAll(' ', '-');
    await system.define(
      name,
      `let calls = 0; export const handler = async ({ ok }) => { if (!ok) { ${code}; } return ++calls; };`,
    );
    await system.call(name, { ok: true });
    const { functionError, answer } = await system.call(name);
    expect(functionError).toBe('Unhandled');
    expect(answer).toMatchObject({ errorType, errorMessage: expect.stringContaining(errorMessage) });
    expect((await system.call(name, { ok: true })).answer).toBe(1);
  });

  test.each([
    [
      'a package that is required and not there',
      `import { createRequire } from 'node:module'; createRequire(import.meta.url)('missing-package');`,
      'Runtime.ImportModuleError',
    ],
    ['bad syntax', 'export const handler = async () => {', 'Runtime.UserCodeSyntaxError'],
    ['no handler', 'export const other = async () => 1;', 'Runtime.HandlerNotFound'],
    ['an error at its start', `throw new EvalError('bad environment')`, 'EvalError'],
    [
      'a callback',
      'export const handler = (event, context, callback) => callback(null, 1);',
      'Runtime.CallbackHandlerDeprecated',
    ],
  ])('%s fails every request', async (title, source, errorType) => {
    const name = title.replaceAll(' ', '-');
    await system.define(name, source);
    for (let call = 0; call < 2; call++)
      expect(await system.call(name)).toMatchObject({ functionError: 'Unhandled', answer: { errorType } });
  });

  /** Recorded on AWS: https://github.com/aws/aws-lambda-go/issues/442 */
  test('a package that is imported and not there is a plain error', async () => {
    await system.define('importer', `import 'missing-package'; export const handler = async () => 1;`);
    expect((await system.call('importer')).answer).toMatchObject({
      errorType: 'Error',
      errorMessage: expect.stringMatching(/^Cannot find package 'missing-package' imported from /),
    });
  });

  /** In the words of https://github.com/aws/aws-lambda-nodejs-runtime-interface-client */
  test.each([
    ['index', 'Runtime.MalformedHandlerName', 'Bad handler'],
    ['index.other', 'Runtime.HandlerNotFound', 'index.other is undefined or not exported'],
    ['index.text', 'Runtime.HandlerNotFound', 'index.text is not a function'],
    [
      'folder/app.handler',
      'Runtime.ImportModuleError',
      "Error: Cannot find module 'app'\nRequire stack:\n- /var/runtime/index.mjs",
    ],
  ])('a handler that is named %s and cannot be found', async (handler, errorType, errorMessage) => {
    const name = handler.replaceAll(/\W/g, '-');
    await system.define(name, `export const text = 'a';`, { handler });
    const { answer } = await system.call(name);
    expect(answer).toMatchObject({ errorType, errorMessage });
  });

  test('an answer that is no JSON, or over 6 MB, is an error', async () => {
    await system.define('circular', 'export const handler = async () => 1n;');
    expect((await system.call('circular')).answer).toMatchObject({
      errorType: 'Runtime.JSONStringifyError',
      errorMessage: 'Unable to stringify response body',
    });
    await system.define('large', `export const handler = async () => 'x'.repeat(6291556);`);
    expect((await system.call('large')).answer).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });
});
