import { signal } from '@preact/signals';

/** Which view is shown, and of what: `#/order/<id>`. */
export interface Route {
  view: string;
  id: string;
}

const read = (): Route => {
  const [view = '', ...rest] = location.hash.replace(/^#\//, '').split('/');
  return { view: view || 'shop', id: decoded(rest.join('/')) };
};

/** What is typed into the address bar may be anything. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const route = signal<Route>(read());
addEventListener('hashchange', () => {
  route.value = read();
});

/** The address of a view. */
export const linkTo = (view: string, id?: string): string =>
  id === undefined ? `#/${view}` : `#/${view}/${encodeURIComponent(id)}`;

/** Shows a view. */
export const show = (view: string, id?: string): void => {
  location.hash = linkTo(view, id);
};
