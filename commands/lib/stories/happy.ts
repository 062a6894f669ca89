import { demoCustomer } from '../access-token.ts';
import { expectStatus } from '../api.ts';
import type { Cast } from './cast.ts';
import { mugs, mugsBecome, mugsInStock, mugsOfEach } from './mugs.ts';
import { answeredBy, placeOrder, reaches, tellTimeline } from './orders.ts';
import { sendEvent } from './signed-event.ts';

/** An order that goes through all five patterns. */
export async function happy(cast: Cast): Promise<void> {
  const { customer, narrator } = cast;
  narrator.title('One order through five patterns');
  const products = await customer.request('GET', '/products?limit=3');
  expectStatus(products, 200);
  narrator.step(`GET /products: ${answeredBy(products, 'catalog')} (simple web service)`);
  const person = await customer.request('GET', `/customers/${demoCustomer}`);
  expectStatus(person, 200);
  narrator.step(`GET /customers/${demoCustomer}: ${answeredBy(person, 'legacy')} (strangler: not moved yet)`);

  const before = await mugsInStock(cast);
  const order = await placeOrder(cast, mugs);
  await reaches(cast, order, 'AWAITING_PAYMENT');
  narrator.step('AWAITING_PAYMENT: stock is reserved, the workflow waits by its task token (state machine)');
  await sendEvent(cast, order, 'succeeded');
  const completed = await reaches(cast, order, 'COMPLETED');
  narrator.step('COMPLETED: the worker wrote the ledger and woke the workflow, which booked the shipment');
  tellTimeline(cast, completed);
  const shipment = await customer.request('GET', `/shipments/${order.orderId}`);
  const { carrier, trackingNumber } = expectStatus(shipment, 200);
  narrator.step(
    `GET /shipments/${order.orderId}: ${carrier} ${trackingNumber}, ${answeredBy(shipment, 'legacy')}`,
  );
  const after = await mugsBecome(cast, before, { available: -mugsOfEach, sold: mugsOfEach });
  narrator.step(`Proved: COMPLETED, shipped, and ${mugsOfEach} more of each sold: ${after}`);
}
