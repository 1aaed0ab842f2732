import type { Frame } from './analytics-column.ts';
import { Swatch } from './analytics-legend.tsx';
import { type ChartKind, knownLines } from './analytics-lines.ts';
import { sayDifference, sayMoment, sayNumber } from './analytics-words.ts';

interface TooltipProps {
  readonly kind: ChartKind;
  readonly frame: Frame;
  readonly under: { readonly row: number; readonly left: number };
}

/** The values at the cursor, and what lies between them. */
export function Tooltip({ kind, frame, under: { row, left } }: TooltipProps) {
  const at = frame.at[row];
  if (at === undefined) return null;
  const lines = knownLines(kind, frame).filter(
    ({ column }) => column !== 'low' && (frame[column][row] ?? null) !== null,
  );
  const [name, difference] = differenceAt(kind, frame, row);
  return (
    <div class="tooltip card" ref={(box) => void (box && place(box, left))}>
      <p class="soft">{sayMoment(at)}</p>
      {lines.length === 0 && <p>Nothing is known of this time</p>}
      <dl>
        {lines.map((line) => (
          <div key={line.column}>
            <dt>
              <Swatch line={line} /> {line.column === 'high' ? '90 % band' : line.name}
            </dt>
            <dd>
              {line.column === 'high' && `${sayNumber(frame.low[row])} to `}
              {sayNumber(frame[line.column][row])}
            </dd>
          </div>
        ))}
        {difference !== undefined && (
          <div class="difference">
            <dt>{name}</dt>
            <dd>{sayDifference(difference)}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function differenceAt(kind: ChartKind, frame: Frame, row: number): [string, number | undefined] {
  const [of, from] =
    kind === 'connections' ? [frame.value[row], frame.predicted[row]] : [frame.ready[row], frame.desired[row]];
  const name = kind === 'connections' ? 'Actual less predicted' : 'Ready less desired';
  return [name, typeof of === 'number' && typeof from === 'number' ? of - from : undefined];
}

/** Beside the cursor, on the side that has room. */
function place(box: HTMLElement, left: number): void {
  const AXIS = 52;
  const GAP = 14;
  const room = box.parentElement?.clientWidth ?? 0;
  const right = AXIS + left + GAP;
  const x = right + box.offsetWidth < room ? right : AXIS + left - GAP - box.offsetWidth;
  box.style.transform = `translateX(${Math.max(4, Math.min(x, room - box.offsetWidth - 4))}px)`;
}
