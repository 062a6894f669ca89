import type { Fault } from '../fault.ts';
import { badBytes } from './bad-bytes.ts';
import { badSignature } from './bad-signature.ts';
import { databaseCut, databaseDeadlock, databaseDown, databaseFull } from './database.ts';
import { deadLettersRedrivenTwice } from './dead-letters.ts';
import { doubleCheckout } from './double-checkout.ts';
import { duplicateEvent } from './duplicate-event.ts';
import { failingRefund } from './failing-refund.ts';
import { earlyEvent, functionTimeout, startLost, workerKilled } from './functions.ts';
import { keyReuse } from './key-reuse.ts';
import { lastItem } from './last-item.ts';
import { lateEvent } from './late-event.ts';
import { legacyAnswersTwice, legacyFails, legacyHangs, legacySlow } from './legacy.ts';
import { outOfOrderEvents } from './out-of-order-events.ts';
import { payloadLimits } from './payload-limits.ts';
import { poisonEvent } from './poison-event.ts';
import { pricingBroken, pricingSlow, pricingThrottled } from './pricing.ts';
import { visibilityExpires } from './queue.ts';
import { secretRotation } from './secret-rotation.ts';
import { simultaneousEvents } from './simultaneous-events.ts';
import { unknownOrderEvent } from './unknown-order-event.ts';

/** All faults, in the order in which docs/reliability.md tells of them. */
export const faults: readonly Fault[] = [
  ...[doubleCheckout, keyReuse, lastItem, payloadLimits, badBytes, startLost],
  ...[pricingThrottled, pricingSlow, pricingBroken],
  ...[duplicateEvent, simultaneousEvents, outOfOrderEvents, earlyEvent, lateEvent, unknownOrderEvent],
  ...[badSignature, secretRotation, poisonEvent, visibilityExpires, deadLettersRedrivenTwice],
  ...[workerKilled, functionTimeout],
  ...[databaseDown, databaseFull, databaseDeadlock, databaseCut],
  ...[legacyFails, legacySlow, legacyHangs, legacyAnswersTwice],
  failingRefund,
];
