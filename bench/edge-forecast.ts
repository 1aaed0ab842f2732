/**
 * What a day's forecast from a week of minutes costs in workerd, in processor time: `npm run bench:edge`. Beside it, as a
 * control, the same requests that only make the week. Exit code 1 when it is above the bound.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { Miniflare } from 'miniflare';
import { build } from 'vite';

const ROUNDS = 40;
const BOUND_MS = 50;
/** What Linux counts processor time in. */
const TICK_MS = 10;

const ENTRY = '\0edge-forecast';
const SOURCE = `
  import { ensemble, evenSamples, seededRandom } from '#forecast-lib';
  function week(seed) {
    const random = seededRandom(seed);
    return Array.from({ length: 10080 }, (_, minute) => {
      const day = 300 + 200 * Math.sin((minute / 1440) * 2 * Math.PI);
      return [minute * 60000, Math.round(day + 40 * random())];
    });
  }
  export default {
    fetch(request) {
      const { pathname, search } = new URL(request.url);
      const samples = week(Number(search.slice(1)));
      if (pathname === '/control') return new Response(String(samples.length));
      const fitted = ensemble({ period: 288, reach: 288 }).fit(evenSamples(samples, 300));
      return new Response(String(fitted.predict(288).mean.length));
    },
  };`;

async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id.endsWith('edge-forecast') ? ENTRY : null),
        load: (id) => (id === ENTRY ? SOURCE : null),
      },
    ],
    build: { write: false, target: 'es2022', lib: { entry: 'edge-forecast', formats: ['es'] } },
  });
  const [output] = Array.isArray(result) ? result : [result];
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  if (!chunk) throw new Error('Nothing was bundled');
  return chunk.code;
}

/** Processor time of workerd so far, by our child processes. */
function childrenMs(): number {
  let ticks = 0;
  for (const id of readdirSync('/proc')) {
    if (!/^\d+$/.test(id)) continue;
    try {
      const fields = readFileSync(`/proc/${id}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      if (Number(fields[1]) === process.pid) ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It ended while we looked.
    }
  }
  return ticks * TICK_MS;
}

const modules = { 'forecast.js': { type: 'esm' as const, contents: await bundle() } };
const manifest = { mainModule: 'forecast.js', modules };
const edge = new Miniflare({
  workers: [{ config: { name: 'forecast', compatibilityDate: '2026-10-01', manifest } }],
});

async function costOf(path: string): Promise<number> {
  const before = childrenMs();
  for (let round = 0; round < ROUNDS; round++) {
    const answer = await edge.dispatchFetch(`http://edge${path}?${round}`);
    if (!answer.ok) throw new Error(await answer.text());
    await answer.text();
  }
  return (childrenMs() - before) / ROUNDS;
}

try {
  const first = childrenMs();
  await (await edge.dispatchFetch('http://edge/forecast?99')).text();
  const firstMs = childrenMs() - first;
  const [control, forecast] = [await costOf('/control'), await costOf('/forecast')];
  const cost = forecast - control;
  process.stdout.write(
    `A day's forecast from a week of minutes: ${cost.toFixed(1)} ms of processor time in workerd (the first ${firstMs} ms; ` +
      `control ${control.toFixed(1)} ms; ${ROUNDS} rounds; bound ${BOUND_MS} ms)\n`,
  );
  if (cost > BOUND_MS) process.exitCode = 1;
} finally {
  await edge.dispose();
}
