import { alarmCoverage } from './alarm-coverage.ts';
import { alarmRunbook } from './alarm-runbook.ts';
import { batchWindow } from './batch-window.ts';
import { connectionSum } from './connection-sum.ts';
import { deadLetterAlarm } from './dead-letter-alarm.ts';
import { deadLetterRetention } from './dead-letter-retention.ts';
import { handlerExists } from './handler-exists.ts';
import { integrationResponses } from './integration-responses.ts';
import { integrationRole } from './integration-role.ts';
import { jsonataExpressions } from './jsonata-expressions.ts';
import { loadBalancerTargets } from './load-balancer-targets.ts';
import { logRetention } from './log-retention.ts';
import { mappingTemplates } from './mapping-templates.ts';
import { methodAccess } from './method-access.ts';
import { noPhysicalNames } from './no-physical-names.ts';
import { noWildcards } from './no-wildcards.ts';
import { oneThrottle } from './one-throttle.ts';
import { receiveCount } from './receive-count.ts';
import { reservedConcurrency } from './reserved-concurrency.ts';
import type { Rule } from './rule.ts';
import { stateMachineLanguage } from './state-machine-language.ts';
import { stateTransitions } from './state-transitions.ts';
import { visibilityTimeout } from './visibility-timeout.ts';
import { vpcReach } from './vpc-reach.ts';

/** Every rule of the system. A template that breaks one is not synthesised. */
export const rules: readonly Rule[] = [
  // queues and their workers
  visibilityTimeout,
  reservedConcurrency,
  oneThrottle,
  connectionSum,
  receiveCount,
  deadLetterRetention,
  deadLetterAlarm,
  batchWindow,
  // workflows
  stateTransitions,
  stateMachineLanguage,
  jsonataExpressions,
  // the API
  mappingTemplates,
  integrationResponses,
  integrationRole,
  methodAccess,
  // functions, containers, and what they reach
  loadBalancerTargets,
  handlerExists,
  vpcReach,
  // everything
  alarmCoverage,
  alarmRunbook,
  noWildcards,
  logRetention,
  noPhysicalNames,
];
