/** `npm run storm`: what pods promise when they leave, die, or are stormed, with thousands of clients. Exit code 1: a promise was broken. */
import { orEnd, readPlan } from './command-line.ts';
import { parseStormPlan, STORM_USAGE } from './storm-plan.ts';
import { brokenPromises } from './storm-report.ts';
import { runStorm } from './storm-run.ts';

const plan = readPlan(STORM_USAGE, parseStormPlan);

// What was started ends with us, also when we are interrupted.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const report = await orEnd(runStorm(plan, (sentence) => console.log(sentence)));
for (const [name, value] of Object.entries(report)) console.log(`  ${name.padEnd(18)} ${JSON.stringify(value)}`);
const broken = brokenPromises(report);
console.log(broken.length === 0 ? 'Every promise was kept' : `Broken: ${broken.join('; ')}`);
if (plan.json) console.log(JSON.stringify({ at: new Date().toISOString(), ...report, broken }));
process.exitCode = broken.length === 0 ? 0 : 1;
