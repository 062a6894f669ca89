/** The page around the charts. */
export const pageStyle = `
* { box-sizing: border-box }
body { max-width: 1120px; margin: 0 auto; padding: 28px 20px 48px; background: var(--surface); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif }
h1 { max-width: 42em; margin: 12px 0 8px; font-size: clamp(20px, 2.6vw, 27px); line-height: 1.28; font-weight: 650; letter-spacing: -.01em; text-wrap: pretty }
h2 { margin: 34px 0 8px; font-size: 18px; font-weight: 650 }
pre { overflow-x: auto; padding: 12px 14px; border-radius: 6px; background: var(--raised); font-size: 12.5px; line-height: 1.45 }
header .note { margin: 0 0 18px; color: var(--muted); font-size: 13.5px }
footer { margin-top: 28px; padding-top: 10px; border-top: 1px solid var(--grid); color: var(--muted); font-size: 13px }
.aside { max-width: 76em; margin: 8px 0; padding: 10px 14px; border-radius: 6px; background: var(--raised); font-size: 13px }
.verdict { display: flex; align-items: baseline; gap: 10px; margin: 0 0 6px }
.reasons { margin: 4px 0 8px; padding-left: 20px; font-size: 14px }
.badge { padding: 1px 11px 2px; border-radius: 99px; background: var(--tone); color: var(--surface); font-size: 13.5px; font-weight: 650 }
.tables { columns: 2 380px; column-gap: 40px }
.tables:has(thead) { columns: auto }
.table { margin-bottom: 22px; overflow-x: auto; break-inside: avoid }
table { width: 100%; border-collapse: collapse; font-size: 13.5px }
caption { padding-bottom: 4px; font-weight: 600; text-align: left }
th, td { padding: 4px 0 4px 14px; border-top: 1px solid var(--grid); text-align: right; vertical-align: top; white-space: nowrap; font-variant-numeric: tabular-nums }
th { font-weight: 400 }
thead th { color: var(--muted) }
th:first-child { min-width: 9.5em; padding-left: 0; color: var(--muted); text-align: left; white-space: normal }
.unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%) }
@page { margin: 14mm }
@media print {
  :root { color-scheme: light }
  body { padding: 0; font-size: 12.5px }
  .tables { columns: 2 260px }
  table { font-size: 11.5px }
  .badge { border: 1px solid var(--tone); background: none; color: var(--tone) }
  pre, .aside { break-inside: avoid }
}
`;
