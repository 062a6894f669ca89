import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { figures } from '../../../../load-tests/report/chart/figure.ts';
import type { Chart, Level, Series } from '../../../../load-tests/report/chart/model.ts';
import type { Sample } from '../../events.ts';
import { consoleApi, type DeadLetters } from '../api.ts';
import { Outcome, useDoing } from '../parts.tsx';
import { model, samples } from '../state.ts';
import { number, time } from '../words.ts';

const burstOf = signal(3_000);
const dead = signal<DeadLetters[]>([]);

async function lookUp(): Promise<undefined> {
  dead.value = (await consoleApi.deadLetters()).queues;
}

/** The queue before the database: how full it is, who works it off, and what could not be handled. */
export function Queue() {
  const burst = useDoing();
  const reading = useDoing();
  const known = model.value;
  const waiting = known && samples.value.at(-1)?.queues[known.queues.deadLetters];
  // Who reads them hides them for a moment.
  const letters = waiting ? waiting.visible + waiting.inFlight : 0;
  useEffect(() => {
    void reading.run(lookUp);
  }, [letters]);
  if (!known) return <p class="muted">Reading the template …</p>;
  const last = samples.value.at(-1)?.queues[known.queues.webhook];
  const send = () =>
    burst.run(async () => {
      const { accepted, rejected, failed } = await consoleApi.burst(burstOf.value);
      return `${number(accepted)} of ${number(accepted + rejected + failed)} calls were queued. None waits for the database.`;
    });
  return (
    <div>
      <h2>The queue before the database</h2>
      <p class="muted">
        Signed payment events go into the queue at any rate. At most {known.limits.workers} workers take them
        to PostgreSQL.
      </p>
      <div class="filters">
        <label>
          Events{' '}
          <input
            type="number"
            min={1}
            max={5_000}
            value={burstOf.value}
            onChange={({ currentTarget }) => {
              burstOf.value = Math.min(5_000, Math.max(1, Math.trunc(currentTarget.valueAsNumber) || 1));
            }}
          />
        </label>
        <button type="button" class="main" disabled={burst.busy} onClick={() => void send()}>
          {burst.busy ? 'Sending …' : 'Send a burst in two seconds'}
        </button>
      </div>
      <Outcome {...burst} />
      <dl class="numbers">
        <Figure title="Waiting" value={last?.visible} />
        <Figure title="With a worker" value={last?.inFlight} />
        <Figure title="Database sessions" value={samples.value.at(-1)?.sessions} of={known.limits.sessions} />
        <Figure title="Dead letters" value={letters} />
      </dl>
      <Charts queue={known.queues.webhook} limit={known.limits.sessions} />
      {dead.value.map((queue) => (
        <Letters key={queue.name} queue={queue} />
      ))}
      <button type="button" disabled={reading.busy} onClick={() => void reading.run(lookUp)}>
        Look for dead letters
      </button>
      <Outcome {...reading} />
    </div>
  );
}

function Figure({ title, value, of }: { title: string; value: number | undefined; of?: number }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {value === undefined ? '–' : number(value)}
        {of !== undefined && <span class="muted"> of {number(of)}</span>}
      </dd>
    </div>
  );
}

/** Drawn as the load test's report draws them; the markup is our own and its labels are escaped there. */
function Charts({ queue, limit }: { queue: string; limit: number }) {
  const seen = samples.value;
  if (seen.length < 2) return <p class="muted">Measuring …</p>;
  return <div class="live" dangerouslySetInnerHTML={{ __html: figures(charts(seen, queue, limit)) }} />;
}

function charts(seen: readonly Sample[], queue: string, limit: number): Chart[] {
  const first = seen[0]?.at ?? 0;
  const seconds = seen.map(({ at }) => (at - first) / 1_000);
  const of = (pick: (sample: Sample) => number | undefined) => seen.map((sample) => pick(sample) ?? null);
  const chart = (
    title: string,
    note: string,
    unit: string,
    series: Series[],
    levels: Level[] = [],
  ): Chart => ({
    title,
    note,
    unit,
    plots: [{ seconds, series, levels, bands: [] }],
  });
  return [
    chart('Waiting in the queue', 'Messages that no worker has yet, and those that one has.', '', [
      { label: 'waiting', tone: 'orange', shape: 'area', values: of(({ queues }) => queues[queue]?.visible) },
      {
        label: 'with a worker',
        tone: 'green',
        shape: 'line',
        values: of(({ queues }) => queues[queue]?.inFlight),
      },
    ]),
    chart(
      'Database sessions',
      'What the throttle protects: connections of the workers in PostgreSQL.',
      '',
      [{ label: 'open', tone: 'blue', shape: 'area', values: of(({ sessions }) => sessions) }],
      [{ label: `maximum ${limit}`, value: limit, shape: 'limit' }],
    ),
    chart('Age of the oldest', 'How long the oldest message has waited: the price of the throttle.', ' s', [
      {
        label: 'oldest',
        tone: 'purple',
        shape: 'area',
        values: of(({ queues }) => queues[queue]?.oldestSeconds),
      },
    ]),
  ];
}

function Letters({ queue: { name, letters } }: { queue: DeadLetters }) {
  const moving = useDoing();
  const redrive = () =>
    moving.run(async () => {
      const { moved } = await consoleApi.redrive(name);
      await lookUp();
      return `${number(moved)} moved back to be tried again.`;
    });
  return (
    <section class="card" aria-labelledby={`dead-${name}`}>
      <h3 id={`dead-${name}`}>Dead letters: {name}</h3>
      {letters.length === 0 && <p class="muted">None.</p>}
      <ul class="lines">
        {letters.map(({ messageId, arrivedAt, receiveCount, what, reason }) => (
          <li key={messageId}>
            {time(arrivedAt)}, received {number(receiveCount)} times: {what}
            <br />
            <span class="bad">{reason || 'no error in the log'}</span>
          </li>
        ))}
      </ul>
      {letters.length > 0 && (
        <button type="button" disabled={moving.busy} onClick={() => void redrive()}>
          {moving.busy ? 'Moving back …' : 'Try again'}
        </button>
      )}
      <Outcome {...moving} />
    </section>
  );
}
