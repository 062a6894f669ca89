import { medianOf } from '../../../load-tests/bench/figures.ts';
import { inBand } from './use.ts';

/** A line that something wrote, and where. */
interface Line {
  source: string;
  line: string;
}

/** CloudWatch Logs adds so many bytes to each event. https://aws.amazon.com/cloudwatch/pricing/ */
const bytesPerEvent = 26;
const kept = /^(lambda|ecs|apigateway)\//;
const report = /^REPORT .*Billed Duration: (\d+) ms\tMemory Size: (\d+) MB/;

/** What AWS charges for the logs of a run: kilobytes of what functions, containers and the API wrote. */
export function logKilobytes(lines: Line[]): number {
  const bytes = ({ line }: Line) => Buffer.byteLength(line) + bytesPerEvent;
  return lines.filter(({ source }) => kept.test(source)).reduce((sum, line) => sum + bytes(line), 0) / 1000;
}

/** Requests that came to the API: each has a line in its access log, which is JSON. */
export const apiRequests = (lines: Line[]): number =>
  lines.filter(({ source, line }) => source.startsWith('apigateway/') && line.startsWith('{')).length;

/** How often functions ran, and for how many GB-seconds, by their REPORT lines: of each function the band of its median. */
export function lambdaUse(lines: Line[]): { invocations: number; gbSeconds: number } {
  const byFunction = new Map<string, { milliseconds: number[]; gigabytes: number }>();
  for (const { source, line } of lines) {
    const [, milliseconds, megabytes] = report.exec(line) ?? [];
    if (milliseconds === undefined) continue;
    const found = byFunction.get(source) ?? { milliseconds: [], gigabytes: Number(megabytes) / 1024 };
    found.milliseconds.push(Number(milliseconds));
    byFunction.set(source, found);
  }
  const functions = [...byFunction.values()];
  return {
    invocations: functions.reduce((sum, { milliseconds }) => sum + milliseconds.length, 0),
    gbSeconds: functions.reduce(
      (sum, { milliseconds, gigabytes }) =>
        sum + (gigabytes * milliseconds.length * inBand(medianOf(milliseconds))) / 1000,
      0,
    ),
  };
}
