/** The look of the report: light or dark as the reader's system is, from 320 pixels on, and on paper. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1c2128; --quiet: #59636e; --rule: #d5dae0; --panel: #f5f7f9;
  --forecast: #0b63c5; --good: #12703a; --bad: #a3470a;
  --c0: #59636e; --c1: #0b63c5; --c2: #b0480c; --c3: #1a7f4b; --c4: #8a3fb8; --c5: #a8780a; --c6: #c02f6a; --c7: #16808c; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #12161b; --ink: #e4e8ed; --quiet: #9aa5b1; --rule: #333b45; --panel: #1a2027;
    --forecast: #62a9ff; --good: #5fcf8d; --bad: #f0a35e;
    --c0: #9aa5b1; --c1: #62a9ff; --c2: #f0905a; --c3: #5fcf8d; --c4: #c792ea; --c5: #e2bd50; --c6: #ff86b3; --c7: #5fd0dc; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 3rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.125rem; margin: 2.25rem 0 0.5rem; }
h3 { font-size: 1rem; margin: 1.75rem 0 0.5rem; }
h4 { font-size: 0.9375rem; margin: 0; }
p { margin: 0 0 0.75rem; max-width: 46rem; }
.quiet, caption, figcaption { color: var(--quiet); font-size: 0.875rem; }
.note { border-left: 3px solid var(--bad); padding-left: 0.75rem; }
.scroll { overflow-x: auto; max-height: 32rem; }
table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
caption { text-align: left; padding-bottom: 0.375rem; white-space: normal; }
th, td { padding: 0.25rem 0.5rem; text-align: right; border-bottom: 1px solid var(--rule); font-weight: 400; }
th:first-child { text-align: left; padding-left: 0; }
thead th { color: var(--quiet); vertical-align: bottom; }
.hidden { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
th[scope='colgroup'] { text-align: center; border-left: 1rem solid var(--paper); }
tbody th { font-weight: 600; position: sticky; left: 0; background: var(--paper); }
.best { color: var(--good); font-weight: 600; }
.worse { color: var(--bad); }
figure { margin: 0; }
figcaption { margin-top: 0.25rem; }
details { margin: 0.75rem 0; }
summary { cursor: pointer; font-size: 0.875rem; padding: 0.25rem 0; }
:focus-visible { outline: 2px solid var(--forecast); outline-offset: 2px; }
.plot { display: grid; grid-template: 16rem 2.5rem / 3.25rem 1fr; padding: 0.5rem 1.25rem 0 0; }
.plot.small { grid-template: 7rem 2.5rem / 2.75rem 1fr; }
.plot svg { display: block; width: 100%; height: 100%; overflow: hidden; }
.plot path { fill: none; vector-effect: non-scaling-stroke; stroke-linejoin: round; stroke-linecap: round; }
.y, .x { position: relative; font-size: 0.75rem; line-height: 1.2; color: var(--quiet); }
.y span { position: absolute; right: 0.5rem; transform: translateY(-50%); }
.x { grid-column: 2; }
.x span { position: absolute; top: 0.375rem; transform: translateX(-50%); text-align: center; white-space: nowrap; }
.plot .grid { stroke: var(--rule); stroke-width: 1; }
.plot .now { stroke: var(--quiet); stroke-width: 1; stroke-dasharray: 3 3; }
.plot .actual { stroke: var(--ink); stroke-width: 1.25; }
.plot .forecast { stroke: var(--forecast); stroke-width: 2; }
.plot .band90, .plot .band80 { fill: var(--forecast); stroke: none; }
.plot .band90 { fill-opacity: 0.14; }
.plot .band80 { fill-opacity: 0.16; }
.key { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.25rem 0 0; padding: 0; list-style: none; font-size: 0.875rem; }
.key svg { width: 1.75rem; height: 0.75rem; margin-right: 0.375rem; vertical-align: -0.0625rem; }
.key path { fill: none; stroke-linecap: round; }
.folds { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: 1.25rem 1rem; }
${Array.from({ length: 8 }, (_, index) => `.m${index} { stroke: var(--c${index}); stroke-width: 2; }`).join('\n')}
.dash1 { stroke-dasharray: 7 4; }
.dash2 { stroke-dasharray: 2 4; }
@media print { .scroll { max-height: none; } }
`.trim();
