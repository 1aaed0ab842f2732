import type { DrillVerdict } from './drill-verdict.ts';

/** What a drill showed, as rows of a name and a value. */
export function verdictRows(verdict: DrillVerdict): Array<readonly [name: string, value: string]> {
  const { measures, rises, readyBefore, leadSeconds, leadWonSeconds } = verdict;
  const deeds = verdict.deeds.map(({ deed }) => deed).join(', ');
  const percent = (value: number) => `${value.toFixed(1)} %`;
  const minutes = (seconds: number) => `${(seconds / 60).toFixed(1)} min`;
  return [
    ['Lived', `${verdict.minutes.toFixed(0)} min of ${verdict.trace}, ${verdict.speed} times as fast`],
    ['Ready before demand', rises === 0 ? 'nothing rose' : `${readyBefore.toFixed(0)} % of ${rises} rises`],
    ['Ready ahead, median', minutes(leadSeconds)],
    ['Lead won against plain HPA', minutes(leadWonSeconds)],
    ['Time with too few pods', percent(measures.underTimeshare)],
    ['Pods missing, of those needed', percent(measures.underAccuracy)],
    ['Pods too many, of those needed', percent(measures.overAccuracy)],
    ['Pods paid for, against the ideal', `${measures.podsAgainstIdeal.toFixed(2)} ×`],
    ['Changes of the count', `${measures.ups} up, ${measures.downs} down`],
    ['Handed over without a gap', String(verdict.handedOver)],
    ['Cut off', String(verdict.cuts.unplanned)],
    ...(deeds === '' ? [] : [['Cut off on purpose', `${verdict.cuts.planned} (${deeds})`] as const]),
    ['Messages accepted and heard', `${verdict.accepted}, ${verdict.heard} times by ${verdict.people} people`],
    ['Lost', String(verdict.lost)],
    ['Doubled', String(verdict.doubled)],
    ['From the log to a screen, p99', `${Math.round(verdict.p99Ms)} ms`],
  ];
}

/** The same for a terminal, with what was broken below. */
export function verdictLines(verdict: DrillVerdict, broken: readonly string[]): string[] {
  const rows = verdictRows(verdict);
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    '',
    ...(broken.length === 0 ? ['All promises were kept.'] : broken.map((sentence) => `Broken: ${sentence}`)),
  ];
}
