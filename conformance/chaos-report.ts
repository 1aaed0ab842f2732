import type { ChaosPlan } from './chaos-plan.ts';
import type { ChaosCrowdReport } from './chaos-words.ts';
import { SIGHT_FAULTS, type SightFindings } from './sight.ts';
import { type Spread, spreadOf } from './storm-report.ts';

export interface ChaosReport extends SightFindings {
  readonly seed: number;
  readonly minutes: number;
  readonly seconds: number;
  /** Whether it was interrupted: then not everybody came to rest. */
  readonly partial: boolean;
  readonly clients: number;
  readonly readers: number;
  readonly accepted: number;
  readonly entriesShown: number;
  readonly gapsTold: number;
  readonly failed: Readonly<Record<string, number>>;
  readonly resumes: number;
  readonly resumed: number;
  readonly resumeMs: Spread;
  /** How many had not come to rest in time. */
  readonly restless: number;
  /** Pods that did not leave as they should when they were asked to. */
  readonly complaints: readonly string[];
  readonly events: Readonly<Record<string, number>>;
  readonly examples: readonly string[];
}

export interface ChaosCourse {
  readonly seconds: number;
  readonly events: Readonly<Record<string, number>>;
  readonly complaints: readonly string[];
  readonly partial: boolean;
}

export function chaosReportOf(plan: ChaosPlan, course: ChaosCourse, crowd: ChaosCrowdReport): ChaosReport {
  const { findings, resumeMs, ...seen } = crowd;
  return {
    ...findings,
    seed: plan.seed,
    minutes: plan.minutes,
    ...seen,
    ...course,
    seconds: Math.round(course.seconds),
    resumeMs: spreadOf(resumeMs),
  };
}

/** What must be so in every run, and is not. One that was interrupted has not seen the end: nobody is lost in it yet. */
export function brokenByChaos(report: ChaosReport): string[] {
  const faults = SIGHT_FAULTS.filter((name) => !(report.partial && name === 'lost'));
  const counts = faults.flatMap((name) => (report[name] > 0 ? [`${report[name]} ${name}`] : []));
  return [
    ...counts,
    ...(report.restless > 0 && !report.partial ? [`${report.restless} did not come to rest`] : []),
    ...report.complaints,
  ];
}
