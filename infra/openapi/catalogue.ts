import { errorCatalogue as legacyErrors } from '../../legacy-api/http/errors.ts';
import { errorCatalogue as serviceErrors } from '../../services/shared/errors.ts';
import { gatewayDefaults, gatewayProblems } from '../patterns/gateway-problems.ts';
import { webhookProblems } from '../patterns/webhook-mapping.ts';

interface Kind {
  code: string;
  status: number;
  title: string;
}

const kinds: Kind[] = [
  ...entriesOf(serviceErrors),
  ...gatewayProblems,
  ...Object.values(webhookProblems),
  ...entriesOf(legacyErrors),
];

function entriesOf(catalogue: Record<string, { status: number; title: string }>): Kind[] {
  return Object.entries(catalogue).map(([code, { status, title }]) => ({ code, status, title }));
}

/** The HTTP status of every code that somebody here answers with; a code means the same whoever says it. */
export const statusOf = new Map(kinds.map(({ code, status }) => [code, status]));

/** What a code means, in the words of whoever comes first: services, gateway, legacy API. */
export const titleOf = new Map(kinds.toReversed().map(({ code, title }) => [code, title]));

const { title: _, ...defaults } = gatewayDefaults;

/** Every code, in alphabetical order. */
export const codes = [...statusOf.keys(), ...Object.values(defaults)].sort();

for (const { code, status } of kinds)
  if (statusOf.get(code) !== status)
    throw new Error(
      `The code ${code} stands for ${status} and ${statusOf.get(code)}. Give one of them another code.`,
    );
