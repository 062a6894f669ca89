import { compileDefinition } from './definition.ts';
import { integrations } from './tasks/integrations.ts';

export const work = integrations({
  functions: { invoke: () => Promise.reject(new Error('Nothing runs here')) },
});

/** What is wrong with a definition of these states, or `none`. */
export function problemsOf(states: Record<string, unknown>, top: object = {}): string {
  const definition = { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...top };
  try {
    compileDefinition(JSON.stringify(definition), work);
    return 'none';
  } catch (error) {
    return String(error);
  }
}
