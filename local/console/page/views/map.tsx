import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { lastEvents } from '../last-events.ts';
import type { MapPart, Model } from '../model.ts';
import { linkTo, route, show } from '../route.ts';
import { executions, logs, model, requests, traffic } from '../state.ts';
import { time } from '../words.ts';

const box = { width: 128, height: 50 } as const;
const gap = { x: 26, y: 34 } as const;
const margin = { left: 12, top: 30 } as const;
/** How long an arrow is lit after something went along it, in milliseconds. */
const glow = 1_200;

const now = signal(0);

interface Place {
  x: number;
  y: number;
}

/** Where each part is drawn: the entrance at the left, and a row for each pattern. */
function placesOf({ entrance, lanes }: Model): Map<string, Place> {
  const pitch = box.height + gap.y;
  const places = new Map<string, Place>();
  places.set(entrance, { x: margin.left, y: margin.top + ((lanes.length - 1) * pitch) / 2 });
  for (const [row, { parts }] of lanes.entries())
    for (const [column, name] of parts.entries())
      places.set(name, {
        x: margin.left + (column + 1) * (box.width + gap.x) + 22,
        y: margin.top + row * pitch,
      });
  return places;
}

/** The architecture, drawn from the template, with what happens on it. */
export function SystemMap({ id }: { id: string }) {
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = performance.now();
    }, 200);
    return () => clearInterval(timer);
  }, []);
  const known = model.value;
  if (!known) return <p class="muted">Reading the template …</p>;
  const chosen = known.parts.find(({ name }) => name === id);
  return (
    <div>
      <h2>The map</h2>
      <p class="muted">Drawn from the template that runs. What is at work is lit.</p>
      <div class="beside">
        <section class="scroll" tabIndex={0} aria-label="The map of the system">
          <Drawing known={known} chosen={id} />
        </section>
        {chosen ? <Details part={chosen} known={known} /> : <NoDetails id={id} />}
      </div>
    </div>
  );
}

function NoDetails({ id }: { id: string }) {
  return (
    <section class="card">
      {id && <p role="alert">The map has no part “{id}”.</p>}
      <p class="muted">Choose a part to see what it is, what it is joined to, and why its numbers are so.</p>
    </section>
  );
}

function Drawing({ known, chosen }: { known: Model; chosen: string }) {
  const places = placesOf(known);
  const width = Math.max(...[...places.values()].map(({ x }) => x)) + box.width + margin.left;
  const height = margin.top + known.lanes.length * (box.height + gap.y);
  const seen = traffic.value;
  // Lines run behind boxes: which ones they lead to must be seen.
  const joined = new Set(
    known.arrows.flatMap(({ from, to }) => (from === chosen || to === chosen ? [from, to] : [])),
  );
  const lit = (key: string) => now.value - (seen.get(key) ?? Number.NEGATIVE_INFINITY) < glow;
  return (
    <svg
      class="map"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="group"
      aria-label="Parts"
    >
      {known.lanes.map(({ pattern }, row) => (
        <rect
          key={pattern}
          class="lane"
          x={margin.left + box.width + gap.x}
          y={margin.top + row * (box.height + gap.y) - 20}
          width={width - 2 * margin.left - box.width - gap.x + 6}
          height={box.height + 28}
          rx={8}
        />
      ))}
      {known.arrows.map(({ from, to }) => (
        <path
          key={`${from} ${to}`}
          class={`arrow ${lit(`${from} ${to}`) ? 'lit' : ''} ${from === chosen || to === chosen ? 'chosen' : ''}`}
          d={way(places, from, to)}
        />
      ))}
      {known.lanes.map(({ pattern }, row) => (
        <text
          key={pattern}
          class="lane-name"
          x={margin.left + box.width + gap.x + 10}
          y={margin.top + row * (box.height + gap.y) - 6}
        >
          {pattern}
        </text>
      ))}
      {known.parts.map((part) => {
        const place = places.get(part.name);
        const marks = { lit: lit(part.name), joined: joined.has(part.name) };
        return place && <Box key={part.name} part={part} place={place} {...marks} />;
      })}
    </svg>
  );
}

function way(places: Map<string, Place>, from: string, to: string): string {
  const [start, end] = [places.get(from), places.get(to)];
  if (!start || !end) return '';
  const forward = end.x > start.x;
  const [x1, y1] = [forward ? start.x + box.width : start.x, start.y + box.height / 2];
  const [x2, y2] = [forward ? end.x : end.x + box.width, end.y + box.height / 2];
  if (start.x === end.x) {
    const down = end.y > start.y;
    return `M${start.x + box.width / 2} ${down ? start.y + box.height : start.y}V${down ? end.y : end.y + box.height}`;
  }
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

interface BoxProps {
  part: MapPart;
  place: Place;
  lit: boolean;
  /** Whether a line leads from it to the part that is chosen. */
  joined: boolean;
}

function Box({ part, place, lit, joined }: BoxProps) {
  const { name, title, kind } = part;
  const chosen = route.value.id === name;
  const choose = () => show('map', name);
  return (
    <g
      role="button"
      tabindex={0}
      aria-pressed={chosen}
      class={`part ${joined ? 'joined' : ''} ${lit ? 'lit' : ''} ${chosen ? 'chosen' : ''}`}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        choose();
      }}
    >
      <rect x={place.x} y={place.y} width={box.width} height={box.height} rx={7} />
      <text class="name" x={place.x + box.width / 2} y={place.y + 21}>
        {title}
      </text>
      <text class="kind" x={place.x + box.width / 2} y={place.y + 38}>
        {kind}
      </text>
    </g>
  );
}

function Details({ part, known }: { part: MapPart; known: Model }) {
  const lane = known.lanes.find(({ parts }) => parts.includes(part.name));
  return (
    <section class="card" aria-labelledby="part">
      <h3 id="part">
        {part.title} <span class="muted">{part.kind}</span>
      </h3>
      <p>
        {lane && `${lane.pattern}: ${lane.page}. `}
        Open <code>{part.source}</code> to see what it does.
      </p>
      {part.settings.length > 0 && (
        <dl class="settings">
          {part.settings.map(({ name, value, why }) => (
            <div key={name}>
              <dt>
                {name}: <strong>{value}</strong>
              </dt>
              <dd class="muted">{why}</dd>
            </div>
          ))}
        </dl>
      )}
      <LastEvents part={part} known={known} />
      <p>
        <a href={linkTo('map')}>Close</a>
      </p>
    </section>
  );
}

function LastEvents({ part, known }: { part: MapPart; known: Model }) {
  const seen = { requests: requests.value, executions: executions.value, logs: logs.value };
  const events = lastEvents(part, known, seen);
  if (!events) return null;
  return (
    <>
      <h4>Last events</h4>
      {events.length === 0 && <p class="muted">Nothing lately.</p>}
      <ul class="lines">
        {events.map(({ id, at, text }) => (
          <li key={id}>
            {time(at)} {text}
          </li>
        ))}
      </ul>
    </>
  );
}
