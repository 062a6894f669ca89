import type Stripe from 'stripe';
import type { PaymentIntent } from './objects.ts';

/** What an answer says of an error: https://docs.stripe.com/api/errors */
export interface ErrorFields {
  type: 'invalid_request_error' | 'card_error' | 'idempotency_error';
  message: string;
  code?: Stripe.PaymentIntent.LastPaymentError.Code;
  param?: string;
  decline_code?: string;
  charge?: string;
  payment_intent?: PaymentIntent;
}

/** An answer of Stripe's that is an error. `saved` says whether its idempotency key answers the same from now on. */
export class StripeError extends Error {
  readonly status: number;
  readonly fields: ErrorFields;
  readonly saved: boolean;

  constructor(status: number, fields: ErrorFields, { saved = true } = {}) {
    super(fields.message);
    this.status = status;
    this.fields = fields;
    this.saved = saved;
  }
}

/** A parameter that fails validation: nothing was executed, so the same key may be used again. */
export function invalidParameter(message: string, fields: Partial<ErrorFields> = {}): StripeError {
  return new StripeError(400, { type: 'invalid_request_error', message, ...fields }, { saved: false });
}

/** A request that the state of an object forbids. */
export function refused(code: NonNullable<ErrorFields['code']>, message: string): StripeError {
  return new StripeError(400, { type: 'invalid_request_error', code, message });
}

/** An id of nothing: 404, but 400 when a list is to begin there. */
export function noSuch(kind: string, id: string, param: string, status: 400 | 404): StripeError {
  const message = `No such ${kind}: '${id}'`;
  return new StripeError(status, { type: 'invalid_request_error', code: 'resource_missing', message, param });
}

/** The body of an error's answer. */
export function errorBody({ fields }: StripeError): { error: object } {
  const page = fields.code && `https://stripe.com/docs/error-codes/${fields.code.replaceAll('_', '-')}`;
  return { error: { ...fields, ...(page && { doc_url: page }) } };
}
