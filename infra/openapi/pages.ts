import { gatewayPage } from '../patterns/gateway-page.ts';
import type { RouteTable } from '../patterns/route-table.ts';
import type { RouteTarget } from '../patterns/route-target.ts';
import { openApiDocument } from './document.ts';
import { pageOf } from './page.ts';
import { sides } from './sides.ts';

/** The open routes that API Gateway answers itself. */
export const pageRoutes: readonly string[] = [...(sides['gateway']?.keys() ?? [])];

/** The API's document, for programs and for people, by the paths at which API Gateway answers them itself. */
export function documentPages(table: RouteTable): Record<string, RouteTarget> {
  const document = openApiDocument(table);
  return {
    '/openapi.json': gatewayPage({ mediaType: 'application/json', text: asciiJson(document) }),
    '/docs': gatewayPage({ mediaType: 'text/html', text: pageOf(document) }),
  };
}

const asciiJson = (value: unknown) =>
  JSON.stringify(value).replaceAll(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
