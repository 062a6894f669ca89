import type { Result } from '../result.ts';
import { scenarios } from '../scenarios.ts';
import { shortNumber } from './chart/number.ts';
import { drawnSamples, perSecond } from './moments.ts';

/** What happened, in sentences that follow from the numbers: for a reader who knows nothing else. */
export function headline(result: Result): string {
  if (result.verdict === 'invalid')
    return 'This run shows nothing: the load was not the one that was asked for.';
  return [arrivals(result), protectedDatabase(result), ...kept(result)].join(' ');
}

/** A queue that held less than this share of the events was as good as empty. */
const noticeable = 0.05;

/** A wait that nobody would call one, in seconds. */
const shortWait = 1.5;

function arrivals(result: Result): string {
  const { events, seconds, isBurst } = busiest(result);
  const outage = scenarios[result.scenario].outage;
  const what = `${isBurst ? 'A burst of ' : ''}${counted(events, 'event')}${seconds > 0 ? ` in ${inSeconds(seconds)}` : ''}`;
  const waited = result.oldestAge > shortWait || result.peakDepth > noticeable * result.accepted;
  const wait = waited
    ? `waited in the queue for up to ${inSeconds(result.oldestAge)}`
    : 'hardly waited at all';
  return `${what} ${wait}${outage ? ` while the database was away for ${inSeconds(outage.seconds)}` : ''}.`;
}

/** The time in which events arrived at more than half of the greatest rate. */
function busiest({ samples, offered }: Result) {
  const drawn = drawnSamples(samples);
  const rates = perSecond(drawn, 'offered');
  const isBusy = (rate: number) => rate > Math.max(...rates) / 2;
  const first = drawn[Math.max(0, rates.findIndex(isBusy) - 1)];
  const last = drawn[rates.findLastIndex(isBusy)];
  if (first === undefined || last === undefined) return { events: offered, seconds: 0, isBurst: false };
  const lastArrival = drawn.find((sample) => sample.offered >= offered) ?? last;
  const seconds = (last.at - Math.max(0, first.at)) / 1000;
  return { events: last.offered - first.offered, seconds, isBurst: seconds < 0.6 * (lastArrival.at / 1000) };
}

function protectedDatabase({ peakSessions, maxSessions, refusedSessions }: Result): string {
  const refused = refusedSessions > 0 ? ` It refused ${counted(refusedSessions, 'connection')}.` : '';
  const saw =
    peakSessions <= maxSessions
      ? `The database never saw more than ${counted(peakSessions, 'session')}.`
      : `The database saw ${counted(peakSessions, 'session')} where ${maxSessions} is the limit.`;
  return saw + refused;
}

function kept(result: Result): string[] {
  const { lost, queued, deadLettered, duplicateEffects, partial } = result;
  return [
    lost > 0 ? `${counted(lost, 'event')} ${lost === 1 ? 'was' : 'were'} lost.` : 'Nothing was lost.',
    ...(duplicateEffects > 0 ? [`${counted(duplicateEffects, 'effect')} came twice.`] : []),
    ...(deadLettered > 0 ? [`${counted(deadLettered, 'event')} went to the dead-letter queue.`] : []),
    ...(queued > 0
      ? [`${counted(queued, 'event')} ${queued === 1 ? 'was' : 'were'} still waiting at the end.`]
      : []),
    ...(partial ? ['The run was stopped before its end.'] : []),
  ];
}

const counted = (count: number, noun: string) => `${shortNumber(count)} ${noun}${count === 1 ? '' : 's'}`;

/** No line breaks between a number and its unit. */
const inSeconds = (seconds: number) => `${shortNumber(seconds)}\u00a0s`;
