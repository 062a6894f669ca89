import { type ApiClient, type ApiResponse, expectStatus } from '../api.ts';
import type { Page } from './side.ts';

/** The most that the API gives at once. */
const limit = 100;

/** A list of the API, page by page, each as its `nextCursor` says where it begins. */
export async function* pagesOf<Item>(
  api: ApiClient,
  path: string,
  begin?: string,
): AsyncGenerator<Page<Item>> {
  let cursor = begin;
  do {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor && { cursor }) });
    const answer = await api.request<{ items: Item[]; nextCursor?: string }>(
      'GET',
      `${path}?${query.toString()}`,
    );
    checkThere(path, answer);
    const { items, nextCursor } = expectStatus(answer, 200);
    cursor = nextCursor;
    yield { items, cursor };
  } while (cursor !== undefined);
}

function checkThere(path: string, { status }: ApiResponse<unknown>): void {
  if (status === 404 && path.startsWith('/via/'))
    throw new Error(`There is no ${path}: no line of infra/routes.ts moves it between two owners any more`);
}
