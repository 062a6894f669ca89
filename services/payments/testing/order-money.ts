import { type SFNClient, TaskTimedOut } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DecisiveEvent, PaymentWait } from '../decide.ts';
import type { Payment } from '../event.ts';
import type { PaymentWaits } from '../payment-waits.ts';
import { type SettlePorts, settle } from '../settle.ts';

const order = { orderId: 'order-1', correlationId: 'correlation-1' };
export const expected = { amount: 2500, currency: 'EUR' };

/** What the provider has: two payments that could pay the order, and two that could not. */
export const payments: readonly Payment[] = [
  { paymentId: 'pi_1', ...expected },
  { paymentId: 'pi_2', ...expected },
  { paymentId: 'pi_less', amount: 2499, currency: 'EUR' },
  { paymentId: 'pi_usd', amount: 2500, currency: 'USD' },
];

/** How an order's workflow goes beside its payment. */
export type Course = 'never starts' | 'is out of stock' | 'waits' | 'times out' | 'is rolled back';
export const courses: Course[] = ['never starts', 'is out of stock', 'waits', 'times out', 'is rolled back'];

/** Which calls of AWS, counted from 0, fail, and whether what they ask for happens all the same. */
export type Crashes = ReadonlyMap<number, 'undone' | 'done'>;

/**
 * One order with the real `settle` of its money, in a world that is modelled: the table keeps the wait, the workflow asks
 * again until it went through, so does the queue, and the provider sends an event of each refund. Each answer comes when
 * `whenever` says so.
 */
export class OrderMoney {
  wait: PaymentWait = { orderId: 'order-1', events: {}, refundsAsked: [] };
  /** What the waiting task was answered: the payment that pays, or why there is none. */
  answer: { paid: string } | { failed: string } | undefined;
  /** The payments that anybody wanted to tell the task of. */
  readonly announced = new Set<string>();
  readonly refundsAsked = new Set<string>();
  readonly statuses = new Set<string>();
  /** How many calls of AWS were made. */
  calls = 0;
  readonly #whenever: () => Promise<unknown>;
  readonly #crashes: Crashes;
  readonly #answered = Promise.withResolvers<void>();
  #token = '';

  constructor(whenever: () => Promise<unknown>, crashes: Crashes = new Map()) {
    this.#whenever = whenever;
    this.#crashes = crashes;
  }

  /** How it ended. */
  get end() {
    const { wait, answer, refundsAsked, statuses } = this;
    return { paid: wait.paid, closed: wait.closed, answer, refundsAsked, statuses };
  }

  /** The provider tells of an event, once or again. */
  async deliver(id: string, event: DecisiveEvent): Promise<void> {
    await this.#whenever();
    await this.#untilDone(async () => settle(this.#ports, await this.#waits.addEvent('order-1', id, event)));
  }

  /** The order's workflow, which ends when nothing is left for it to do, or never. */
  async run(course: Course): Promise<void> {
    if (course === 'never starts') return;
    await this.#whenever();
    if (course === 'is out of stock') return this.#giveUp(course);
    await this.#awaitPayment();
    if (course === 'times out') {
      await this.#whenever();
      this.#end({ failed: course });
    }
    await this.#answered.promise;
    await this.#whenever();
    if (course === 'is rolled back' || (this.answer && 'failed' in this.answer)) await this.#giveUp(course);
  }

  /** Each attempt has a token of its own. What a function does after its token was answered matters to nobody. */
  async #awaitPayment(): Promise<void> {
    for (let attempt = 1; this.answer === undefined; attempt += 1) {
      this.#token = `token-${attempt}`;
      const done = await this.#tried(async () =>
        settle(this.#ports, await this.#waits.addToken({ ...order, total: expected }, `token-${attempt}`)),
      );
      if (done) return;
    }
  }

  #giveUp = (reason: string): Promise<void> =>
    this.#untilDone(async () => settle(this.#ports, await this.#waits.close(order, reason)));

  async #untilDone(work: () => Promise<unknown>): Promise<void> {
    while (!(await this.#tried(work)));
  }

  async #tried(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof Crash) return false;
      throw error;
    }
  }

  async #call<Result>(effect: () => Result): Promise<Result> {
    const crash = this.#crashes.get(this.calls);
    this.calls += 1;
    if (crash === 'undone') throw new Crash();
    const result = effect();
    await this.#whenever();
    if (crash === 'done') throw new Crash();
    return result;
  }

  #set = (change: (wait: PaymentWait) => Partial<PaymentWait>): Promise<PaymentWait> =>
    this.#call(() => {
      this.wait = { ...this.wait, ...change(this.wait) };
      return this.wait;
    });

  readonly #waits: PaymentWaits = {
    addEvent: (_, id, event) => this.#set(({ events }) => ({ events: { ...events, [id]: event } })),
    addToken: ({ total }, taskToken) => this.#set(() => ({ taskToken, expected: total })),
    addPaid: (_, paid) => this.#set((wait) => ({ paid: wait.paid ?? paid })),
    close: (_, reason) => this.#set((wait) => ({ closed: wait.closed ?? reason })),
    addRefundAsked: (_, id) => this.#set(({ refundsAsked }) => ({ refundsAsked: [...refundsAsked, id] })),
  };

  readonly #ports: SettlePorts = {
    waits: this.#waits,
    stepFunctions: {
      send: ({ input }: { input: { taskToken: string; output?: string; cause?: string } }) =>
        this.#call(() => this.#answerTask(input)),
    } as unknown as SFNClient,
    queue: {
      send: ({ input }: { input: { MessageBody: string } }) =>
        this.#call(() => this.#giveBack(JSON.parse(input.MessageBody).paymentId)),
    } as unknown as SQSClient,
    refundQueueUrl: 'https://sqs.eu-central-1.amazonaws.com/000000000000/refunds',
    correlationId: undefined,
    advance: (_, status) => this.#call(() => void this.statuses.add(status)),
  };

  #answerTask({ taskToken, output, cause }: { taskToken: string; output?: string; cause?: string }): void {
    const paid: string | undefined = output && JSON.parse(output).paymentId;
    if (paid !== undefined) this.announced.add(paid);
    if (this.answer || taskToken !== this.#token) throw new TaskTimedOut({ $metadata: {}, message: 'Over' });
    this.#end(paid === undefined ? { failed: String(cause) } : { paid });
  }

  #end(answer: { paid: string } | { failed: string }): void {
    this.answer ??= answer;
    this.#answered.resolve();
  }

  /** The provider gives back once, however often it is asked, and sends an event of it. */
  #giveBack(paymentId: string): void {
    const payment = payments.find((each) => each.paymentId === paymentId);
    if (!payment || this.refundsAsked.has(paymentId)) return;
    this.refundsAsked.add(paymentId);
    const refund: DecisiveEvent = { type: 'charge.refunded', ...payment, refunded: payment.amount };
    void this.deliver(`evt_refund_of_${paymentId}`, refund);
  }
}

class Crash extends Error {}
