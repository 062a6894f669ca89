import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { accessToken } from '../commands/lib/access-token.ts';
import { ApiClient } from '../commands/lib/api.ts';
import { type RunningSystem, startSystem } from '../commands/lib/local-system.ts';
import { Narrator } from '../commands/lib/narrator.ts';
import { providerClient } from '../commands/lib/provider.ts';
import { type Story, stories } from '../commands/lib/stories/index.ts';
import { runCommand } from '../commands/lib/testing.ts';
import { type Confidential, leaksIn, stored, watchRequests } from './lib/confidential.ts';

/** Of its own: one story takes the legacy API away. As fast as the story that waits longest needs it. */
let system: RunningSystem;
/** What stories told, each once. Those that wait begin first: their waiting is the others' time. */
const tellings = new Map<Story, Promise<string>>();
/** All that the system logged. */
const lines: string[] = [];
const requests = watchRequests();

beforeAll(async () => {
  // Whatever account the developer has there.
  vi.stubEnv('STRIPE_SECRET_KEY', '');
  const timeFactor = Math.min(...Object.values(stories).map((story) => story.timeFactor ?? 1));
  system = await startSystem({ timeFactor, onLog: ({ source, line }) => lines.push(`${source} ${line}`) });
  const patient = Object.values(stories).filter((story) => story.timeFactor !== undefined);
  // A failure is told by the story's own test, which comes later.
  for (const story of patient) void told(story).catch(() => {});
}, 120_000);
afterAll(async () => {
  requests.stop();
  await system?.run.stop();
});

/** What a story says; it is told once. */
function told(story: Story): Promise<string> {
  const telling = tellings.get(story) ?? tell(story);
  tellings.set(story, telling);
  return telling;
}

async function tell(story: Story): Promise<string> {
  const { deployment, provider } = system;
  const stream = new PassThrough();
  const said = text(stream);
  await story.tell({
    deployment,
    customer: new ApiClient(deployment.url, await accessToken(deployment, 'customer')),
    operator: new ApiClient(deployment.url, await accessToken(deployment, 'operator')),
    stripe: providerClient(provider),
    narrator: new Narrator(stream),
  });
  stream.end();
  return said;
}

describe('the demo', () => {
  test.each(Object.keys(stories))(
    'proves the story %s, without colour in a pipe',
    async (name) => {
      const story = stories[name];
      if (!story) throw new Error(`There is no story ${name}`);
      const said = await told(story);
      expect(said.trim().split('\n').at(-1)).toMatch(/^ *\d+ ms {2}Proved: /);
      expect(said).not.toContain('\x1b');
    },
    60_000,
  );

  test('names all stories when it does not know one, with exit code 2', async () => {
    const { code, stdout, stderr } = await runCommand(['demo', '--scenario', 'nonsense']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `demo: --scenario is "nonsense"; it must be one of ${Object.keys(stories).join(', ')}, all\n`,
    );
  });

  test('lists each story with a line in its help', async () => {
    const { code, stdout } = await runCommand(['demo', '--help']);
    expect(code).toBe(0);
    for (const [name, { summary }] of Object.entries(stories))
      expect(stdout).toMatch(new RegExp(`^ +${name} +${summary}$`, 'm'));
  });

  test("refuses a story while a key of Stripe's is set, whose events reach no system on this machine", async () => {
    const environment = { STRIPE_SECRET_KEY: 'sk_test_1' };
    const { code, stderr } = await runCommand(['demo', '--scenario', 'paid-twice'], environment);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^demo: .*unset STRIPE_SECRET_KEY.*\n$/);
  });
});

test('all that the stories wrote holds no token, signature, secret, person, address or card', async () => {
  for (const story of Object.values(stories)) await told(story);
  const { tokens, signatures } = requests;
  const confidential: Confidential = { token: tokens, signature: signatures, ...(await stored(system)) };
  // Each kind was in use, and would be found.
  for (const [kind, values] of Object.entries(confidential)) {
    const [value] = values;
    expect(leaksIn([`{"what":"${value}"}`], confidential), kind).toEqual([`${kind}: {"what":"${value}"}`]);
  }
  expect(lines.length).toBeGreaterThan(100);
  expect(leaksIn(lines, confidential)).toEqual([]);
}, 120_000);
