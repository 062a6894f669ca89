import { Construct } from 'constructs';
import { allowInvoke } from './narrow-grants.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';

/**
 * Internal API: a Lambda function without API Gateway. Callers invoke it through the AWS SDK and wait for the answer
 * (`InvocationType: RequestResponse`); IAM decides who may.
 */
export class InternalApi extends Construct {
  readonly function: ServiceFunction;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    this.function = new ServiceFunction(this, 'Function', props);
  }

  /**
   * Lets `caller` invoke this API and tells it the function's name in `variable`. The caller waits for the answer, so
   * its timeout must be the longer one: otherwise it dies before it can say that this API was slow.
   */
  allowCallsFrom(caller: ServiceFunction, variable: string): void {
    const [waits, works] = [caller.timeout.toSeconds(), this.function.timeout.toSeconds()];
    if (waits <= works)
      throw new Error(
        `${caller.node.path} times out after ${waits} s, before ${this.node.path} (${works} s). Raise it.`,
      );
    allowInvoke(caller, this.function);
    caller.addEnvironment(variable, this.function.functionName);
  }
}
