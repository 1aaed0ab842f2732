import { useEffect, useRef, useState } from 'preact/hooks';
import type { Chart, ChartHandlers } from './analytics-chart.ts';
import { Legend } from './analytics-legend.tsx';
import type { ChartKind } from './analytics-lines.ts';
import type { Shown } from './analytics-session.ts';
import { Tooltip } from './analytics-tooltip.tsx';

interface ChartViewProps extends Pick<ChartHandlers, 'onZoom' | 'onReset'> {
  readonly kind: ChartKind;
  readonly title: string;
  readonly shown: Shown;
  /** The id of what tells the same in words. */
  readonly describedBy: string;
}

/** A chart with its legend. The code that draws is loaded when there is something to draw. */
export function ChartView({ kind, title, shown, describedBy, onZoom, onReset }: ChartViewProps) {
  const root = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart>(undefined);
  const latest = useRef(shown);
  const [under, setUnder] = useState<{ row: number; left: number }>();
  const [failed, setFailed] = useState(false);
  latest.current = shown;

  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    import('./analytics-chart.ts').then(
      ({ Chart }) => {
        if (signal.aborted || root.current === null) return;
        const made = new Chart(root.current, kind, latest.current, { onZoom, onReset, onRow: setUnder });
        chart.current = made;
        const resized = new ResizeObserver(() => made.fit());
        resized.observe(root.current);
        const dark = matchMedia('(prefers-color-scheme: dark)');
        dark.addEventListener('change', () => made.recolour(), { signal });
        signal.addEventListener('abort', () => {
          resized.disconnect();
          made.close();
        });
      },
      () => setFailed(true),
    );
    return () => ended.abort();
  }, [kind, onZoom, onReset]);
  useEffect(() => chart.current?.draw(shown), [shown]);

  const onKeyDown = (event: KeyboardEvent) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    chart.current?.step(event.shiftKey ? way * 10 : way);
  };
  return (
    <section class="chart-card" aria-label={title}>
      <div class="chart-head">
        <h2>{title}</h2>
        <Legend kind={kind} frame={shown.frame} />
      </div>
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the cursor moves by keys
        tabIndex={0}
        class={`chart chart-${kind}`}
        role="application"
        aria-label={`${title}: arrow keys move along the time, the table below has the same numbers`}
        aria-describedby={describedBy}
        ref={root}
        onKeyDown={onKeyDown}
        onBlur={() => setUnder(undefined)}
      />
      {under && <Tooltip kind={kind} frame={shown.frame} under={under} />}
      {failed && <p class="complaint">The charts could not be loaded. The table has the same numbers.</p>}
    </section>
  );
}
