/** When a rule fires next: answers the first time after `from`, undefined when there is none within five years. */
export type Schedule = (from: Date) => Date | undefined;

const unitMilliseconds: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Understands `rate(5 minutes)` and `cron(minutes hours day-of-month month day-of-week year)` in UTC, with `*`, `?`, lists,
 * ranges and steps of numbers (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html).
 * Names (MON, JAN) and `L`, `W`, `#` are not understood: they throw.
 */
export function parseSchedule(expression: string): Schedule {
  const [, kind, body = ''] = /^(rate|cron)\(([^)]*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return rate(body, expression);
  if (kind === 'cron') return cron(body, expression);
  throw new Error(`${expression} is neither rate(...) nor cron(...)`);
}

function rate(body: string, expression: string): Schedule {
  const [, count, unit = '', plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(body) ?? [];
  const milliseconds = Number(count) * (unitMilliseconds[unit] ?? Number.NaN);
  if (Number.isNaN(milliseconds) || (count === '1') === (plural === 's')) {
    throw new Error(`${expression} must be like rate(1 minute) or rate(5 hours)`);
  }
  return (from) => new Date(from.getTime() + milliseconds);
}

type Matches = (value: number) => boolean;

function cron(body: string, expression: string): Schedule {
  const fields = body.trim().split(/\s+/);
  if (fields.length !== 6) throw new Error(`${expression} must have six fields`);
  const [minute, hour, dayOfMonth, month, dayOfWeek, year] = fields.map((text) =>
    field(text, expression),
  ) as [Matches, Matches, Matches, Matches, Matches, Matches];
  const isDay = (time: Date) =>
    year(time.getUTCFullYear()) &&
    month(time.getUTCMonth() + 1) &&
    dayOfMonth(time.getUTCDate()) &&
    dayOfWeek(time.getUTCDay() + 1);

  return (from) => {
    let minutes = Math.floor(from.getTime() / 60_000) + 1;
    const end = minutes + 5 * 366 * 1440;
    while (minutes < end) {
      const time = new Date(minutes * 60_000);
      if (!isDay(time)) minutes += 1440 - (minutes % 1440);
      else if (hour(time.getUTCHours()) && minute(time.getUTCMinutes())) return time;
      else minutes += 1;
    }
    return undefined;
  };
}

/** One field: `*`, `?` or a list of `5`, `1-5`, `0/15` (from 0, each 15th). */
function field(text: string, expression: string): Matches {
  if (text === '*' || text === '?') return () => true;
  const parts = text.split(',').map((part): Matches => {
    const [, first, last, step] = /^(\*|\d+)(?:-(\d+))?(?:\/([1-9]\d*))?$/.exec(part) ?? [];
    if (first === undefined)
      throw new Error(`${expression} has a field ${text} that the local run does not understand`);
    const start = first === '*' ? 0 : Number(first);
    const end = Number(last ?? (step || first === '*' ? Number.POSITIVE_INFINITY : start));
    return (value) => value >= start && value <= end && (value - start) % Number(step ?? 1) === 0;
  });
  return (value) => parts.some((matches) => matches(value));
}
