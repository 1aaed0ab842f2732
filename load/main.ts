/** `npm run load`: a crowd in front of running places. Nothing is started here; `npm run dev` gives it something to meet. */
import { parseOptions, USAGE } from './options.ts';
import { reach } from './reach.ts';
import { runLoad } from './run.ts';
import type { Tally } from './tally.ts';
import { judge } from './threshold.ts';
import { tokenMaker } from './tokens.ts';

const options = parseOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${USAGE}\n\n${options}\n`);
  process.exit(2);
}
const { name, scenario, urls, json } = options;
const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());

let told = -1;
function tell(share: number, tally: Tally, there: number): void {
  const { delivered, published } = tally.measures();
  const line = `${name}: ${Math.floor(share * 100)} % · ${there} there · ${published} said · ${delivered} heard`;
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
  else if (Math.floor(share * 10) > told) process.stderr.write(`${line}\n`);
  told = Math.floor(share * 10);
}

try {
  await reach(urls, ending.signal);
  const measures = await runLoad(scenario, {
    urls,
    token: tokenMaker(urls, process.env),
    onProgress: tell,
    signal: ending.signal,
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  const verdicts = judge(scenario.thresholds, measures);
  const kept = verdicts.every(({ ok }) => ok) && !ending.signal.aborted;
  for (const { threshold, measured, ok } of verdicts) {
    const value = measured === null ? 'not measured' : String(Number(measured.toFixed(2)));
    process.stdout.write(`${ok ? 'kept  ' : 'BROKEN'} ${threshold.padEnd(24)} ${value}\n`);
  }
  if (ending.signal.aborted) process.stdout.write('Ended early: what was measured until then\n');
  if (json) process.stdout.write(`${JSON.stringify({ scenario: name, urls, kept, measures, verdicts })}\n`);
  process.exit(kept ? 0 : 1);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
