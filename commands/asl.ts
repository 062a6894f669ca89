import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { AwsError } from '../local/aws-error.ts';
import { messageOf } from '../local/error-message.ts';
import { compileDefinition } from '../local/stepfunctions/definition.ts';
import { InvalidDefinition } from '../local/stepfunctions/diagnostics.ts';
import { runAlone } from '../local/stepfunctions/run-alone.ts';
import { substitute } from '../local/stepfunctions/substitute.ts';
import { mocksSchema } from '../local/stepfunctions/tasks/mocks.ts';
import { type Command, text, UsageError } from './lib/command.ts';
import { placeholdersOf, tasksOf } from './lib/definition-names.ts';

export const command: Command = {
  summary: 'Runs one state machine alone on mocked tasks, in no time, and prints how it ends and its history',
  positionals: '<definition.asl.json>',
  options: {
    input: {
      type: 'string',
      default: '{}',
      description: "the execution's input: JSON, or a file of it (default {})",
    },
    mocks: {
      type: 'string',
      description:
        'how tasks end, JSON or a file: {"<state>": {"result": ...} | {"error": "...", "cause": "..."} | [one per attempt]}',
    },
    substitutions: {
      type: 'string',
      description: 'what replaces the placeholders of the definition, JSON or a file: {"name": "value"}',
    },
  },
  async run({ values, positionals }) {
    const [file, ...more] = positionals;
    if (!file || more.length > 0) throw new UsageError('give it one definition: <definition.asl.json>');
    const mocks = checked('mocks', mocksSchema, text(values, 'mocks') ?? '{}');
    const substitutions = checked(
      'substitutions',
      substitutionsSchema,
      text(values, 'substitutions') ?? '{}',
    );
    const definition = substitute(contentOf(file), substitutions);
    const left = placeholdersOf(definition);
    if (left.length > 0)
      throw new UsageError(`${file} has placeholders ${left.join(', ')}: give --substitutions`);
    try {
      compileDefinition(definition, { problem: () => undefined });
      refuseUnknown(Object.keys(mocks), tasksOf(JSON.parse(definition)));
      const ended = await runAlone(definition, textOrFile(text(values, 'input') ?? '{}'), mocks);
      console.log(JSON.stringify(ended, null, 2));
      if (ended.status !== 'SUCCEEDED') process.exitCode = 1;
    } catch (error) {
      if (error instanceof InvalidDefinition)
        throw new UsageError([`${file} is invalid:`, ...error.problems].join('\n'));
      if (error instanceof AwsError) throw new UsageError(error.message);
      throw error;
    }
  },
};

const substitutionsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

function checked<Schema extends z.ZodType>(option: string, schema: Schema, given: string): z.infer<Schema> {
  try {
    return schema.parse(JSON.parse(textOrFile(given)));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new UsageError(`--${option} ${given}: ${why}`);
  }
}

function refuseUnknown(mocked: string[], tasks: string[]): void {
  const unknown = mocked.filter((name) => !tasks.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`--mocks names ${unknown.join(', ')}; the tasks are ${tasks.join(', ')}`);
}

function textOrFile(given: string): string {
  return existsSync(given) ? contentOf(given) : given;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}
