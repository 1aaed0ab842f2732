import { readFile } from 'node:fs/promises';
import type { Command } from './command.ts';
import type { Config } from './config.ts';
import { doorFindings } from './doors.ts';
import { type Finding, sayFinding } from './finding.ts';
import { checkManifest } from './keda-manifest.ts';
import { openKeepers } from './keepers.ts';
import type { Logger } from './logger.ts';
import { NO_METER } from './meter.ts';
import type { MetricSource } from './metric-source.ts';
import { PushedInbox } from './pushed-inbox.ts';
import { gridOf, stepBefore, timeOfStep } from './sample-grid.ts';
import { openSources, type Sources } from './sources-open.ts';
import type { Workload } from './workload.ts';
import { readWorkloads } from './workloads-read.ts';

type Asked = Extract<Command, { name: 'check' }>;

const EACH_SECONDS = 10;
/** A source is asked for so many steps: one sample may be missing by chance. */
const STEPS = 10;
const AT_ONCE = 8;

/** Looks at everything that serving needs, and says what to do about what is wrong. The settings themselves were read. */
export async function runCheck(
  config: Config,
  { files }: Asked,
  say: (line: string) => void,
  log: Logger,
): Promise<boolean> {
  let faults = 0;
  const tell = (finding: Finding) => {
    if (finding.level === 'fault') faults++;
    say(sayFinding(finding));
  };
  tell({ level: 'ok', about: 'settings', sentence: 'every one can be read' });
  const workloads = await readWorkloads(config);
  tell({ level: 'ok', about: config.workloadsFile, sentence: sayCount(workloads.length, 'workload') });
  for (const finding of doorFindings(config)) tell(finding);
  tell(await checkKeepers(config, log));
  for (const finding of await checkWorkloads(workloads, config, log)) tell(finding);
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) tell({ level: 'fault', about: file, sentence: 'it cannot be read' });
    else for (const finding of checkManifest(text, workloads, config.timing)) tell(finding);
  }
  if (files.length === 0) {
    tell({ level: 'advice', about: 'KEDA', sentence: 'give the files of your ScaledObjects to have them looked at' });
  }
  say(faults === 0 ? 'All is well' : sayCount(faults, 'fault'));
  return faults === 0;
}

function sayCount(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

async function checkKeepers(config: Config, log: Logger): Promise<Finding> {
  const about = `keeper "${config.keeper.name}"`;
  try {
    const keepers = await openKeepers(config.keeper, log);
    try {
      await keepers.check();
      const { ok, rows, brokenAt } = await keepers.ledger.verify();
      if (!ok)
        return { level: 'fault', about, sentence: `the ledger is not as it was written at ${brokenAt}: restore it` };
      return { level: 'ok', about, sentence: `it works, and ${rows} rows of the ledger are as they were written` };
    } finally {
      await keepers.close();
    }
  } catch (error) {
    const advice = config.keeper.name === 'redis' ? ': see whether Redis runs and whether REDIS_URL leads to it' : '';
    return { level: 'fault', about, sentence: `${messageOf(error)}${advice}` };
  }
}

async function checkWorkloads(workloads: readonly Workload[], config: Config, log: Logger): Promise<Finding[]> {
  let sources: Sources;
  try {
    sources = openSources(workloads, config, { meter: NO_METER, log, inbox: new PushedInbox(), now: Date.now });
  } catch (error) {
    return [{ level: 'fault', about: 'sources', sentence: messageOf(error) }];
  }
  const tasks = workloads.flatMap((workload) => [
    ...workload.metrics.map((source) => () => checkSource(workload, source, sources)),
    () => checkPods(workload, sources),
  ]);
  const findings: Finding[] = [];
  try {
    for (let from = 0; from < tasks.length; from += AT_ONCE) {
      const some = await Promise.all(tasks.slice(from, from + AT_ONCE).map((task) => task()));
      findings.push(...some.filter((finding) => finding !== undefined));
    }
  } finally {
    await sources.close();
  }
  return findings;
}

async function checkSource(workload: Workload, source: MetricSource, sources: Sources): Promise<Finding> {
  const about = `${workload.key} "${source.name}" (${source.kind})`;
  if (source.kind === 'pushed') return { level: 'ok', about, sentence: 'somebody is to push it' };
  const { stepSeconds } = workload;
  const grid = gridOf(workload.key, stepSeconds);
  const toAt = timeOfStep(grid, stepBefore(grid, Date.now()));
  const window = { fromAt: toAt - STEPS * grid.stepMs, toAt, stepSeconds, phaseMs: grid.phaseMs };
  try {
    const collector = sources.ports.collectorOf(workload, source);
    const samples = await collector.collect(window, AbortSignal.timeout(EACH_SECONDS * 1000));
    const last = samples.at(-1);
    if (last !== undefined)
      return { level: 'ok', about, sentence: `${samples.length} samples, the last ${last.value}` };
    const sentence = `no sample in ${STEPS * stepSeconds} s: see whether the query finds anything and its targets are scraped`;
    return { level: 'fault', about, sentence };
  } catch (error) {
    return { level: 'fault', about, sentence: messageOf(error) };
  }
}

async function checkPods(workload: Workload, sources: Sources): Promise<Finding | undefined> {
  const about = `${workload.key} pods`;
  if (workload.executor.kind === 'processes') return undefined;
  if (workload.pods === undefined) {
    const sentence = 'nobody says which there are: add "pods", so that lead times are learned';
    return { level: 'advice', about, sentence };
  }
  try {
    const { pods } = sources.ports.handsOf(workload);
    const { count, ready } = await pods.look(Date.now(), AbortSignal.timeout(EACH_SECONDS * 1000));
    return { level: 'ok', about, sentence: `${count ?? 'unknown'} there, ${ready ?? 'unknown'} ready` };
  } catch (error) {
    return { level: 'fault', about, sentence: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
