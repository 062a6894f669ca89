import { endpointsOf } from '../../../infra/patterns/route-table.ts';
import { routes } from '../../../infra/routes.ts';
import type { Answer, Reply } from './connection.ts';
import { customerId } from './documents.ts';
import { type FuzzRequest, injectedHeader, isBrokenHttp } from './request.ts';

/** Words of what is inside, which no answer may show: stack frames, SQL, secrets. */
const internals =
  /\n\s+at \S|node:internal|node_modules|\/services\/|whsec_|postgres(ql)?:\/\/|SELECT .* FROM/;

/** What is wrong with a reply to this request, or undefined when nothing is. */
export function breachOf(request: FuzzRequest, reply: Reply): string | undefined {
  const broken = isBrokenHttp(request);
  if (reply === 'silent') return 'no answer in time';
  if (reply === 'closed') return broken ? undefined : 'the connection was closed without an answer';
  // The HTTP server itself: no API has seen the request.
  if (!reply.headers.has('x-amzn-requestid')) return refusedByServer(request, reply, broken);
  if (reply.headers.has(injectedHeader)) return 'a header from the request is a header of the answer';
  if (internals.test(reply.body)) return 'the answer shows internals';
  if (isProxyError(reply)) return undefined;
  if (reply.status >= 500)
    return `status ${reply.status} from ${reply.headers.get('x-served-by')} to a ${request.method}`;
  if (reply.status >= 400) return problemBreach(request, reply);
  return successBreach(request, reply);
}

/** What the load balancer says in its own name passes unchanged: an HTTP proxy's answers cannot be mapped. */
export function isProxyError({ status, headers }: Answer): boolean {
  const isGone = status === 502 || status === 503 || status === 504;
  return isGone && !headers.has('x-served-by') && headers.get('server') === 'awselb/2.0';
}

function refusedByServer({ target }: FuzzRequest, { status }: Answer, broken: boolean): string | undefined {
  if (target.startsWith('/_local')) return undefined;
  if (broken && status >= 400 && status < 500) return undefined;
  return `status ${status} of the HTTP server, without any API`;
}

function problemBreach({ method }: FuzzRequest, { status, headers, body }: Answer): string | undefined {
  if (!headers.get('content-type')?.startsWith('application/problem+json'))
    return `status ${status} that is no application/problem+json`;
  if (method === 'HEAD') return undefined;
  if (!codeIn(body)) return `status ${status} without a code`;
  return undefined;
}

function codeIn(body: string): boolean {
  try {
    const { code } = JSON.parse(body);
    return typeof code === 'string' && code !== '';
  } catch {
    return false;
  }
}

function successBreach(request: FuzzRequest, answer: Answer): string | undefined {
  const { caller, method } = request;
  const { status, headers, body } = answer;
  const servedBy = headers.get('x-served-by') ?? 'nobody';
  if (status >= 300) return `a redirect, status ${status}`;
  if (body.includes('polluted')) return 'a polluted prototype shows in an answer';
  const isAnonymous = caller === 'nobody' || caller === 'forged';
  const isLegacyCatalogue = servedBy === 'legacy' && isForCatalogue(request);
  const isPage = servedBy === 'gateway' && openPages.has(pathOf(request));
  if (isAnonymous && servedBy !== 'catalog' && servedBy !== 'webhook' && !isLegacyCatalogue && !isPage)
    return `${servedBy} served a caller without a valid token`;
  const isRead = method === 'GET' || method === 'HEAD';
  const isCatalogue = servedBy === 'catalog' || isLegacyCatalogue;
  if (servedBy === 'legacy' && !isRead && !isCatalogue) return `the legacy API did a ${method}`;
  if (caller !== 'operator' && servedBy === 'fulfilment') return `a ${caller} got at the stock`;
  if (caller !== 'operator' && isCatalogue && !isRead) return `a ${caller} changed the catalogue`;
  if (caller === 'customer' && servedBy === 'legacy') return foreignData(body);
  return undefined;
}

/** The products are everybody's to read and the operator's to change, on whichever side of the strangler they are. */
/** What API Gateway shows everybody. */
const openPages = new Set(
  endpointsOf(routes).flatMap(({ owner, access, path }) =>
    owner === 'gateway' && access === 'public' ? [path] : [],
  ),
);

const isForCatalogue = (request: FuzzRequest): boolean =>
  /^(\/via\/legacy)?\/products(\/|$)/.test(pathOf(request));

const pathOf = ({ target }: FuzzRequest): string =>
  URL.canParse(target, 'http://localhost') ? new URL(target, 'http://localhost').pathname : '';

/** The legacy API may show a customer their own data only. */
function foreignData(body: string): string | undefined {
  const others = [...body.matchAll(/"customerId":"([^"]*)"/g)].filter(([, id]) => id !== customerId);
  return others.length > 0 ? "another customer's data" : undefined;
}
