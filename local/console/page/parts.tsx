import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** How far the action behind a button has come: under way, failed with an error, or done with a message. */
export interface Doing {
  busy: boolean;
  error: string;
  done: string;
  run(action: () => Promise<string | undefined>): Promise<void>;
}

/** One action at a time, with what went wrong in words. */
export function useDoing(): Doing {
  const [state, set] = useState({ busy: false, error: '', done: '' });
  return {
    ...state,
    async run(action) {
      set({ busy: true, error: '', done: '' });
      try {
        set({ busy: false, error: '', done: (await action()) ?? '' });
      } catch (error) {
        set({ busy: false, error: error instanceof Error ? error.message : String(error), done: '' });
      }
    },
  };
}

/** What came of an action. */
export function Outcome({ error, done }: Pick<Doing, 'error' | 'done'>) {
  return (
    <>
      {error && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      <p class="done" role="status">
        {done}
      </p>
    </>
  );
}

/** A table that scrolls by itself where it is wider than the page. */
export function Table({
  caption,
  head,
  kind = '',
  children,
}: {
  caption: string;
  head: string[];
  /** A class for what is special about it. */
  kind?: string;
  children: ComponentChildren;
}) {
  return (
    // Focusable, so that the keyboard can scroll it.
    <section class={`scroll ${kind}`} tabIndex={0} aria-label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

/** JSON as people read it; what is no JSON as it is. */
export function pretty(text: unknown): string {
  if (typeof text !== 'string') return JSON.stringify(text, undefined, 2);
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
