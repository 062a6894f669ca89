/**
 * Colours after Okabe and Ito's palette for the colour-blind, made lighter or darker until each has a contrast of 4 to the
 * background, in light and in dark. Paper is always light. A shape goes with each colour, so that none stands alone.
 */
export const palette = `
:root {
  color-scheme: light dark;
  --surface: #fff; --raised: #f6f7f9; --ink: #16191d; --muted: #59616b; --grid: #e6e8eb; --rule: #cfd4da; --shade: #8a93a024;
  --blue: #0063a6; --green: #007d5a; --orange: #b36b00; --red: #c2410c; --purple: #a0447f;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --surface: #14171b; --raised: #1d2126; --ink: #e9ecef; --muted: #a0a8b2; --grid: #262b31; --rule: #3b424a; --shade: #a0a8b224;
    --blue: #62b5f2; --green: #2bbd8c; --orange: #eba53a; --red: #f7804f; --purple: #dd8fc0;
  }
}
`;

/** What plots look like, in a page and in a picture of their own. */
export const plotStyle = `
.tone-ink { --tone: var(--ink) } .tone-muted { --tone: var(--muted) } .tone-blue { --tone: var(--blue) }
.tone-green { --tone: var(--green) } .tone-orange { --tone: var(--orange) }
.tone-red { --tone: var(--red) } .tone-purple { --tone: var(--purple) }
.curve { fill: none; stroke: var(--tone); stroke-width: 1.75; stroke-linejoin: round; vector-effect: non-scaling-stroke }
.curve.area { fill: var(--tone); fill-opacity: .22; stroke: none }
.curve.dashed { stroke-dasharray: 5 4; stroke-width: 1.5 }
.curve.hidden { display: none }
.grid { stroke: var(--grid) }
.band { fill: var(--shade) }
.cross { stroke: var(--ink); stroke-width: 1; pointer-events: none }
.level { stroke: var(--ink); stroke-width: 1.25 }
.level.limit { stroke: var(--red) }
.level.expected { stroke-dasharray: 5 4 }
.level.measured { stroke: var(--muted); stroke-dasharray: 1.5 3 }
text { font: 12px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: var(--ink) }
text.tick { fill: var(--muted); font-size: 11px; font-variant-numeric: tabular-nums }
text.label { font-size: 11.5px; paint-order: stroke; stroke: var(--surface); stroke-width: 3.5px; stroke-linejoin: round }
text.label.limit { fill: var(--red) }
text.label.measured { fill: var(--muted) }
`;
