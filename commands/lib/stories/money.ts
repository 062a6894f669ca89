import { isDeepStrictEqual } from 'node:util';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import pg from 'pg';
import type Stripe from 'stripe';
import { type Deployment, output } from '../deployment.ts';
import type { Outcome } from '../payment-event.ts';
import { payAtProvider } from '../provider-payment.ts';
import { eventually, type TourCast } from './cast.ts';
import { inWords, type Money, type Order } from './orders.ts';

/** What came for an order and what of it went back, in minor units. */
export interface Moved {
  came: number;
  wentBack: number;
}

/** The customer acts at the provider, for the order's total unless another amount is given; answers the payment's id. */
export async function payByCard(
  { stripe, narrator }: TourCast,
  { orderId, total }: Order,
  {
    outcome = 'succeeded',
    amount = total.amount,
  }: { outcome?: Exclude<Outcome, 'refunded'>; amount?: number } = {},
): Promise<string> {
  const money = { ...total, amount };
  const { paymentId } = await payAtProvider({ stripe, orderId, ...money }, outcome);
  narrator.step(
    `A card payment of ${inWords(money)} ${outcome}; the provider called the webhook (${paymentId})`,
  );
  return paymentId;
}

/** Waits until the provider's record and the ledger both say how much came and went back. Answers it in words. */
export async function moneyBecomes(cast: TourCast, order: Order, expected: Moved): Promise<string> {
  const { orderId, total } = order;
  const describe = (moved: Moved) => inAllWords(moved, total);
  const sources = {
    'the provider': () => atProvider(cast.stripe, orderId),
    'the ledger': () => inLedger(cast.deployment, orderId),
  };
  for (const [name, ask] of Object.entries(sources))
    await eventually(
      cast,
      ask,
      (moved) => isDeepStrictEqual(moved, expected),
      (moved) => `${name} says of ${orderId}: ${describe(moved)}; expected ${describe(expected)}`,
    );
  return `provider and ledger say ${describe(expected)}`;
}

function inAllWords({ came, wentBack }: Moved, { currency }: Money): string {
  return `${inWords({ amount: came, currency })} came, ${inWords({ amount: wentBack, currency })} went back`;
}

async function atProvider(stripe: Stripe, orderId: string): Promise<Moved> {
  const { data } = await stripe.paymentIntents.list({ limit: 100 });
  const payments = data.filter(({ metadata }) => metadata['order_id'] === orderId);
  const refunds = await Promise.all(payments.map(({ id }) => stripe.refunds.list({ payment_intent: id })));
  return {
    came: sum(payments.map((payment) => payment.amount_received)),
    wentBack: sum(refunds.flatMap((list) => list.data.map(({ amount }) => amount))),
  };
}

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);

async function inLedger(deployment: Deployment, orderId: string): Promise<Moved> {
  const client = new pg.Client(await ledgerAccess(deployment));
  await client.connect();
  try {
    const { rows } = await client.query<{ came: string; back: string }>(
      `SELECT coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS came,
              coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS back
       FROM ledger_entries WHERE order_id = $1 AND account = 'provider_balance'`,
      [orderId],
    );
    return { came: Number(rows[0]?.came), wentBack: Number(rows[0]?.back) };
  } finally {
    await client.end();
  }
}

async function ledgerAccess(deployment: Deployment): Promise<pg.ClientConfig> {
  const secrets = new SecretsManagerClient(deployment.clientConfig);
  const SecretId = output(deployment, 'LedgerSecretArn');
  const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  const { host, port, username, password, dbname } = JSON.parse(SecretString);
  // On this machine, where an authority of the run's own issues the server's certificate: nothing to verify it by.
  const ssl = { rejectUnauthorized: false };
  return { host, port: Number(port), user: username, password, database: dbname, ssl };
}
