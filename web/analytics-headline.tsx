import type { Accuracy } from './analytics-accuracy.ts';
import type { Provision } from './analytics-provision.ts';
import type { Leads } from './analytics-spikes.ts';
import { sayAge, sayDifference, sayLead, sayNumber, sayPercent } from './analytics-words.ts';

/** The numbers that are told in large. What is not known is `undefined`. */
export interface Headline {
  readonly current: number | undefined;
  /** In 5 and in 15 minutes. */
  readonly soon: Foreseen;
  readonly later: Foreseen;
  readonly hour: Accuracy;
  readonly day: Accuracy;
  readonly provision: Provision | undefined;
  readonly leads: Leads | undefined;
}

/** What is said of a time to come, and its band of nine in ten. */
export interface Foreseen {
  readonly mean: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

export function HeadlineRow({ headline }: { readonly headline: Headline }) {
  const { current, soon, later, hour, day, provision, leads } = headline;
  return (
    <dl class="figures">
      <Figure name="Connections now" value={sayNumber(current)} note="at the end of the last minute" />
      <Figure name="Predicted in 5 min" {...foreseen(soon, current)} />
      <Figure name="Predicted in 15 min" {...foreseen(later, current)} />
      <Figure name="Error, last hour" {...errorOf(hour)} />
      <Figure name="Error, last 24 hours" {...errorOf(day)} />
      {provision && (
        <Figure
          name="Pod-minutes spare"
          value={sayNumber(provision.overMinutes)}
          note={`${sayNumber(provision.underMinutes)} missing, in view`}
        />
      )}
      {leads && <Figure name="Pods before a spike" {...early(leads)} />}
    </dl>
  );
}

function foreseen({ mean, low, high }: Foreseen, current: number | undefined): { value: string; note: string } {
  const band = low === undefined ? 'no forecast yet' : `${sayNumber(low)} to ${sayNumber(high)}`;
  const change = current === undefined || mean === undefined ? '' : `${sayDifference(mean - current)}, `;
  return { value: sayNumber(mean), note: `${change}${band}` };
}

function early({ spikes, desiredMs, worstMs, wonMs }: Leads): { value: string; note: string } {
  const won = wonMs === undefined || wonMs <= 0 ? '' : `, ${sayAge(wonMs)} won`;
  const worst = spikes === 1 ? '1 in view' : `${spikes} in view, the worst ${sayLead(worstMs)}`;
  return { value: desiredMs < 60_000 ? sayLead(desiredMs) : sayAge(desiredMs), note: `${worst}${won}` };
}

function errorOf({ rows, mae, smape, coverage }: Accuracy): { value: string; note: string } {
  if (rows === 0) return { value: '–', note: 'nothing to compare yet' };
  const band = coverage === undefined ? '' : `, ${sayPercent(coverage * 100)} in the band`;
  return { value: `± ${sayNumber(mae)}`, note: `sMAPE ${sayPercent(smape)}${band}` };
}

function Figure({ name, value, note }: { readonly name: string; readonly value: string; readonly note: string }) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd class="figure-value">{value}</dd>
      <dd class="figure-note">{note}</dd>
    </div>
  );
}
