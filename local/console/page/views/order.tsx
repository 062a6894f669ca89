import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { consoleApi, type ExecutionRecord, type Order, shopApi } from '../api.ts';
import { columnsOf, type Visit, visitsOf } from '../history.ts';
import type { Model } from '../model.ts';
import { Outcome, pretty, Table, useDoing } from '../parts.tsx';
import { linkTo } from '../route.ts';
import { executions, logs, model, requests } from '../state.ts';
import { type Span, spansOf } from '../timeline.ts';
import { duration, statusText, time } from '../words.ts';
import { PriceTable } from './shop.tsx';

const order = signal<Order | undefined>(undefined);
const execution = signal<ExecutionRecord | undefined>(undefined);
const ended = ['COMPLETED', 'CANCELLED', 'REFUNDED'];

/** One order across all patterns: what it cost, where it is, how it got there. */
export function OneOrder({ id }: { id: string }) {
  const reading = useDoing();
  const change = executions.value.get(id);
  const version = `${change?.type} ${change?.state} ${change?.at}`;
  const read = () =>
    reading.run(async () => {
      const [current, record] = await Promise.all([
        shopApi.order(id),
        consoleApi.execution(id).catch(() => undefined),
      ]);
      if (id !== current.orderId) return undefined;
      order.value = current;
      execution.value = record;
      return undefined;
    });
  useEffect(() => {
    order.value = undefined;
    execution.value = undefined;
  }, [id]);
  useEffect(() => {
    if (id) void read();
  }, [id, version]);
  // The last step is taken by the order after the execution has ended, and a refund comes by the webhook.
  useEffect(() => {
    if (!id) return undefined;
    const timer = setInterval(() => {
      if (order.value && !ended.includes(order.value.status)) void read();
    }, 1_000);
    return () => clearInterval(timer);
  }, [id]);
  if (!id) return <Recent />;
  const current = order.value;
  const known = model.value;
  return (
    <div>
      <h2>
        Order <code>{id}</code>
      </h2>
      {!current && reading.error && (
        <p role="alert" class="error">
          {reading.error} <a href={linkTo('order')}>Choose another one.</a>
        </p>
      )}
      {current && (
        <>
          <p class={`status ${current.status === 'COMPLETED' ? 'good' : ''}`} role="status">
            <strong>{statusText(current.status)}</strong>
            {current.reason && `: ${current.reason}`}
          </p>
          <Pay order={current} />
          <div class="columns">
            <PriceTable order={current} />
            <ol class="steps" aria-label="What the order has been">
              {current.timeline.map(({ status, at }) => (
                <li key={status}>
                  {statusText(status)} <span class="muted">{time(Date.parse(at))}</span>
                </li>
              ))}
            </ol>
          </div>
        </>
      )}
      {known && execution.value && <Journey known={known} id={id} record={execution.value} />}
    </div>
  );
}

const choices = [
  ['succeeded', 'Pay'],
  ['failed', 'Pay with a card that fails'],
  ['canceled', 'Cancel the payment'],
] as const;

function Pay({ order: { orderId, total, status } }: { order: Order }) {
  const paying = useDoing();
  const waits = ['PENDING', 'RESERVED', 'AWAITING_PAYMENT'].includes(status);
  if (!waits) return <Outcome {...paying} />;
  const pay = (outcome: string) =>
    paying.run(async () => {
      await consoleApi.pay({ orderId, outcome, ...total });
      return outcome === 'failed' ? 'The card was declined. The order goes on waiting.' : '';
    });
  return (
    <div class="filters">
      {choices.map(([outcome, title]) => (
        <button
          key={outcome}
          type="button"
          class={outcome === 'succeeded' ? 'main' : ''}
          disabled={paying.busy}
          onClick={() => void pay(outcome)}
        >
          {title}
        </button>
      ))}
      <p class="muted">
        Or never pay: after a quarter of an hour the order is cancelled and its stock released.
      </p>
      <Outcome {...paying} />
    </div>
  );
}

function Recent() {
  const all = [...executions.value.values()].reverse();
  return (
    <div>
      <h2>Orders of this run</h2>
      {all.length === 0 && (
        <p class="muted">
          None seen yet. <a href={linkTo('shop')}>Order something.</a>
        </p>
      )}
      <ul class="lines">
        {all.map(({ execution: name, state, status, at }) => (
          <li key={name}>
            {time(at)} <a href={linkTo('order', name)}>{name}</a>{' '}
            <span class="muted">{status === 'RUNNING' ? (state ?? '') : statusText(status)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Journey({ known, id, record }: { known: Model; id: string; record: ExecutionRecord }) {
  const visits = visitsOf(record.events);
  const spans = spansOf({
    known,
    orderId: id,
    requests: requests.value,
    logs: logs.value,
    visits,
    now: record.stopTime ?? Date.now(),
  });
  return (
    <>
      <h3>The workflow</h3>
      <Graph known={known} visits={visits} />
      <h3>Its way through the patterns</h3>
      <Timeline spans={spans} />
      <p>
        <a href={linkTo('logs', id)}>What was logged of it</a>
      </p>
    </>
  );
}

const node = { width: 168, height: 46, gap: 26, between: 110 } as const;

function Graph({ known, visits }: { known: Model; visits: Visit[] }) {
  const [chosen, choose] = useState('');
  const { steps, undos } = columnsOf(known.workflow);
  const rows = Math.max(steps.length, undos.length);
  const pitch = node.height + node.gap;
  const place = (name: string) => {
    const [column, row] = steps.includes(name) ? [0, steps.indexOf(name)] : [1, undos.indexOf(name)];
    return { x: 8 + column * (node.width + node.between), y: 8 + row * pitch };
  };
  const width = 2 * node.width + node.between + 16;
  const height = rows * pitch + 8;
  const visited = (name: string) => visits.findLast(({ state }) => state === name);
  const taken = (from: string, to: string) =>
    visits.some(({ state }, i) => state === from && visits[i + 1]?.state === to);
  const shown = visited(chosen);
  return (
    <div class="columns">
      <section class="scroll" tabIndex={0} aria-label="The states of the workflow">
        <svg
          class="workflow"
          viewBox={`0 0 ${width} ${height}`}
          width={width}
          height={height}
          role="group"
          aria-label="States"
        >
          {[...steps, ...undos].flatMap((from) => {
            const { Next: next, Catch: catchers = [] } = known.workflow.States[from] ?? {};
            const targets = [...new Set([next, ...catchers.map(({ Next }) => Next)])].filter(
              (to) => to !== undefined,
            );
            return targets.map((to) => (
              <path
                key={`${from} ${to}`}
                class={`${to === next ? 'next' : 'catch'} ${taken(from, to) ? 'taken' : ''}`}
                d={line(place(from), place(to))}
              />
            ));
          })}
          {[...steps, ...undos].map((name) => {
            const { x, y } = place(name);
            const visit = visited(name);
            const note = visit && noteOf(visit);
            return (
              <g
                key={name}
                role="button"
                tabindex={0}
                aria-pressed={chosen === name}
                class={`state ${visit?.outcome ?? 'idle'} ${undos.includes(name) ? 'undo' : ''}`}
                onClick={() => choose(name)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' && event.key !== ' ') return;
                  event.preventDefault();
                  choose(name);
                }}
              >
                <rect x={x} y={y} width={node.width} height={node.height} rx={7} />
                <text class="name" x={x + node.width / 2} y={y + 20}>
                  {name}
                </text>
                <text class="kind" x={x + node.width / 2} y={y + 36}>
                  {note ?? '–'}
                </text>
              </g>
            );
          })}
        </svg>
      </section>
      <section class="card" aria-live="polite">
        {!chosen && <p class="muted">Choose a state to see what went in and what came out.</p>}
        {chosen && (
          <>
            <h4>{chosen}</h4>
            <p class="muted">{known.workflow.States[chosen]?.Comment}</p>
            {!shown && <p>The order was not in this state.</p>}
            {shown && shown.errors.length > 0 && <p class="bad">{shown.errors.join('; ')}</p>}
            {shown?.input && (
              <details open>
                <summary>Input</summary>
                <pre tabIndex={0}>{pretty(shown.input)}</pre>
              </details>
            )}
            {shown?.output && (
              <details>
                <summary>Output</summary>
                <pre tabIndex={0}>{pretty(shown.output)}</pre>
              </details>
            )}
          </>
        )}
      </section>
    </div>
  );
}

function noteOf({ outcome, from, to, attempts }: Visit): string {
  const tried = attempts > 1 ? `, ${attempts} attempts` : '';
  if (to === undefined) return `now${tried}`;
  return `${outcome === 'failed' ? 'failed' : 'done'} in ${duration(to - from)}${tried}`;
}

function line(from: { x: number; y: number }, to: { x: number; y: number }): string {
  if (from.x === to.x) {
    const [x, down] = [from.x + node.width / 2, to.y > from.y];
    return `M${x} ${down ? from.y + node.height : from.y}V${down ? to.y : to.y + node.height}`;
  }
  const [y1, y2] = [from.y + node.height / 2, to.y + node.height / 2];
  const middle = (from.x + node.width + to.x) / 2;
  return `M${from.x + node.width} ${y1}C${middle} ${y1} ${middle} ${y2} ${to.x} ${y2}`;
}

function Timeline({ spans }: { spans: Span[] }) {
  if (spans.length === 0) return <p class="muted">Nothing seen yet.</p>;
  const from = Math.min(...spans.map((span) => span.from));
  const to = Math.max(...spans.map((span) => span.to), from + 1);
  const percent = (milliseconds: number) => `${(100 * milliseconds) / (to - from)}%`;
  return (
    <Table
      caption={`From the first to the last: ${duration(to - from)}`}
      head={['Pattern', 'What', 'Took', 'When, to scale']}
    >
      {spans.map((span) => (
        <tr key={`${span.lane} ${span.title} ${span.from}`}>
          <td class="muted">{span.lane}</td>
          <td>{span.title}</td>
          <td class="whole">{duration(span.to - span.from)}</td>
          <td class="bar">
            <svg width="100%" height="14" aria-hidden="true">
              <rect
                class={span.failed ? 'span failed' : 'span'}
                x={percent(span.from - from)}
                width={percent(Math.max(span.to - span.from, (to - from) / 200))}
                height="14"
                rx="2"
              />
            </svg>
          </td>
        </tr>
      ))}
    </Table>
  );
}
