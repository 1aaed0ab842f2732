import { type Frame, lastKnown } from './analytics-column.ts';
import { scaleEvents } from './analytics-provision.ts';
import { sayMoment, sayNumber } from './analytics-words.ts';

/** What the chart of connections shows, in a few sentences. */
export function sayConnections(frame: Frame, now: number): string {
  const { at, value, mean } = frame;
  const last = lastKnown(value);
  if (last === undefined) return 'Nothing was counted in this time.';
  const known = value.flatMap((one, row) => (one === null ? [] : [{ one, row }]));
  const most = known.reduce((best, other) => (other.one > best.one ? other : best));
  const least = known.reduce((best, other) => (other.one < best.one ? other : best));
  const gaps = value.filter((one, row) => one === null && (at[row] ?? now) <= now && row < last.index).length;
  const highest = Math.max(...mean.map((one) => one ?? Number.NEGATIVE_INFINITY));
  return [
    `Connections from ${sayMoment(at[0] ?? now)} to ${sayMoment(at[last.index] ?? now)}: ${sayNumber(last.value)} at the end,`,
    `highest ${sayNumber(most.one)} at ${sayMoment(at[most.row] ?? now)},`,
    `lowest ${sayNumber(least.one)} at ${sayMoment(at[least.row] ?? now)}.`,
    gaps > 0 ? `${gaps} of the rows are not known.` : '',
    highest > Number.NEGATIVE_INFINITY ? `The forecast reaches ${sayNumber(highest)}.` : 'There is no forecast yet.',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** What the chart of replicas shows. */
export function sayReplicas(frame: Frame): string {
  const ready = lastKnown(frame.ready);
  if (ready === undefined) return 'Nobody said how many pods were ready.';
  const changes = scaleEvents(frame.at, frame.desired).length;
  const desired = lastKnown(frame.desired);
  const wanted = desired === undefined ? '' : ` of ${sayNumber(desired.value)} that are wanted`;
  const times = changes === 1 ? 'once' : `${changes} times`;
  return `${sayNumber(ready.value)} pods are ready${wanted}. Another number of pods was wanted ${changes === 0 ? 'never' : times} in this time.`;
}
