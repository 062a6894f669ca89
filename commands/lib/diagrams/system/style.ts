import { style as sagaStyle } from '../saga-style.ts';
import type { Colours } from '../svg.ts';

/** The class of a box by what stands behind it: what computes, what keeps, what lets in. */
export const toneOf = (kind: string): string => tones[kind] ?? 'entry';

const tones: Record<string, string> = {
  Lambda: 'compute',
  'ECS on Fargate': 'compute',
  'Step Functions': 'flow',
  SQS: 'flow',
  EventBridge: 'flow',
  DynamoDB: 'store',
  'RDS PostgreSQL': 'store',
};

/** What does not depend on the colour scheme. */
export const style = {
  name: sagaStyle.name,
  note: `${sagaStyle.note}; text-anchor: middle`,
  label: `${sagaStyle.note}; text-anchor: middle; stroke-width: 5; paint-order: stroke; stroke-linejoin: round`,
  part: 'stroke-width: 1.5',
  outside: 'stroke-width: 1.5; stroke-dasharray: 4 3',
  way: 'fill: none; stroke-width: 1.5',
};

export const colours: Colours = {
  light: {
    name: 'fill: #1f2328',
    note: 'fill: #57606a',
    label: 'fill: #424a53; stroke: #ffffff',
    entry: 'fill: #f6edff; stroke: #8250df',
    compute: 'fill: #fff1e5; stroke: #bc4c00',
    flow: 'fill: #ffeff7; stroke: #bf3989',
    store: 'fill: #e8f2ff; stroke: #0969da',
    outside: 'fill: #f6f8fa; stroke: #57606a',
    way: 'stroke: #57606a',
    head: 'fill: #57606a',
  },
  dark: {
    name: 'fill: #e6edf3',
    note: 'fill: #9da7b3',
    label: 'fill: #c9d1d9; stroke: #0d1117',
    entry: 'fill: #261a3d; stroke: #a371f7',
    compute: 'fill: #3a1d0c; stroke: #db6d28',
    flow: 'fill: #371427; stroke: #db61a2',
    store: 'fill: #10284a; stroke: #58a6ff',
    outside: 'fill: #161b22; stroke: #9da7b3',
    way: 'stroke: #9da7b3',
    head: 'fill: #9da7b3',
  },
};
