/**
 * Who may call a route. API Gateway itself lets `public` through, checks the access token for `customer` and `operator`
 * and answers 403 for `refused`. It cannot look into a token's groups: the handler does that.
 */
export type Access = 'public' | 'customer' | 'operator' | 'refused';

/** A line of the strangler table: who serves a route and who may call it. There is no default for either. */
export interface Route {
  /** A service by its name, `legacy`, or `gateway` for what API Gateway answers itself. */
  owner: string;
  access: Access;
  /**
   * The two that have an implementation of this route, one of them its owner. As long as a line says so, each of them
   * answers at a side door as well: `GET /via/legacy/products`.
   */
  movesBetween?: readonly [string, string];
  /** The other side, which is asked the same after the owner has answered. The answers are compared; nobody gets it. */
  shadow?: string;
  /** The other side, and how many percent of the callers it answers: always the same callers. */
  canary?: { readonly to: string; readonly percent: number };
}

/** The strangler table, keyed `METHOD /path/{parameter}`; `ANY` stands for every method that the path does not name. */
export type RouteTable = Readonly<Record<`${string} /${string}`, Route>>;

/** Where the paths of side doors begin, `/via/<owner>/...`: services take that off a path before they look at it. */
export const sideDoors = 'via';

/** A method of the API, as the table asks for it. */
export interface Endpoint {
  /** The line of the table that it comes from, and what that says. */
  line: string;
  route: Route;
  method: string;
  /** Where the API answers it. */
  path: string;
  /** The route's path as its owner knows it: without the side door. */
  ownPath: string;
  /** Who answers here: at a side door another one perhaps than the owner of the route. */
  owner: string;
  access: Access;
  isSideDoor: boolean;
}

/**
 * Every method of the API: the lines of the table and the side doors. A door has the method and the access of its route,
 * so it lets nobody in who could not call the route if the other side owned it.
 */
export const endpointsOf = (table: RouteTable): Endpoint[] =>
  Object.entries(table).flatMap(([line, route]) => {
    const [method = '', ownPath = ''] = line.split(/\s+/);
    const { owner, access, movesBetween = [] } = route;
    const endpoint = { line, route, method, ownPath, access };
    return [
      { ...endpoint, path: ownPath, owner, isSideDoor: false },
      ...movesBetween.map((side) => ({
        ...endpoint,
        path: `/${sideDoors}/${side}${ownPath}`,
        owner: side,
        isSideDoor: true,
      })),
    ];
  });
