import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { satisfyNeeds } from './needs.ts';
import { ProcessGroup } from './process-group.ts';
import { ProcessGuard } from './process-guard.ts';
import { ROOT } from './source-files.ts';
import * as report from './test-report.ts';

const VITEST = 'node_modules/vitest/vitest.mjs';
/** The tests that run inside workerd have a configuration of their own. */
const WORKER_CONFIG = 'worker/vitest.config.ts';
/** Where the suite of the app says how many behaviours ran, a file for each runtime. */
const CONFORMANCE = join(ROOT, 'node_modules/.cache/conformance');

const guard = new ProcessGuard();
let running: ProcessGroup | undefined;
/** What passed only when it was tried again, which only CI does. */
const retried: string[] = [];

/** Runs a step to its end and shows what it says; whether it went well. */
async function runStep(name: string, args: readonly string[], env: Record<string, string>): Promise<boolean> {
  process.stdout.write(`\n── ${name}\n`);
  const plan = { name, command: process.execPath, args, env };
  running = new ProcessGroup(plan, ROOT, (line) => process.stdout.write(`${line}\n`));
  guard.watch([running.pid]);
  const { code } = await running.ended;
  running.signal('SIGKILL');
  return code === 0;
}

async function runVitest(name: string, args: readonly string[], env: Record<string, string>): Promise<report.Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-test-'));
  const file = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ok = await runStep(name, [VITEST, 'run', ...args, ...reporters], env);
  const read = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as report.VitestReport) : { testResults: [] };
  const told = report.tally(read);
  retried.push(...report.findRetried(read).map((test) => test.replace(`${ROOT}/`, '')));
  rmSync(folder, { recursive: true, force: true });
  // vitest also fails for what no test is to blame for: an error that nobody caught, a report that was not written.
  return ok || told.failed > 0 ? told : { ...told, failed: 1 };
}

function readConformance(): report.ConformanceReport[] {
  if (!existsSync(CONFORMANCE)) return [];
  const files = readdirSync(CONFORMANCE).sort();
  return files.map((file) => JSON.parse(readFileSync(join(CONFORMANCE, file), 'utf8')) as report.ConformanceReport);
}

/** `npm test -- conformance/kill.test.ts` runs only the files that the words after `--` name. */
async function main(named: readonly string[]): Promise<void> {
  const needs = satisfyNeeds();
  rmSync(CONFORMANCE, { recursive: true, force: true });
  const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
  const env = { ...needs, ...colours, WRANGLER_SEND_METRICS: 'false', WRANGLER_SEND_ERROR_REPORTS: 'false' };
  const one = (ok: boolean): report.Tally => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });
  const tallies = [
    one(await runStep('check', ['tools/check.ts'], env)),
    one(await runStep('page', ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn'], env)),
    await runVitest('tests in Node, with real redis-server, workerd and browser', named, env),
  ];
  if (named.length === 0 && existsSync(join(ROOT, WORKER_CONFIG))) {
    tallies.push(await runVitest('tests inside workerd', ['--config', WORKER_CONFIG], env));
  }
  const total = report.addTallies(tallies);
  for (const test of retried) process.stdout.write(`\npassed at the second try, look for the race: ${test}`);
  process.stdout.write(`\n${report.sayConformance(readConformance())}\n${report.sayTally(total)}\n`);
  if (total.failed > 0) process.exitCode = 1;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    running?.stop().finally(() => process.exit(130));
  });
}
try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  await guard.close();
}
