import validate from 'asl-validator';
import type { Rule } from './rule.ts';
import { stateMachines } from './state-machine.ts';

/** The definition is Amazon States Language: fields, types, and what may stand beside what. */
export const stateMachineLanguage: Rule = {
  name: 'state-machine-language',
  check: (assembly) =>
    stateMachines(assembly).flatMap(({ machine, definition }) =>
      validate(structuredClone(definition)).errors.map((error) => ({
        resource: machine,
        message: `its definition is not Amazon States Language: ${error.Message} (${error['Error code']}). See https://states-language.net.`,
      })),
    ),
};
