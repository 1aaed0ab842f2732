/** `npm run soak`: what a pod holds after many have come and gone, or after a long talk. Exit code 1: it holds more than it may. */
import { orEnd, readPlan } from './command-line.ts';
import { runLeak } from './leak-run.ts';
import { parseSoakPlan, SOAK_USAGE } from './soak-plan.ts';
import { runSoak } from './soak-run.ts';

const { cycles, minutes, clients, perSecond, seed, json } = readPlan(SOAK_USAGE, parseSoakPlan);

// What was started ends with us, also when we are interrupted.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const MOST_GROWN = 0.05;
const MOST_IN_10_MINUTES = 1;
const tell = (sentence: string) => console.log(sentence);
const talk = async (lasting: number) => {
  const report = await runSoak({ minutes: lasting, clients, perSecond, seed }, tell);
  return { report, kept: report.megabytesIn10Minutes < MOST_IN_10_MINUTES && report.wrong === 0 };
};
const come = async () => {
  const report = await runLeak({ cycles, wave: clients }, tell);
  return { report, kept: report.grown < MOST_GROWN && report.rooms === 0 && Object.keys(report.left).length === 0 };
};
const { report, kept } = await orEnd<{ report: object; kept: boolean }>(minutes === undefined ? come() : talk(minutes));
for (const [name, value] of Object.entries(report)) console.log(`  ${name.padEnd(20)} ${JSON.stringify(value)}`);
console.log(kept ? 'Every promise was kept' : 'It holds more than it may');
if (json) console.log(JSON.stringify({ at: new Date().toISOString(), ...report, kept }));
process.exitCode = kept ? 0 : 1;
