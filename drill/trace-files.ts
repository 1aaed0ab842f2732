import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { CliFault, parseCsvSeries } from '#forecast-cli';
import { ForecastFault, fillGaps, type Series, stepsPerDay } from '#forecast-lib';
import { DrillFault } from './drill-fault.ts';
import type { Trace } from './trace.ts';

/**
 * A table of times and people as a trace. Missing samples are filled as the days around them say.
 *
 * @throws DrillFault `bad-trace`
 */
export function readTraceFile(path: string): Trace {
  try {
    return traceOf(basename(path, extname(path)), `file ${basename(path)}`, parseCsvSeries(readFileSync(path, 'utf8')));
  } catch (error) {
    if (error instanceof DrillFault) throw error;
    const known = error instanceof CliFault || error instanceof ForecastFault || error instanceof Error;
    throw new DrillFault('bad-trace', `${path}: ${known ? error.message : 'it cannot be read'}`, error);
  }
}

/** @throws DrillFault `bad-trace` for a series that is below 0, or too short for anything */
export function traceOf(name: string, origin: string, series: Series): Trace {
  const { values, stepSeconds, startAt } = series;
  if (values.length * stepSeconds < 3600) throw new DrillFault('bad-trace', `${name}: it is shorter than an hour`);
  const lowest = values.reduce((least, value) => (value < least ? value : least), 0);
  if (lowest < 0) {
    throw new DrillFault('bad-trace', `${name}: it holds ${lowest}, there cannot be fewer people than none`);
  }
  // What fills a gap goes by the days around it, and may be below 0 where they are near it.
  const people = fillGaps(values, stepsPerDay(stepSeconds)).map((value) => Math.max(0, value));
  return { name, origin, startAt: startAt ?? 0, stepSeconds, people };
}

/** The tables of a folder whose step is fine enough, and the names of those whose is not. */
export interface TraceFolder {
  readonly traces: readonly Trace[];
  readonly coarser: readonly string[];
}

/** @throws DrillFault `bad-trace` */
export function readTraceFolder(folder: string, mostSeconds: number): TraceFolder {
  const traces = csvNames(folder).map((name) => readTraceFile(join(folder, name)));
  return {
    traces: traces.filter(({ stepSeconds }) => stepSeconds <= mostSeconds),
    coarser: traces.filter(({ stepSeconds }) => stepSeconds > mostSeconds).map(({ name }) => name),
  };
}

function csvNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.csv'))
      .sort();
  } catch (error) {
    throw new DrillFault('bad-trace', error instanceof Error ? error.message : folder, error);
  }
}
