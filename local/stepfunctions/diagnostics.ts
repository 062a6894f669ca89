import { AwsError } from '../aws-error.ts';

type Code =
  | 'INVALID_JSON_DESCRIPTION'
  | 'SCHEMA_VALIDATION_FAILED'
  | 'MISSING_TRANSITION_TARGET'
  | 'MISSING_END_STATE'
  | 'INVALID_STATE_NAME'
  | 'DUPLICATE_STATE_NAME'
  | 'DUPLICATE_VARIABLE_NAME'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION';

/** Where AWS says that something is which is nowhere in particular. */
export const nowhere = 'null';

/** Something wrong with a definition, and where: `/States/Pay/Retry[0]/ErrorEquals`. */
export interface Problem {
  code: Code;
  message: string;
  location: string;
}

export function problem(location: string, message: string, code: Code = 'SCHEMA_VALIDATION_FAILED'): Problem {
  return { code, message, location };
}

/** What CreateStateMachine answers for a definition with problems. */
export class InvalidDefinition extends AwsError {
  /** One text for each problem. */
  readonly problems: string[];

  constructor(problems: Problem[]) {
    const texts = problems.map(
      ({ code, message, location }) => `${code}: ${message}${location && ` at ${location}`}`,
    );
    super('InvalidDefinition', `Invalid State Machine Definition: '${texts.join(', ')}'`);
    this.problems = texts;
  }
}
