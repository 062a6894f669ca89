import { room } from './plot.ts';

/** What the HTML around plots looks like: text beside them where there is room, above them where there is not. */
export const figureStyle = `
.chart { display: grid; grid-template-columns: minmax(0, 1fr); gap: 4px 28px; margin: 0; padding: 18px 0 10px; border-top: 1px solid var(--grid) }
.chart h3 { font-size: 15px; font-weight: 600; margin: 0 }
.chart .note { margin: 2px 0 6px; color: var(--muted); font-size: 13px; line-height: 1.42 }
.legend { display: flex; flex-wrap: wrap; gap: 0 12px }
.legend button { display: inline-flex; align-items: center; gap: 6px; min-height: 26px; padding: 0 4px; margin-left: -4px; border: 0; border-radius: 4px; background: none; color: inherit; font: inherit; font-size: 12.5px; text-align: left; cursor: pointer }
.legend button:hover { background: var(--raised) }
.legend button[aria-pressed="false"] { color: var(--muted); text-decoration: line-through }
.legend button[aria-pressed="false"] svg { opacity: .3 }
.legend svg { flex: none }
.plots { display: grid; grid-template-columns: minmax(0, 1fr); gap: 6px 12px }
.plot-title { margin: 0 0 2px ${room.left}px; font-size: 12.5px; font-weight: 600 }
.values { position: relative; margin: 0 ${room.right}px 0 ${room.left}px; touch-action: pan-y; cursor: crosshair }
.values svg { display: block; overflow: visible }
.tip { position: absolute; top: ${room.above}px; z-index: 1; margin: 0 8px; padding: 5px 9px; border: 1px solid var(--rule); border-radius: 5px; background: var(--surface); font-size: 12px; line-height: 1.45; white-space: nowrap; pointer-events: none; box-shadow: 0 2px 8px #0002 }
.tip[hidden] { display: none }
.tip div { display: flex; justify-content: space-between; gap: 14px }
.tip b { font-weight: 600; font-variant-numeric: tabular-nums }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 3px; border-radius: 3px }
@media (min-width: 900px) {
  .chart:not(.several) { grid-template-columns: 236px minmax(0, 1fr) }
}
@media (min-width: 700px) {
  .chart.several .plots { grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)) }
}
@media print {
  .chart { break-inside: avoid; padding: 10px 0 4px; gap: 4px 18px }
  .chart:not(.several) { grid-template-columns: 172px minmax(0, 1fr) }
  .legend button { min-height: 20px }
  .tip, .cross { display: none }
}
`;
