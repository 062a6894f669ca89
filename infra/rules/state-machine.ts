import { type Assembly, literalText, type Resource } from './assembly.ts';

export interface StateMachineProperties {
  DefinitionString?: unknown;
  DefinitionSubstitutions?: Record<string, unknown>;
}

/** A state of an Amazon States Language definition, as far as transitions go. */
export interface State {
  Type?: string;
  Next?: string;
  Default?: string;
  Catch?: { Next?: string }[];
  Choices?: { Next?: string }[];
  Branches?: States[];
  ItemProcessor?: States;
  Iterator?: States;
}

/** The body of a state machine, of a branch, or of a map. https://states-language.net */
export interface States {
  StartAt?: string;
  States?: Record<string, State>;
}

const anyArn = () => 'arn:aws:lambda:us-east-1:123456789012:function:name';

/** Every state machine with its definition, substitutions made; references to resources become some ARN. */
export function stateMachines(assembly: Assembly): { machine: Resource; definition: States }[] {
  return assembly.resources<StateMachineProperties>('AWS::StepFunctions::StateMachine').map((machine) => {
    const { DefinitionString: text, DefinitionSubstitutions: substitutions = {} } = machine.properties;
    const json = literalText(text, anyArn).replaceAll(/\$\{(\w+)\}/g, (placeholder, name) =>
      name in substitutions ? literalText(substitutions[name], anyArn) : placeholder,
    );
    return { machine, definition: parse(machine, json) };
  });
}

function parse({ stack, id }: Resource, json: string): States {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error(
      `${stack}/${id}: its definition is not JSON: ${(error as Error).message}. Correct the .asl.json file.`,
      { cause: error },
    );
  }
}
