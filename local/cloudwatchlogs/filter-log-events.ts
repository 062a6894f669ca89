import { z } from 'zod';
import { checkInput } from '../endpoint/check-input.ts';
import { compileFilterPattern } from './filter-pattern.ts';
import type { LogEvent, LogGroup } from './log-group.ts';

/** A page has at most this many bytes (API reference, FilterLogEvents). */
const pageBytes = 1024 * 1024;

const input = z
  .strictObject({
    logGroupName: z.string().min(1).optional(),
    logGroupIdentifier: z.string().min(1).optional(),
    filterPattern: z.string().max(1024).default(''),
    startTime: z.int().min(0).default(0),
    endTime: z.int().min(0).default(Number.MAX_SAFE_INTEGER),
    limit: z.int().min(1).max(10_000).default(10_000),
    nextToken: z
      .string()
      .regex(/^\d{1,15}$/, 'The specified nextToken is invalid.')
      .transform(Number)
      .default(0),
  })
  .refine(({ logGroupName, logGroupIdentifier }) => !logGroupName !== !logGroupIdentifier, {
    error: 'Give either logGroupName or logGroupIdentifier, and not both',
  });
type Request = z.infer<typeof input>;

/**
 * What FilterLogEvents answers: the kept events of a log group in the time range, both ends included, that the pattern
 * matches, oldest first. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 * A parameter that is not done here is refused.
 */
export function filterLogEvents(find: (name: string) => LogGroup, given: unknown): object {
  const request = checkInput(input, given);
  const matches = compileFilterPattern(request.filterPattern);
  const group = find(groupName(request));
  const page: LogEvent[] = [];
  let room = pageBytes;
  for (const event of group.events()) {
    if (event.sequence < request.nextToken || !isWithin(event, request) || !matches(event.message)) continue;
    room -= Buffer.byteLength(event.message);
    // One that is larger than a page is a page of its own.
    const isFull = page.length === request.limit || (room < 0 && page.length > 0);
    if (isFull) return { events: page.map(answered), nextToken: String(event.sequence) };
    page.push(event);
  }
  return { events: page.map(answered) };
}

/** A name, or an ARN with or without the `:*` that CloudFormation answers at its end. */
const groupName = ({ logGroupName, logGroupIdentifier = '' }: Request): string =>
  logGroupName ?? logGroupIdentifier.replace(/^arn:.*:log-group:/, '').replace(/:\*$/, '');

const isWithin = ({ timestamp }: LogEvent, { startTime, endTime }: Request) =>
  startTime <= timestamp && timestamp <= endTime;

const answered = ({ logStreamName, timestamp, message, sequence }: LogEvent) => ({
  logStreamName,
  timestamp,
  message,
  ingestionTime: timestamp,
  eventId: String(sequence).padStart(56, '0'),
});
