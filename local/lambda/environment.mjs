// The inside of an execution environment: a worker thread that loads one handler and serves one request at a time.
// Plain JavaScript, because stripping types would cost every cold start 17 ms and 10 MB.
import { existsSync, readFileSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';

/** @type {import('./messages.ts').EnvironmentSetup} */
const setup = workerData;

/** @param {import('./messages.ts').EnvironmentMessage} message */
const post = (message) => parentPort.postMessage(message);

/** An error type that the Node.js runtime of Lambda reports in its own name. */
class RuntimeError extends Error {
  constructor(name, message, options) {
    super(message, options);
    this.name = `Runtime.${name}`;
  }
}

/** Log lines take the way of the results, so that they arrive before them. */
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk, encoding, callback) => {
    post({ type: 'log', text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString() });
    const done = typeof encoding === 'function' ? encoding : callback;
    done?.();
    return true;
  };
}

/** Which request it serves; none while it initialises. */
let requestId;

process.on('uncaughtException', (error) => crash(error));
process.on('unhandledRejection', (reason) => {
  const error = new RuntimeError('UnhandledPromiseRejection', String(reason));
  if (reason instanceof Error) error.stack = reason.stack;
  crash(error, 'Unhandled Promise Rejection');
});

try {
  if (setup.codeCacheFolder) enableCompileCache(setup.codeCacheFolder);
  await loadExtraCertificates(process.env.NODE_EXTRA_CA_CERTS);
  const handle = await loadHandler();
  parentPort.on('message', (message) => void invoke(handle, message));
  post({ type: 'initialised' });
  if (setup.givesWay) giveWay();
  if (setup.codeCacheFolder) flushCompileCache();
} catch (error) {
  crash(error);
}

/**
 * On AWS functions have machines of their own. Here they share the processors with all that stands for AWS, and with what
 * works off queues: a burst of events must not slow itself down by the executions that it wakes. Linux sets the priority of
 * this thread alone, others that of the process. Not before it has initialised: a cold start is slow enough on a busy machine.
 */
function giveWay() {
  if (process.platform !== 'linux') return;
  const { PRIORITY_BELOW_NORMAL } = os.constants.priority;
  if (os.getPriority() < PRIORITY_BELOW_NORMAL) os.setPriority(PRIORITY_BELOW_NORMAL);
}

/**
 * Node reads NODE_EXTRA_CA_CERTS once per process, not per worker. As there, a file that cannot be loaded is only warned of.
 * Lambda's runtime has the authorities of RDS in /var/runtime/ca-cert.pem; here that is the run's own authority.
 */
async function loadExtraCertificates(name) {
  if (!name) return;
  const file = name === '/var/runtime/ca-cert.pem' ? setup.certificatesFile : name;
  const { getCACertificates, setDefaultCACertificates } = await import('node:tls');
  try {
    setDefaultCACertificates([...getCACertificates('default'), readFileSync(file, 'utf8')]);
  } catch (error) {
    process.emitWarning(`Ignoring extra certs from \`${name}\`, load failed: ${error.message}`);
  }
}

function crash(error, what = 'Uncaught Exception') {
  logError(what, error);
  post({ type: 'error', payload: errorPayload(error), fatal: true });
  process.exit(1);
}

async function invoke(handle, message) {
  requestId = message.requestId;
  process.env._X_AMZN_TRACE_ID = message.traceId;
  try {
    const result = await handle(JSON.parse(message.payload), contextOf(message));
    post({ type: 'result', payload: serialise(result) });
  } catch (error) {
    logError('Invoke Error', error);
    post({ type: 'error', payload: errorPayload(error), fatal: false });
  }
}

/** As the runtime writes an error into the log: with whatever else its maker gave it. */
function logError(what, error) {
  const described = (_, value) =>
    value instanceof Error
      ? Object.assign({ errorType: value.name, errorMessage: value.message }, value, {
          stack: value.stack?.split('\n'),
        })
      : value;
  let text;
  try {
    text = JSON.stringify(error, described);
  } catch {
    text = errorPayload(error);
  }
  process.stderr.write(`${new Date().toISOString()}\t${requestId}\tERROR\t${what} \t${text}\n`);
}

function serialise(result) {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch (error) {
    throw new RuntimeError('JSONStringifyError', 'Unable to stringify response body', { cause: error });
  }
}

/** The context object that Lambda documents for Node.js. */
function contextOf({ requestId, deadline, functionArn }) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: setup.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(setup.memorySize),
    awsRequestId: requestId,
    logGroupName: setup.logGroupName,
    logStreamName: setup.logStreamName,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

/** The error as the runtime reports it. What is thrown need not be an Error. */
function errorPayload(error) {
  const isError = types.isNativeError(error);
  return JSON.stringify({
    errorType: isError ? error.name : typeof error,
    errorMessage: isError ? error.message : String(error),
    trace: isError ? (error.stack ?? '').split('\n') : [],
  });
}

/** `folder/index.name.of.export`: everything after the first dot of the file's name is the path to the export. */
async function loadHandler() {
  const { dir, base } = path.parse(setup.handler);
  const [file, ...names] = base.split('.');
  if (!file || names.length === 0) throw new RuntimeError('MalformedHandlerName', 'Bad handler');
  const module = await importModule(path.join(dir, file));
  const handle = exportOf(module, names) ?? exportOf(module.default, names);
  if (!handle) throw new RuntimeError('HandlerNotFound', `${setup.handler} is undefined or not exported`);
  if (typeof handle !== 'function')
    throw new RuntimeError('HandlerNotFound', `${setup.handler} is not a function`);
  if (handle.length > 2)
    throw new RuntimeError(
      'CallbackHandlerDeprecated',
      'Callback-based handlers are not supported since Node.js 24: return a promise instead',
    );
  return handle;
}

function exportOf(module, names) {
  return names.reduce((value, name) => value?.[name], module);
}

async function importModule(name) {
  const files = ['.js', '.mjs', '.cjs'].map((extension) => path.join(setup.codeFolder, name + extension));
  const found = files.find(existsSync);
  if (!found) {
    const message = `Error: Cannot find module '${path.basename(name)}'\nRequire stack:\n- /var/runtime/index.mjs`;
    throw new RuntimeError('ImportModuleError', message);
  }
  try {
    return await import(pathToFileURL(found).href);
  } catch (error) {
    // What an import does not find (ERR_MODULE_NOT_FOUND) stays the plain Error that it is.
    if (error?.code === 'MODULE_NOT_FOUND')
      throw new RuntimeError('ImportModuleError', `Error: ${error.message}`);
    if (error instanceof SyntaxError)
      throw new RuntimeError('UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    throw error;
  }
}
