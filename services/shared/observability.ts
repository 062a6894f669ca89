import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';

/** Service name, log level and namespace come from the POWERTOOLS_* variables that infra sets for every function. */
export const logger = new Logger();
export const metrics = new Metrics();
/** The only place that knows the tracer: it rests on the X-Ray SDK, whose support ends in February 2027. */
export const tracer = new Tracer();

/** The header and field that carry one id through everything that an order touches. */
export const correlationHeader = 'x-correlation-id';

/** Not Powertools' own middleware: that warns at every invocation without a number to report. */
function flushMetrics(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

/** Counts by the value of a dimension. It holds for all metrics of a flush, so each count is a flush of its own. */
export function countBy(dimension: string, value: string, name: string, count = 1): void {
  metrics.singleMetric().addDimension(dimension, value).addMetric(name, MetricUnit.Count, count);
}

/** From now on every log line of this invocation says these of the record that is worked on, and none of the one before. */
export function logRecord(keys: Record<string, string | undefined>): void {
  logger.resetKeys();
  logger.appendKeys(keys);
}

/** The pipeline that every function shares: a trace segment, log context, and metrics flushed at the end. */
export function observed<Event, Result>() {
  return middy<Event, Result, Error, Context>()
    .use(captureLambdaHandler(tracer, { captureResponse: false }))
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use({ after: flushMetrics, onError: flushMetrics });
}
