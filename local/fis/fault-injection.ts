import { AwsError } from '../aws-error.ts';
import { accessKeyIdOf } from '../lambda/environment-variables.ts';

/** A fault that is at work. */
export interface Experiment {
  /** How often it has hit something so far. */
  readonly hits: number;
  /** From now on it hits nothing. May be called again. */
  end(): void;
}

/** What becomes of the invocations of one function. */
export interface InvocationFault {
  /** `aws:lambda:invocation-add-delay`: each starts so much later. The delay counts against the function's timeout. */
  startupDelayMilliseconds?: number;
  /** `aws:lambda:invocation-error`: each fails, without having run, or although it did its work. */
  error?: { preventExecution: boolean };
}

/** Calls of one operation of an AWS API by one function. */
export interface ApiCalls {
  functionName: string;
  /** `PutItem` */
  operation: string;
}

/** Comes before a call. It may make the call wait, end who calls, or throw the `AwsError` that is the answer. */
export type ApiFault = () => void | Promise<void>;

interface Running<Target, Fault> extends Experiment {
  target: Target;
  fault: Fault;
  hits: number;
}

/**
 * Faults that are brought into a running system from outside, as AWS Fault Injection Service does it. There is no API: whoever
 * runs the system in its own process begins and ends them.
 * https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
 */
export class FaultInjection {
  readonly #ofInvocations = new Set<Running<string, InvocationFault>>();
  readonly #ofCalls = new Set<Running<ApiCalls, ApiFault>>();

  disturbInvocations(functionName: string, fault: InvocationFault): Experiment {
    return begin(this.#ofInvocations, functionName, fault);
  }

  /** As `aws:fis:inject-api-internal-error` and its like do it for a role and the operations of a service. */
  disturbCalls(calls: ApiCalls, fault: ApiFault): Experiment {
    return begin(this.#ofCalls, calls, fault);
  }

  /** What becomes of an invocation that begins now. */
  ofInvocation(functionName: string): InvocationFault {
    let all: InvocationFault = {};
    for (const running of this.#ofInvocations) {
      if (running.target !== functionName) continue;
      running.hits += 1;
      all = { ...all, ...running.fault };
    }
    return all;
  }

  /** Lets a call meet the faults that are meant for it; throws when one of them answers it. */
  async meet(accessKeyId: string | undefined, operation: string): Promise<void> {
    for (const running of this.#ofCalls) {
      const { functionName } = running.target;
      if (running.target.operation !== operation || accessKeyIdOf(functionName) !== accessKeyId) continue;
      running.hits += 1;
      await running.fault();
    }
  }
}

function begin<Target, Fault>(all: Set<Running<Target, Fault>>, target: Target, fault: Fault): Experiment {
  const running: Running<Target, Fault> = { target, fault, hits: 0, end: () => void all.delete(running) };
  all.add(running);
  return running;
}

/** What `aws:fis:inject-api-internal-error` answers. */
export const internalError = () => new AwsError('InternalError', 'An internal error was injected', 500);
