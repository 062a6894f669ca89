import { Table } from '../parts.tsx';
import { model, requests } from '../state.ts';
import { duration, time } from '../words.ts';

/** Who serves which route, and who answered. */
export function Strangler() {
  const routes = model.value?.routes ?? [];
  const answered = requests.value.toReversed().slice(0, 60);
  return (
    <div>
      <h2>The strangler</h2>
      <p class="muted">
        One table says who serves each route: <code>infra/routes.ts</code>. Change the owner of a route there
        and start again.
      </p>
      <Table caption="Routes" head={['Method', 'Path', 'Owner', 'Who may call', 'Moves between']}>
        {routes.map(({ method, path, owner, access, movesBetween }) => (
          <tr key={`${method} ${path}`}>
            <td>{method}</td>
            <td>
              <code>{path}</code>
            </td>
            <td>
              <span class={`owner ${owner === 'legacy' ? 'old' : owner === 'gateway' ? 'none' : 'new'}`}>
                {owner}
              </span>
            </td>
            <td>{access}</td>
            <td class="muted whole">{movesBetween.join(' ↔ ')}</td>
          </tr>
        ))}
      </Table>
      <Table
        caption="Who answered the last requests"
        head={['Time', 'Route', 'Status', 'Answered by', 'Took']}
      >
        {answered.map(({ id, at, method, route, status, servedBy, milliseconds }) => (
          <tr key={id}>
            <td>{time(at)}</td>
            <td>
              <code>
                {method} {route || '(no route)'}
              </code>
            </td>
            <td class={status >= 500 ? 'bad' : ''}>{status}</td>
            <td>{servedBy || '–'}</td>
            <td class="whole">{duration(milliseconds)}</td>
          </tr>
        ))}
      </Table>
      {answered.length === 0 && <p class="muted">No request yet. Open the shop.</p>}
    </div>
  );
}
