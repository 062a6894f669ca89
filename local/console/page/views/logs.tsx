import { signal } from '@preact/signals';
import { brief, isHealthCheck } from '../log-line.ts';
import { Table } from '../parts.tsx';
import { linkTo } from '../route.ts';
import { logs, model, partOf } from '../state.ts';
import { time } from '../words.ts';

const words = signal('');
const part = signal('');
const withChecks = signal(false);
const mostShown = 200;

/** What functions and containers log, by order and by function. */
export function Logs({ id }: { id: string }) {
  const known = model.value;
  const wanted = [id, words.value.trim()].filter(Boolean);
  const lines = logs.value.filter(
    ({ source, line }) =>
      line.trim() !== '' &&
      wanted.every((word) => line.includes(word)) &&
      (withChecks.value || !isHealthCheck(line)) &&
      (part.value === '' || (known !== undefined && partOf(known, source)?.name === part.value)),
  );
  return (
    <div>
      <h2>Logs</h2>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <label>
          Contains{' '}
          <input
            type="search"
            value={words.value}
            placeholder="an order or correlation id"
            onInput={({ currentTarget }) => {
              words.value = currentTarget.value;
            }}
          />
        </label>
        <label>
          Of{' '}
          <select
            value={part.value}
            onChange={({ currentTarget }) => {
              part.value = currentTarget.value;
            }}
          >
            <option value="">everything</option>
            {known?.parts
              .filter(({ kind }) => kind === 'Lambda' || kind.startsWith('ECS'))
              .map(({ name, title }) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
          </select>
        </label>
        <label>
          <input
            type="checkbox"
            checked={withChecks.value}
            onChange={({ currentTarget }) => {
              withChecks.value = currentTarget.checked;
            }}
          />{' '}
          health checks too
        </label>
        {id && (
          <p>
            Of order {id}. <a href={linkTo('logs')}>Of all</a>
          </p>
        )}
      </form>
      <Table caption={`${lines.length} lines, newest first`} head={['Time', 'Source', 'Line']} kind="entries">
        {lines
          .slice(-mostShown)
          .reverse()
          .map(({ id: line, at, source, line: text }) => (
            <tr key={line}>
              <td class="whole">{time(at)}</td>
              <td>{(known && partOf(known, source)?.title) ?? source}</td>
              <td class="line">
                <details>
                  <summary>{brief(text)}</summary>
                  <code>{text}</code>
                </details>
              </td>
            </tr>
          ))}
      </Table>
    </div>
  );
}
