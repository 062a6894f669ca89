import type { Execution } from './execution.ts';
import { eventLimit } from './history.ts';

type Ended = Pick<Execution, 'status' | 'startTime' | 'stopTime'> & { history: { length: number } };

const day = 24 * 60 * 60 * 1000;
const minute = 60_000;

/**
 * Why an execution cannot be redriven, in the words of `redriveStatusReason`; undefined when it can.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
export function redriveProblem(
  { status, history, startTime, stopTime = 0 }: Ended,
  now: number,
): string | undefined {
  if (status === 'RUNNING' || status === 'SUCCEEDED') {
    return `Execution is ${status} and cannot be redriven`;
  }
  if (history.length >= eventLimit - 1) return 'Execution history event limit exceeded';
  if (now - startTime > 365 * day) return 'Execution has exceeded the max execution time';
  if (now - stopTime > 14 * day) return 'Execution redrivable period exceeded';
  return undefined;
}

/**
 * The dates of the redrives that a client token stands for: the last ten tokens, each for 15 minutes.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
 */
export class RedriveTokens {
  readonly #dates = new Map<string, number>();

  date(token: string, now: number): number | undefined {
    const date = this.#dates.get(token);
    return date !== undefined && now - date < 15 * minute ? date : undefined;
  }

  add(token: string, date: number): void {
    this.#dates.delete(token);
    this.#dates.set(token, date);
    const [oldest = ''] = this.#dates.keys();
    if (this.#dates.size > 10) this.#dates.delete(oldest);
  }
}
