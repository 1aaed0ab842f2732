import type { Accuracy } from './analytics-accuracy.ts';
import type { Provision } from './analytics-provision.ts';
import { sayDifference, sayNumber, sayPercent } from './analytics-words.ts';

/** The numbers that are told in large. What is not known is `undefined`. */
export interface Headline {
  readonly current: number | undefined;
  readonly soon: number | undefined;
  readonly soonLow: number | undefined;
  readonly soonHigh: number | undefined;
  readonly hour: Accuracy;
  readonly day: Accuracy;
  readonly provision: Provision | undefined;
}

export function HeadlineRow({ headline }: { readonly headline: Headline }) {
  const { current, soon, soonLow, soonHigh, hour, day, provision } = headline;
  const change = current === undefined || soon === undefined ? undefined : soon - current;
  const band = soonLow === undefined ? 'no forecast yet' : `${sayNumber(soonLow)} to ${sayNumber(soonHigh)}`;
  return (
    <dl class="figures">
      <Figure name="Connections now" value={sayNumber(current)} note="at the end of the last minute" />
      <Figure
        name="Predicted in 15 min"
        value={sayNumber(soon)}
        note={change === undefined ? band : `${sayDifference(change)}, ${band}`}
      />
      <Figure name="Error, last hour" {...errorOf(hour)} />
      <Figure name="Error, last 24 hours" {...errorOf(day)} />
      {provision && (
        <Figure
          name="Pod-minutes in view"
          value={`${sayNumber(provision.overMinutes)} spare`}
          note={`${sayNumber(provision.underMinutes)} missing`}
        />
      )}
    </dl>
  );
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
