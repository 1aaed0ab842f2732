import type { Frame } from './analytics-column.ts';
import { type ChartKind, knownLines, type Line } from './analytics-lines.ts';

/** Which line is which. The band is one thing. */
export function Legend({ kind, frame }: { readonly kind: ChartKind; readonly frame: Frame }) {
  const lines = knownLines(kind, frame).filter(({ column }) => column !== 'low');
  return (
    <ul class="legend">
      {lines.map((line) => (
        <li key={line.column}>
          <Swatch line={line} />
          {line.column === 'high' ? '90 % band' : line.name}
        </li>
      ))}
    </ul>
  );
}

export function Swatch({ line }: { readonly line: Line }) {
  const { colour, dash, width } = line;
  if (width === 0) return <span class="swatch swatch-band" aria-hidden="true" />;
  return (
    <svg class={`swatch ink-${colour}`} viewBox="0 0 24 8" width="24" height="8" aria-hidden="true">
      <path d="M0 4h24" stroke="currentColor" stroke-width="2.5" stroke-dasharray={dash?.join(' ')} />
    </svg>
  );
}
