/** `npm run soak`: what a pod holds after many have come and gone, or after a long talk. Exit code 1: it holds more than it may. */
import { parseArgs } from 'node:util';
import { runLeak } from './leak-run.ts';
import { runSoak } from './soak-run.ts';

const USAGE = `npm run soak -- [options]

  --cycles N       somebody comes, is welcomed and goes, so many times (100000); what is held afterwards may be 5 % more
  --minutes M      instead: everybody talks for so long; what is held may grow by 1 MB in 10 minutes
  --clients N      how many talk (500), or come at once (200)
  --per-second N   messages in a second, of all together (50)
  --seed N         who talks when (1)
  --json           the last line is the result as one JSON object`;

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '100000' },
    minutes: { type: 'string' },
    clients: { type: 'string' },
    'per-second': { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const usual = values.minutes === undefined ? 200 : 500;
const [cycles, clients, perSecond, seed] = [
  values.cycles,
  values.clients ?? usual,
  values['per-second'],
  values.seed,
].map(Number);
const minutes = Number(values.minutes ?? 1);
const fits = [cycles, clients, perSecond, seed, minutes].every((value) => value !== undefined && value > 0);
if (values.help || !fits) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

// What was started ends with us, also when we are interrupted.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const MOST_GROWN = 0.05;
const MOST_IN_10_MINUTES = 1;
const tell = (sentence: string) => console.log(sentence);
const talk = async () => {
  const report = await runSoak({ minutes, clients: clients ?? 0, perSecond: perSecond ?? 0, seed: seed ?? 0 }, tell);
  return { report, kept: report.megabytesIn10Minutes < MOST_IN_10_MINUTES && report.wrong === 0 };
};
const come = async () => {
  const report = await runLeak({ cycles: cycles ?? 0, wave: clients ?? 0 }, tell);
  return { report, kept: report.grown < MOST_GROWN && report.rooms === 0 && Object.keys(report.left).length === 0 };
};
const { report, kept } = await (values.minutes === undefined ? come() : talk());
for (const [name, value] of Object.entries(report)) console.log(`  ${name.padEnd(20)} ${JSON.stringify(value)}`);
console.log(kept ? 'Every promise was kept' : 'It holds more than it may');
if (values.json) console.log(JSON.stringify({ at: new Date().toISOString(), ...report, kept }));
process.exitCode = kept ? 0 : 1;
