import { readFile } from 'node:fs/promises';
import { MODELS } from '#forecast-lib/models';
import type { Config } from './config.ts';
import { ScalerFault } from './scaler-fault.ts';
import type { Workload } from './workload.ts';
import { parseWorkloads } from './workloads-file.ts';

/** Between two rounds a measurement grows as old as a step, and the next may be late. */
const LIVE_STEPS = 2;

/**
 * Reads the file of workloads, and whether its steps go with the settings.
 *
 * @throws ScalerFault `bad-workloads`
 */
export async function readWorkloads({
  workloadsFile: file,
  freshness: { liveSeconds },
}: Pick<Config, 'workloadsFile' | 'freshness'>): Promise<Workload[]> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new ScalerFault('bad-workloads', [`"${file}" cannot be read (${error.message}): set WORKLOADS_FILE`], error);
  });
  const workloads = parseWorkloads(text, Object.keys(MODELS));
  const slow = workloads.filter(({ stepSeconds }) => LIVE_STEPS * stepSeconds > liveSeconds);
  const faults = slow.map(({ key, stepSeconds }) => {
    return `"${key}" is measured each ${stepSeconds} s: set LIVE_SECONDS to ${LIVE_STEPS * stepSeconds} or more`;
  });
  if (faults.length > 0) throw new ScalerFault('bad-workloads', faults);
  return workloads;
}
