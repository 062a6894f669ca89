import type { Colours } from './svg.ts';

/** Fonts of about the same width, so that text fits its place on every system. */
const font = '"Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", Roboto, sans-serif';

/** What does not depend on the colour scheme. */
export const style = {
  name: `font: 600 12.5px ${font}; text-anchor: middle`,
  heading: `font: 600 12.5px ${font}; text-anchor: middle`,
  note: `font: 11px ${font}`,
  absent: `font: italic 11px ${font}; text-anchor: middle`,
  error: `font: 11px ${font}`,
  step: 'stroke-width: 1.5',
  undo: 'stroke-width: 1.5',
  path: 'fill: none; stroke-width: 1.5',
  way: 'fill: none; stroke-width: 1.5; stroke-dasharray: 4 3',
  icon: 'fill: none; stroke-width: 1.2',
};

export const colours: Colours = {
  light: {
    rung: 'fill: #f3f5f8',
    name: 'fill: #1f2328',
    heading: 'fill: #57606a',
    note: 'fill: #57606a',
    absent: 'fill: #57606a',
    step: 'fill: #e8f2ff; stroke: #0969da',
    undo: 'fill: #fff4dc; stroke: #9a6700',
    path: 'stroke: #57606a',
    head: 'fill: #57606a',
    icon: 'stroke: #57606a',
    way: 'stroke: #b42318',
    wayHead: 'fill: #b42318',
    error: 'fill: #b42318',
  },
  dark: {
    rung: 'fill: #171d26',
    name: 'fill: #e6edf3',
    heading: 'fill: #9da7b3',
    note: 'fill: #9da7b3',
    absent: 'fill: #9da7b3',
    step: 'fill: #10284a; stroke: #58a6ff',
    undo: 'fill: #33270f; stroke: #d29922',
    path: 'stroke: #9da7b3',
    head: 'fill: #9da7b3',
    icon: 'stroke: #9da7b3',
    way: 'stroke: #ff8f85',
    wayHead: 'fill: #ff8f85',
    error: 'fill: #ff8f85',
  },
};
