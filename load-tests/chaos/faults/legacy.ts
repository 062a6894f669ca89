import { setTimeout as delay } from 'node:timers/promises';
import type { Strike, SystemFault } from '../fault.ts';
import type { RelayedAnswer } from '../http-relay.ts';
import { type Illness, joinSickTarget, send } from '../sick-target.ts';
import { hitPatience, until } from '../until.ts';

/** Requests that must have met the illness, health checks apart. */
const enough = 2;

/** A sick target joins, and leaves when it has had some requests. */
async function fallIll({ scene, placeOrders }: Strike, illness: Illness): Promise<number> {
  const target = await joinSickTarget(scene, illness);
  try {
    placeOrders();
    await until(() => target.requests >= enough, hitPatience, scene.signal);
    return target.requests;
  } finally {
    await target.leave();
  }
}

const common = { lane: 'legacy', every: 1_000, orders: 6 } as const;

export const legacyFails: SystemFault = {
  ...common,
  name: 'legacy-500',
  promise: 'A paid order is shipped once, although the legacy API answers 500 for a while',
  strike: (strike) => fallIll(strike, ({ response }) => void response.writeHead(500).end()),
};

/** Longer than anybody waits for the legacy API, in milliseconds. */
const tooSlow = 5_500;

export const legacySlow: SystemFault = {
  ...common,
  lane: 'slow legacy',
  name: 'legacy-slow',
  promise: 'A shipment that the legacy API books after we gave up waiting is not booked again',
  strike: (strike) =>
    fallIll(strike, async ({ response, passOn }) => {
      const answer = await passOn();
      await delay(tooSlow, undefined, { signal: strike.scene.signal });
      send(response, answer);
    }),
};

export const legacyHangs: SystemFault = {
  ...common,
  lane: 'hanging legacy',
  name: 'legacy-hanging',
  promise: 'A paid order waits for a legacy API that takes requests and never answers, and is shipped',
  strike: (strike) => fallIll(strike, () => delay(tooSlow, undefined, { signal: strike.scene.signal })),
};

export const legacyAnswersTwice: SystemFault = {
  ...common,
  name: 'legacy-answering-twice',
  promise: 'A shipment that is asked for twice on the way, and answered twice, is booked once',
  strike: (strike) =>
    fallIll(strike, async ({ response, passOn }) => {
      const [answer] = await Promise.all([passOn(), passOn()]);
      const { socket } = response;
      response.once('finish', () => socket?.write(rawAnswer(answer)));
      send(response, answer);
    }),
};

/** The answer as it is on the wire: nobody asked for this one. */
const rawAnswer = ({ status, contentType, body }: RelayedAnswer) =>
  `HTTP/1.1 ${status} Again\r\ncontent-type: ${contentType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
