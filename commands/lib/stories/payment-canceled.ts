import type { Cast } from './cast.ts';
import { mugs, mugsBecome, mugsInStock, mugsOfEach } from './mugs.ts';
import { placeOrder, reaches, tellTimeline } from './orders.ts';
import { sendEvent } from './signed-event.ts';

/** An order whose payment is canceled: what was done is undone, and the stock proves it. */
export async function paymentCanceled(cast: Cast): Promise<void> {
  const { narrator } = cast;
  narrator.title('An order that fails: the payment is canceled');
  const before = await mugsInStock(cast);
  const order = await placeOrder(cast, mugs);
  await reaches(cast, order, 'AWAITING_PAYMENT');
  const reserved = await mugsBecome(cast, before, { available: -mugsOfEach, reserved: mugsOfEach });
  narrator.step(`AWAITING_PAYMENT: ${mugsOfEach} of each are reserved: ${reserved}`);
  await sendEvent(cast, order, 'canceled');
  const cancelled = await reaches(cast, order, 'CANCELLED');
  narrator.step(`CANCELLED: ${cancelled.reason}`);
  tellTimeline(cast, cancelled);
  narrator.step(`Proved: CANCELLED, and the stock is what it was: ${await mugsBecome(cast, before, {})}`);
}
