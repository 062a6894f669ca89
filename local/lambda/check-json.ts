import { AwsError } from '../aws-error.ts';
import { messageOf } from '../error-message.ts';

/** Takes the payload of an invocation, which must be JSON. */
export function checkJson(payload: string): string {
  try {
    JSON.parse(payload);
    return payload;
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: Could not parse payload into json: ${messageOf(error)}`,
    );
  }
}
