import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';

/** A line that Powertools' Logger wrote, as far as it is read here. */
const lineSchema = z.object({
  level: z.string(),
  message: z.string(),
  error: z.object({ name: z.string(), message: z.string() }).optional().catch(undefined),
});

/** What a worker wrote about a message. */
export interface WorkerLine {
  isError: boolean;
  /** The error, or what the line says. */
  says: string;
  /** As it was written. */
  text: string;
}

const mostCharacters = 300;

/** The log of a worker: one JSON object in each line, with the `messageId` of the SQS message that it is about. */
export class WorkerLog {
  readonly #logs: CloudWatchLogsClient;
  readonly #logGroupName: string;

  constructor(logs: CloudWatchLogsClient, logGroupName: string) {
    this.#logs = logs;
    this.#logGroupName = logGroupName;
  }

  /** All lines since a time that contain a text, oldest first. */
  async lines(term: string, since: Date): Promise<WorkerLine[]> {
    const pages = paginateFilterLogEvents(
      { client: this.#logs },
      {
        logGroupName: this.#logGroupName,
        filterPattern: `"${term}"`,
        startTime: Math.max(0, since.getTime()),
      },
    );
    const lines: WorkerLine[] = [];
    for await (const { events = [] } of pages)
      for (const { message = '' } of events) {
        const line = readLine(message);
        if (line) lines.push(line);
      }
    return lines;
  }
}

/** Undefined for what Lambda itself writes. */
function readLine(text: string): WorkerLine | undefined {
  const { data: line } = lineSchema.safeParse(parse(text));
  if (!line) return undefined;
  const { level, message, error } = line;
  const says = error ? `${error.name}: ${error.message}` : message;
  return { isError: level === 'ERROR', says: onOneLine(says), text };
}

/** What is shown on a terminal has no control characters, whoever made it up. */
const onOneLine = (text: string) =>
  text
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, mostCharacters);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
