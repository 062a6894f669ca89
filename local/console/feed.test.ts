import { expect, test } from 'vitest';
import type { FeedEvent } from './events.ts';
import { Feed, type Numbered } from './feed.ts';

const log = (source: string): FeedEvent => ({ kind: 'log', at: 0, source, line: '' });

function listening(feed: Feed, lastId?: number) {
  const heard: Numbered[] = [];
  const end = feed.subscribe((events) => heard.push(...events), lastId);
  return { heard, end };
}

const sources = (heard: Numbered[]) =>
  heard.map(({ event }) => (event.kind === 'log' ? event.source : event.kind));

test('events go out together and in order', async () => {
  const feed = new Feed();
  const { heard } = listening(feed);
  for (const source of ['a', 'b', 'c']) feed.publish(log(source));
  expect(heard).toEqual([]);
  await expect.poll(() => sources(heard)).toEqual(['a', 'b', 'c']);
  expect(heard.map(({ id }) => id)).toEqual([1, 2, 3]);
});

test('a page that comes back gets what it missed, once', async () => {
  const feed = new Feed();
  const first = listening(feed);
  feed.publish(log('seen'));
  await expect.poll(() => first.heard).toHaveLength(1);
  first.end();
  feed.publish(log('missed'));
  await expect.poll(() => listening(feed, 1).heard).toHaveLength(1);
  expect(sources(listening(feed, 1).heard)).toEqual(['missed']);
  expect(sources(first.heard)).toEqual(['seen']);
});

test('a page that opens is told what was before', async () => {
  const feed = new Feed();
  feed.publish(log('before'));
  await expect.poll(() => sources(listening(feed).heard)).toEqual(['before']);
});

test('of a burst of one kind some events go out and the rest is counted; other kinds are not crowded out', async () => {
  const feed = new Feed();
  const { heard } = listening(feed);
  for (let i = 0; i < 1_000; i += 1) feed.publish(log('busy'));
  feed.publish(log('quiet'));
  await expect.poll(() => heard.at(-1)?.event.kind).toBe('left-out');
  const shown = sources(heard).filter((source) => source === 'busy').length;
  expect(shown).toBeLessThan(100);
  expect(heard.at(-1)?.event).toMatchObject({ counts: { 'log busy': 1_000 - shown } });
  expect(sources(heard)).toContain('quiet');
});

test('nobody listens to a page that has gone', async () => {
  const feed = new Feed();
  const { end } = listening(feed);
  expect(feed.isWatched).toBe(true);
  end();
  expect(feed.isWatched).toBe(false);
});
