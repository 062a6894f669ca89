import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { figuresOf, metricDelaySeconds } from '../load-tests/cloudwatch.ts';
import { compareThrottles } from '../load-tests/compare/index.ts';
import { describeEstimate, estimate } from '../load-tests/price.ts';
import { ProgressLine } from '../load-tests/progress.ts';
import { headline } from '../load-tests/report/headline.ts';
import { writeReport } from '../load-tests/report/index.ts';
import type { Result } from '../load-tests/result.ts';
import { runScenario } from '../load-tests/run.ts';
import { defaultScenario, type ScenarioName, scenarios } from '../load-tests/scenarios.ts';
import { findTarget, type Target, targetOf } from '../load-tests/target.ts';
import { type Command, oneOf, text, UsageError, type Values } from './lib/command.ts';
import { confirm } from './lib/confirm.ts';
import { interruptions } from './lib/interruptions.ts';
import { startSystem } from './lib/local-system.ts';

const names = Object.keys(scenarios) as ScenarioName[];

export const command: Command = {
  summary: 'Puts the webhook under load and says whether the throttle held and nothing was lost',
  options: {
    scenario: {
      type: 'string',
      default: defaultScenario,
      description: `one of ${names.join(', ')} (default ${defaultScenario})`,
    },
    url: { type: 'string', description: 'a running system (default: one is started on this machine)' },
    yes: { type: 'boolean', description: 'with --url: do not ask whether the price is right' },
    seed: {
      type: 'string',
      default: '1',
      description: 'a whole number (default 1); the same seed sends the same load',
    },
    out: { type: 'string', description: 'a folder for the report (default load-tests/results/<scenario>)' },
  },
  async run({ values }) {
    const scenario = oneOf(values, 'scenario', names);
    const seed = wholeNumber(values, 'seed');
    const url = text(values, 'url');
    if (url !== undefined) refuseElsewhere(scenario);
    const folder = text(values, 'out') ?? join('load-tests/results', scenario);
    const signal = interruptions();
    const progress = new ProgressLine();
    if (scenario === 'compare') {
      const isAsExpected = await compareThrottles({ seed, signal, progress, folder });
      console.log(`${isAsExpected ? 'pass' : 'fail'}: ${folder}/report.html`);
      if (!isAsExpected) process.exitCode = 1;
      return;
    }
    const { target, stop } = await start(url, progress, signal);
    try {
      if (target.kind === 'aws' && !(await isPriceAccepted(scenario, values)))
        return console.log('No load was sent.');
      const result = await runScenario(target, { scenario, seed, signal, progress });
      await writeReport(folder, result);
      tell(result, folder);
      if (result.verdict !== 'pass') process.exitCode = 1;
      if (target.kind === 'aws') await tellCloudWatch(target, result, signal);
    } finally {
      await stop();
    }
  },
};

/** Some scenarios change the system, which must be one of their own. */
function refuseElsewhere(scenario: ScenarioName): void {
  const needs = scenarios[scenario].outage
    ? 'takes the database away'
    : scenario === 'compare' && 'needs templates of its own';
  if (needs)
    throw new UsageError(
      `The scenario ${scenario} ${needs}: it starts systems on this machine, leave out --url`,
    );
}

async function isPriceAccepted(scenario: ScenarioName, values: Values): Promise<boolean> {
  console.log(`The scenario ${scenario} costs about:`);
  for (const line of describeEstimate(estimate(scenario))) console.log(line);
  return values['yes'] === true || confirm('Send the load?');
}

interface Started {
  target: Target;
  stop: () => Promise<void>;
}

async function start(url: string | undefined, progress: ProgressLine, signal: AbortSignal): Promise<Started> {
  if (url !== undefined) return { target: await findTarget(url), stop: async () => {} };
  const started = performance.now();
  const { run, deployment } = await startSystem({
    signal,
    onProgress: (step) => progress.show(`Starting: ${step}`),
  });
  progress.end(
    `Started the system on this machine in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  const [database = ''] = run.system.databases.identifiers();
  const { server } = run.system.databases.find(database);
  return { target: { ...(await targetOf(deployment)), database: server }, stop: () => run.stop() };
}

function wholeNumber(values: Values, name: string): number {
  const given = text(values, name) ?? '';
  if (!/^\d{1,9}$/.test(given))
    throw new UsageError(`--${name} is "${given}"; give a whole number from 0 on`);
  return Number(given);
}

function tell(result: Result, folder: string): void {
  const { verdict, partial, reasons, peakDepth, predictedPeakDepth, drainSeconds, predictedDrainSeconds } =
    result;
  console.log(headline(result));
  console.log(
    `Peak depth ${peakDepth} (predicted ${predictedPeakDepth.toFixed(0)}), drained in ${drainSeconds.toFixed(1)} s (predicted ${predictedDrainSeconds.toFixed(1)} s), ${result.woken} of ${result.waiting} orders woken`,
  );
  for (const reason of reasons) console.log(`- ${reason}`);
  console.log(`${verdict}${partial ? ' (partial)' : ''}: ${folder}/report.html`);
}

/** What AWS's own counters say, which nothing here depends on. */
async function tellCloudWatch(target: Target, { startedAt }: Result, signal: AbortSignal): Promise<void> {
  const time = { from: Date.parse(startedAt), to: Date.now() };
  console.log(
    `CloudWatch is ${metricDelaySeconds / 60} minutes behind; waiting for it (Ctrl-C leaves it out)`,
  );
  try {
    await delay(1000 * metricDelaySeconds, undefined, { signal });
    for (const { what, value } of await figuresOf(target, time))
      console.log(`  ${what}: ${value ?? 'no data'}`);
  } catch (error) {
    console.log(`  not asked: ${error instanceof Error ? error.message : String(error)}`);
  }
}
