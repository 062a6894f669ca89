import { accessToken } from './lib/access-token.ts';
import { ApiClient, expectStatus } from './lib/api.ts';
import { type Command, oneOf, text, UsageError, type Values } from './lib/command.ts';
import { type Deployment, findDeployment } from './lib/deployment.ts';
import {
  eventTypes,
  type Outcome,
  outcomes,
  type PaymentFacts,
  paymentEvent,
  signatureOf,
  signingSecret,
} from './lib/payment-event.ts';
import { providerClient, providerOf } from './lib/provider.ts';
import { payAtProvider, refundAtProvider } from './lib/provider-payment.ts';

export const command: Command = {
  summary:
    'Pays for an order at the payment provider, as its customer would; can also fail, cancel and refund',
  positionals: '<orderId>',
  options: {
    event: {
      type: 'string',
      default: 'succeeded',
      description: `what becomes of the payment: ${outcomes.join(', ')} (default succeeded)`,
    },
    amount: { type: 'string', description: "in minor units (default the order's total; of a refund: all)" },
    currency: { type: 'string', description: "ISO 4217 (default the order's)" },
    customer: { type: 'string', description: 'whose order it is (default C-10001)' },
    direct: { type: 'boolean', description: 'leave the provider out: sign its event here and send it' },
    payment: { type: 'string', description: 'with --direct: the id of the payment (default a new one)' },
    url: { type: 'string', description: 'the running system (default http://127.0.0.1:3000)' },
  },
  async run({ values, positionals: [orderId, ...rest] }) {
    if (!orderId || rest.length)
      throw new UsageError(
        'Give one order id, and options after --: npm run pay -- <orderId> --event canceled',
      );
    const outcome = oneOf(values, 'event', outcomes);
    if (text(values, 'payment') && !values['direct'])
      throw new UsageError('--payment names the payment of an event that is signed here: add --direct');
    const wish = { orderId, ...wishedMoney(values), customer: text(values, 'customer') };
    const deployment = await findDeployment(text(values, 'url'));
    const results = await act(deployment, wish, outcome, values);
    for (const result of results) console.log(`${eventTypes[outcome]} for ${orderId}: ${result}`);
  },
};

interface Wish {
  orderId: string;
  amount?: number | undefined;
  currency?: string | undefined;
  customer: string | undefined;
}

/** Does what was asked for; answers what came of it, for each payment. */
async function act(deployment: Deployment, wish: Wish, outcome: Outcome, values: Values): Promise<string[]> {
  const { orderId, amount } = wish;
  const provider = values['direct'] ? undefined : await providerOf(deployment);
  if (!provider) {
    const { status, ...money } = await moneyOf(deployment, wish);
    const paymentId = text(values, 'payment');
    const sent = await sendSigned(deployment, {
      orderId,
      outcome,
      ...money,
      ...(paymentId && { paymentId }),
    });
    // A payment with an id may be the one that has paid the order.
    return [paymentId ? sent : `${sent}${afterwards(outcome, status)}`];
  }
  const stripe = providerClient(provider);
  if (outcome !== 'refunded') {
    const { status, ...money } = await moneyOf(deployment, wish);
    const { eventId, paymentId } = await payAtProvider({ stripe, orderId, ...money }, outcome);
    return [`delivered, event ${eventId}, payment ${paymentId}${afterwards(outcome, status)}`];
  }
  const refunds = await refundAtProvider(stripe, orderId, amount);
  if (refunds.length === 0)
    throw new Error(
      `The provider knows no payment of ${orderId} that succeeded; --direct sends an event all the same`,
    );
  return refunds.map(({ eventId, paymentId }) =>
    eventId
      ? `delivered, event ${eventId}, payment ${paymentId}`
      : `nothing to do, payment ${paymentId} was refunded already`,
  );
}

/** The statuses in which money can still pay an order. */
const unpaid = ['PENDING', 'RESERVED', 'AWAITING_PAYMENT'];

/** What the status before a payment says of its money. */
const afterwards = (outcome: Outcome, status: string | undefined) =>
  outcome === 'succeeded' && status && !unpaid.includes(status)
    ? `; the order is ${status} already, so this money goes back`
    : '';

/** Plays the provider's part: signs an event and calls the webhook. */
async function sendSigned(deployment: Deployment, facts: PaymentFacts): Promise<string> {
  const payload = paymentEvent(facts);
  const { id, data } = JSON.parse(payload);
  const signature = signatureOf(payload, await signingSecret(deployment));
  const response = await new ApiClient(deployment.url).request('POST', '/webhooks/payments', {
    body: payload,
    headers: { 'stripe-signature': signature },
  });
  expectStatus(response, 202);
  return `${response.status}, queued, event ${id}, payment ${data.object.payment_intent ?? data.object.id}`;
}

function wishedMoney(values: Values): Pick<Wish, 'amount' | 'currency'> {
  const amount = text(values, 'amount');
  const currency = text(values, 'currency');
  if (amount !== undefined && !/^\d{1,8}$/.test(amount))
    throw new UsageError(`--amount is "${amount}"; give whole minor units of up to 8 digits: 1999 for 19.99`);
  if (currency !== undefined && !/^[a-z]{3}$/i.test(currency))
    throw new UsageError(`--currency is "${currency}"; give an ISO 4217 code such as EUR`);
  return { amount: amount === undefined ? undefined : Number(amount), currency };
}

/** What is wished, and the order's own where nothing is, then with the order's status. */
async function moneyOf(
  deployment: Deployment,
  { orderId, amount, currency, customer }: Wish,
): Promise<{ amount: number; currency: string; status?: string }> {
  if (amount !== undefined && currency) return { amount, currency };
  const token = await accessToken(deployment, 'customer', customer);
  const order = await new ApiClient(deployment.url, token).request(
    'GET',
    `/orders/${encodeURIComponent(orderId)}`,
  );
  if (order.status === 404)
    throw new Error(`There is no order ${orderId} of this customer. Check the id, or say --customer.`);
  const { total, status } = expectStatus(order, 200);
  return { amount: amount ?? total.amount, currency: currency ?? total.currency, status };
}
