import { writeFileSync } from 'node:fs';
import { MissingProgram } from '#conformance';
import { endWithReader, write } from '#forecast-cli';
import { DrillFault } from './drill-fault.ts';
import { drillHtml } from './drill-html.ts';
import { DRILL_USAGE, parseDrillOptions } from './drill-options.ts';
import { Drill } from './drill-run.ts';
import { DrillTerminal, listenToKeys } from './drill-terminal.ts';
import { brokenBy } from './drill-verdict.ts';
import { verdictLines } from './drill-verdict-words.ts';

/** Ends with an exit code: 0 when all promises were kept, 1 when one was broken, 130 when somebody did not want to wait. */
async function main(args: readonly string[]): Promise<number> {
  endWithReader(process.stdout, process.exit);
  const options = parseDrillOptions(args);
  if (options.action === 'help') {
    await write(process.stdout, DRILL_USAGE);
    return 0;
  }
  const { plan, thresholds, json, report } = options;
  const [quit, interrupt] = [new AbortController(), new AbortController()];
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());
  const drill = new Drill(plan, new DrillTerminal(process.stderr, plan));
  const unhear = listenToKeys(
    process.stdin,
    (deed) => drill.do(deed),
    () => quit.abort(),
  );
  const result = await drill.run(quit.signal, interrupt.signal).finally(unhear);
  // Whoever interrupts us interrupts Redis too: what was said last has no answer, and nothing can be judged.
  if (result === undefined) return 130;
  const { verdict, samples } = result;
  const broken = brokenBy(verdict, thresholds);
  await write(process.stdout, `${verdictLines(verdict, broken).join('\n')}\n`);
  if (report !== undefined) {
    try {
      writeFileSync(report, drillHtml(verdict, samples, plan, broken));
    } catch (error) {
      throw new DrillFault('bad-report', error instanceof Error ? error.message : report, error);
    }
  }
  if (json) await write(process.stdout, `${JSON.stringify({ ...verdict, broken, passed: broken.length === 0 })}\n`);
  return broken.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof MissingProgram) process.stderr.write(`Cannot drill: ${error.message} [missing-program]\n`);
  else if (error instanceof DrillFault) process.stderr.write(`Cannot drill: ${error.message} [${error.code}]\n`);
  else throw error;
  process.exitCode = error instanceof DrillFault && error.code === 'bad-arguments' ? 2 : 1;
}
