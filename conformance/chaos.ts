/** `npm run chaos`: everything breaks by a seed while hundreds talk, and a ledger says what they saw of it. Exit code 1: somebody lost something. */
import { CHAOS_USAGE, parseChaosPlan } from './chaos-plan.ts';
import { brokenByChaos } from './chaos-report.ts';
import { runChaos } from './chaos-run.ts';
import { orEnd, readPlan } from './command-line.ts';

const plan = readPlan(CHAOS_USAGE, parseChaosPlan);
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
const report = await orEnd(runChaos(plan, { interrupt: interrupt.signal, tell: (sentence) => console.log(sentence) }));
for (const [name, value] of Object.entries(report)) console.log(`  ${name.padEnd(14)} ${JSON.stringify(value)}`);
const broken = brokenByChaos(report);
const verdict = report.partial ? 'Interrupted; so far nothing was lost' : 'Nobody lost anything without being told';
console.log(broken.length === 0 ? verdict : `Broken (seed ${plan.seed}): ${broken.join('; ')}`);
if (plan.json) console.log(JSON.stringify({ at: new Date().toISOString(), ...report, broken }));
process.exitCode = broken.length === 0 ? 0 : 1;
