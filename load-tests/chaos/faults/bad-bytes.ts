import type { OrderFault } from '../fault.ts';

const event = '{"id":"evt_bytes","type":"payment_intent.succeeded","data":{"object":{}}';
const webhookBodies: readonly (string | Buffer<ArrayBuffer>)[] = [
  event,
  '\0',
  `${event.slice(0, -2)}\0}}`,
  Buffer.of(0xff, 0xfe, 0x00),
  Buffer.concat([Buffer.from('{"id":"evt_'), Buffer.of(0xc3, 0x28), Buffer.from('"}')]),
  '{"id":"evt_\\ud800"}',
  '[]',
  'null',
];
const orderBodies = [
  '{"lines":',
  '\0',
  '{"lines":[{"sku":"\\u0000","quantity":1}]}',
  '[]',
  'null',
  '"\\ud800"',
];

export const badBytes: OrderFault = {
  name: 'bad-bytes',
  promise: 'Bodies that are no JSON, hold a NUL or are no UTF-8 are refused or kept aside, and stop nothing',
  share: 0.01,
  ends: ['COMPLETED'],
  isSlow: true,
  async live(life) {
    const { customer, random, scene } = life;
    for (const body of [random.pick(webhookBodies), random.pick(webhookBodies)])
      if ((await scene.deliveries.post(body)) !== 202) throw new Error('A signed webhook call was not taken');
    await customer.isRefused(random.pick(orderBodies), 400);
    await customer.pay(await life.checkOut());
  },
};
