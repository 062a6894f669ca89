import Stripe from 'stripe';

/** Somebody gives all of a payment back in the provider's dashboard, unless the system has done it already. */
export async function refundInDashboard(stripe: Stripe, paymentId: string): Promise<void> {
  try {
    await stripe.refunds.create({ payment_intent: paymentId });
  } catch (error) {
    const isBack = error instanceof Stripe.errors.StripeError && error.code === 'charge_already_refunded';
    if (!isBack) throw error;
  }
}
