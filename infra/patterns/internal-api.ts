import { Construct } from 'constructs';
import { allowCall } from './call-function.ts';
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

  /** Lets `caller` invoke this API and wait for its answer, and tells it the function's name in `variable`. */
  allowCallsFrom(caller: ServiceFunction, variable: string): void {
    allowCall(caller, this.function);
    caller.addEnvironment(variable, this.function.functionName);
  }
}
