import { MODES, type Mode } from './ladder.ts';
import type { CountPath } from './plan-ahead.ts';
import { MOST_REPLICAS } from './policy-fields.ts';
import { ScalerFault } from './scaler-fault.ts';
import type { Snapshot } from './snapshot.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a snapshot that came from elsewhere. A snapshot is used whole or not at all.
 *
 * @throws ScalerFault `bad-snapshot`, with every field that is wrong
 */
export function parseSnapshot(given: unknown): Snapshot {
  const fields = (typeof given === 'object' && given !== null ? given : {}) as Fields;
  const wrong: string[] = [];
  const take = <Value>(name: string, read: (value: unknown) => Value | undefined): Value => {
    const value = Object.hasOwn(fields, name) ? read(fields[name]) : undefined;
    if (value === undefined) wrong.push(`${name} is wrong or missing`);
    return value as Value;
  };
  const snapshot: Snapshot = {
    workload: take('workload', readText),
    decidedAt: take('decidedAt', readTime),
    mode: take('mode', (value) => MODES.find((mode): mode is Mode => mode === value)),
    planned: take('planned', readCount),
    reactive: take('reactive', readCount),
    neededNow: take('neededNow', readCount),
    lastKnown: take('lastKnown', readCount),
    liveAt: take('liveAt', orNull(readTime)),
    forecastAt: take('forecastAt', orNull(readTime)),
    ahead: take('ahead', orNull(readPath)),
    minReplicas: take('minReplicas', readCount),
    maxReplicas: take('maxReplicas', readCount),
    reason: take('reason', readText),
  };
  if (snapshot.minReplicas > snapshot.maxReplicas) wrong.push('minReplicas is above maxReplicas');
  if (wrong.length > 0) throw new ScalerFault('bad-snapshot', wrong);
  return snapshot;
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function readTime(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function readCount(value: unknown): number | undefined {
  const whole = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_REPLICAS;
  return whole ? value : undefined;
}

function readPath(value: unknown): CountPath | undefined {
  const { startAt, stepSeconds, counts } = value as Partial<CountPath>;
  if (readTime(startAt) === undefined || !(readTime(stepSeconds) !== undefined && (stepSeconds as number) > 0)) return;
  if (!Array.isArray(counts) || counts.some((count) => readCount(count) === undefined)) return;
  return value as CountPath;
}

function orNull<Value>(read: (value: unknown) => Value | undefined): (value: unknown) => Value | null | undefined {
  return (value) => (value === null ? null : read(value));
}
