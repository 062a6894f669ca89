import { AwsError } from '../aws-error.ts';
import type { JsonService } from '../endpoint/service.ts';
import type { LogLine } from '../system.ts';
import { filterLogEvents } from './filter-log-events.ts';
import { LogGroup } from './log-group.ts';

/** CloudWatch Logs: the log groups of one account and region, filled from the lines that the run logs. */
export class LogGroups {
  readonly #groups = new Map<string, LogGroup>();
  readonly #bySource = new Map<string, LogGroup>();

  /** Makes a log group, unless it is there. */
  create(name: string): LogGroup {
    const found = this.#groups.get(name) ?? new LogGroup(name);
    this.#groups.set(name, found);
    return found;
  }

  /** From now on the lines of a source (`lambda/<function>`, `ecs/<container>`) go to a log group. */
  assign(source: string, name: string): void {
    this.#bySource.set(source, this.create(name));
  }

  /** Keeps a line if its source has a log group. The log stream is called as the source. */
  keep({ source, line }: LogLine): void {
    this.#bySource.get(source)?.add(source, line);
  }

  /** Throws ResourceNotFoundException. */
  find(name: string): LogGroup {
    const found = this.#groups.get(name);
    if (found) return found;
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  }

  service(): JsonService {
    return {
      targetPrefix: 'Logs_20140328',
      operations: { FilterLogEvents: (input) => filterLogEvents((name) => this.find(name), input) },
    };
  }
}
