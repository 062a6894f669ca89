import type { FunctionComponent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { linkTo, route } from './route.ts';
import { connection, leftOut } from './state.ts';
import { Logs } from './views/logs.tsx';
import { SystemMap } from './views/map.tsx';
import { OneOrder } from './views/order.tsx';
import { Queue } from './views/queue.tsx';
import { Shop } from './views/shop.tsx';
import { Strangler } from './views/strangler.tsx';
import { number } from './words.ts';

const views: Record<string, { title: string; View: FunctionComponent<{ id: string }> }> = {
  shop: { title: 'Shop', View: Shop },
  map: { title: 'Map', View: SystemMap },
  order: { title: 'One order', View: OneOrder },
  queue: { title: 'Queue', View: Queue },
  strangler: { title: 'Strangler', View: Strangler },
  logs: { title: 'Logs', View: Logs },
};

export function App() {
  const { view, id } = route.value;
  const shown = Object.hasOwn(views, view) ? views[view] : undefined;
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = `${shown?.title ?? 'Not found'} – serverless-orders`;
  }, [shown?.title]);
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the view
      </button>
      <header>
        <h1>serverless-orders</h1>
        <nav aria-label="Views">
          {Object.entries(views).map(([name, { title }]) => (
            <a key={name} href={linkTo(name)} aria-current={name === view ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <Connection />
      </header>
      <main ref={main} id="main" tabIndex={-1}>
        {shown ? <shown.View id={id} /> : <p role="alert">There is no view “{view}”. Choose one above.</p>}
      </main>
    </>
  );
}

const said = {
  connecting: 'Connecting …',
  open: 'Live',
  lost: 'The connection is lost. Trying again …',
};

function Connection() {
  return (
    <p class={`connection ${connection.value}`} role="status">
      {said[connection.value]}
      {leftOut.value > 0 && <span class="muted"> ({number(leftOut.value)} events only counted)</span>}
    </p>
  );
}
