/** `npm run fuzz`: frames that know the protocol and break it, at a pod and at the edge. Exit code 1: one was not answered, or broke something. */
import { readPlan } from './command-line.ts';
import { startEdge } from './edge-process.ts';
import { FUZZ_ENV, troubleOf } from './fuzz-place.ts';
import { FUZZ_USAGE, parseFuzzPlan } from './fuzz-plan.ts';
import { runFuzz } from './fuzz-run.ts';
import { startPod } from './pod-process.ts';

const PLACES = { pod: startPod, edge: startEdge };
const { at, json, ...plan } = readPlan(FUZZ_USAGE, parseFuzzPlan);

// What was started ends with us, also when we are interrupted.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const results: Record<string, unknown> = {};
for (const name of at) {
  const place = await PLACES[name]({ env: FUZZ_ENV });
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
if (json) console.log(JSON.stringify({ at: new Date().toISOString(), ...plan, ...results }));
