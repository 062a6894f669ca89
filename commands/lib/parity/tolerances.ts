import { isUtf8 } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import type { Difference } from './differences.ts';
import type { Exchange } from './request.ts';
import type { Skus } from './skus.ts';

/** A kind of difference that nobody has to mend. */
export interface Tolerance {
  what: string;
  reason: string;
  covers(difference: Difference, exchange: Exchange, skus: Skus): boolean;
}

/** What may differ between the two sides of a route, and why. Everything else must be the same. */
export const tolerances: readonly Tolerance[] = [
  {
    what: 'x-served-by',
    reason: 'It says who answered, so it is each side itself that it must name.',
    covers: ({ where, values }, { answers }) =>
      where === 'header x-served-by' && values.every((value, index) => value === Object.keys(answers)[index]),
  },
  {
    what: 'headers of the connection',
    reason: 'They tell of the transport and of AWS, not of the route: date, length, request and trace ids.',
    covers: ({ where }) =>
      /^header (date|connection|keep-alive|transfer-encoding|content-length|via|server|x-amzn?-.*)$/.test(
        where,
      ),
  },
  {
    what: 'a new correlation id',
    reason: 'A caller who sends none that is fit for a log gets a random one, another one each time.',
    covers: ({ where, values }, { request }) =>
      where === 'header x-correlation-id' &&
      values.every((value) => typeof value === 'string' && value !== request.headers['x-correlation-id']),
  },
  {
    what: 'a media type of nothing',
    reason:
      'API Gateway gives the answer of a function that names no media type, since it has no body, application/json.',
    covers: ({ where, values }, { answers }) =>
      where === 'header content-type' &&
      Object.values(answers).every(({ status }) => status === 204) &&
      values.every((value) => value === undefined || value === 'application/json'),
  },
  {
    what: 'bodies that are no UTF-8',
    reason:
      'API Gateway hands a function text, with U+FFFD for each broken byte, which no field takes; the legacy API gets the bytes. Both refuse.',
    covers: ({ where }, { request, answers }) =>
      /^body\/(title|code|errors)/.test(where) &&
      request.body !== undefined &&
      !isUtf8(request.body) &&
      Object.values(answers).every(({ status }) => status === 400),
  },
  {
    what: 'texts for people',
    reason: 'Programs go by status, code and paths; what people read may be said in other words.',
    covers: ({ where }) => where === 'body/detail',
  },
  {
    what: 'wrong fields in another order, each with another text',
    reason:
      'Which of several wrong fields comes first means nothing, and one may be wrong in two ways; the paths are the same.',
    covers: ({ where }, { answers }) => {
      const [one, other] = Object.values(answers).map(({ body }) => pathsOf(body));
      return /^body\/errors(\/|$)/.test(where) && one !== undefined && one === other;
    },
  },
  {
    what: 'products that are not of this run',
    reason:
      'Which others a page shows is the data of the shop: since the catalogue takes the writes, legacy has older ones.',
    covers({ where }, { request, answers }, { own }) {
      if (!request.target.startsWith('/products?') || !/^body\/(items|nextCursor)(\/|$)/.test(where))
        return false;
      const pages = Object.values(answers).map(({ body }) => itemsOf(body));
      const [one, other] = pages.map((items) => items.filter(({ sku }) => own.includes(sku)));
      const showsOthers = pages.flat().some(({ sku }) => !own.includes(sku));
      return showsOthers && isDeepStrictEqual(one, other);
    },
  },
];

const itemsOf = (body: unknown): { sku: string }[] => (body as { items?: { sku: string }[] }).items ?? [];

/** The paths of a problem's wrong fields, each once, in order; undefined when it names none. */
function pathsOf(body: unknown): string | undefined {
  const { errors } = (typeof body === 'object' && body !== null ? body : {}) as {
    errors?: { path: string }[];
  };
  return Array.isArray(errors) ? [...new Set(errors.map(({ path }) => path))].sort().join(' ') : undefined;
}
