import { accessToken } from './lib/access-token.ts';
import { ApiClient, expectStatus } from './lib/api.ts';
import { type Command, oneOf, text, UsageError, type Values } from './lib/command.ts';
import { type Deployment, findDeployment } from './lib/deployment.ts';
import { outcomes, paymentEvent, signatureOf, signingSecret } from './lib/payment-event.ts';

export const command: Command = {
  summary: 'Delivers a signed payment event for an order, as the payment provider would',
  positionals: '<orderId>',
  options: {
    event: {
      type: 'string',
      default: 'succeeded',
      description: `${outcomes.join(', ')} (default succeeded)`,
    },
    amount: { type: 'string', description: "in minor units (default the order's total)" },
    currency: { type: 'string', description: "ISO 4217 (default the order's)" },
    customer: { type: 'string', description: 'whose order it is (default C-10001)' },
    url: { type: 'string', description: 'the running system (default http://127.0.0.1:3000)' },
  },
  async run({ values, positionals: [orderId, ...rest] }) {
    if (!orderId || rest.length)
      throw new UsageError(
        'Give one order id, and options after --: npm run pay -- <orderId> --event canceled',
      );
    const outcome = oneOf(values, 'event', outcomes);
    const deployment = await findDeployment(text(values, 'url'));
    const payload = paymentEvent({ orderId, outcome, ...(await money(deployment, orderId, values)) });
    const signature = signatureOf(payload, await signingSecret(deployment));
    const response = await new ApiClient(deployment.url).request('POST', '/webhooks/payments', {
      body: payload,
      headers: { 'stripe-signature': signature },
    });
    expectStatus(response, 202);
    console.log(`${JSON.parse(payload).type} for ${orderId}: ${response.status}, queued`);
  },
};

async function money(deployment: Deployment, orderId: string, values: Values) {
  const amount = text(values, 'amount');
  const currency = text(values, 'currency');
  if (amount !== undefined && !/^\d{1,8}$/.test(amount))
    throw new UsageError(`--amount is "${amount}"; give whole minor units of up to 8 digits: 1999 for 19.99`);
  if (currency !== undefined && !/^[a-z]{3}$/i.test(currency))
    throw new UsageError(`--currency is "${currency}"; give an ISO 4217 code such as EUR`);
  if (amount && currency) return { amount: Number(amount), currency };
  const token = await accessToken(deployment, 'customer', text(values, 'customer'));
  const order = await new ApiClient(deployment.url, token).request(
    'GET',
    `/orders/${encodeURIComponent(orderId)}`,
  );
  if (order.status === 404)
    throw new Error(`There is no order ${orderId} of this customer. Check the id, or say --customer.`);
  const { total } = expectStatus(order, 200);
  return { amount: amount ? Number(amount) : total.amount, currency: currency ?? total.currency };
}
