/** `npm run fuzz`: frames that know the protocol and break it, at a pod and at the edge. Exit code 1: one was not answered, or broke something. */
import { parseArgs } from 'node:util';
import { startEdge } from './edge-process.ts';
import { FUZZ_ENV, troubleOf } from './fuzz-place.ts';
import { runFuzz } from './fuzz-run.ts';
import { startPod } from './pod-process.ts';

const USAGE = `npm run fuzz -- [options]

  --frames N       how many at each place (200000)
  --at PLACE       pod, edge (both)
  --seed N         which (1)
  --json           the last line is the result as one JSON object`;

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '200000' },
    at: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const plan = { frames: Number(values.frames), seed: Number(values.seed) };
const places = Object.entries({ pod: startPod, edge: startEdge }).filter(([name]) => (values.at ?? name) === name);
const fits = Number.isInteger(plan.seed) && Number.isInteger(plan.frames) && plan.frames > 0 && places.length > 0;
if (values.help || !fits) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

// What was started ends with us, also when we are interrupted.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const results: Record<string, unknown> = {};
for (const [name, start] of places) {
  const place = await start({ env: FUZZ_ENV });
  try {
    const report = await runFuzz(place.url, plan);
    const trouble = await troubleOf(place);
    results[name] = { ...report, trouble };
    console.log(
      `${name}: ${report.lookedAt} of ${report.frames} frames were looked at, ${report.perSecond} a second, over ${report.sockets} sockets`,
    );
    console.log(`  answers: ${JSON.stringify(report.answers)}`);
    for (const sentence of [...report.wrong, ...trouble]) console.log(`  ${sentence}`);
    if (report.wrong.length > 0 || trouble.length > 0) process.exitCode = 1;
  } finally {
    await place.stop();
  }
}
if (values.json) console.log(JSON.stringify({ at: new Date().toISOString(), ...plan, ...results }));
