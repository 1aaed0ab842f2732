import uPlot from 'uplot';
import { type Colour, readColours } from './analytics-colours.ts';
import type { Frame } from './analytics-column.ts';
import { LINES, type Line } from './analytics-lines.ts';
import { type Marks, marksPlugin } from './analytics-marks.ts';
import { scaleEvents } from './analytics-provision.ts';
import type { Span } from './analytics-range.ts';
import { bucketEnds, bucketExtremes, bucketRows } from './analytics-thinning.ts';
import { sayNumber } from './analytics-words.ts';

/** Under this name the browser's own performance timeline has how long the last drawing took. */
const DRAWN = 'breakwater.redraw';
const SYNC = 'analytics';
/** More rows than any screen has columns, twice over. */
const MOST_ROWS = 6_000;

/** From this distance of two ticks on, in milliseconds: what each tells, and what the first and each first of a day tells below. */
const TIMES: (string | number | null)[][] = [
  [31_536_000_000, '{YYYY}', null, null, null, null, null, null, 1],
  [86_400_000, '{D} {MMM}', null, null, null, null, null, null, 1],
  [1_000, '{HH}:{mm}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
];

export interface Drawn {
  readonly frame: Frame;
  readonly span: Span;
  readonly now: number;
}

export interface ChartHandlers {
  /** The row under the pointer, and where that is from the chart's left edge; `undefined` when it left. */
  readonly onRow: (at: { row: number; left: number } | undefined) => void;
  readonly onZoom: (fromAt: number, toAt: number) => void;
  readonly onReset: () => void;
}

/** One chart. What is drawn in it comes with `draw`. */
export class Chart {
  readonly #chart: uPlot;
  readonly #lines: readonly Line[];
  readonly #root: HTMLElement;
  #drawn: Drawn;
  #marks: Marks;
  #startedAt = 0;
  /** Of each row that is drawn, which row of the frame it is. */
  #rows: readonly number[] = [];

  constructor(root: HTMLElement, kind: keyof typeof LINES, drawn: Drawn, handlers: ChartHandlers) {
    this.#root = root;
    this.#lines = LINES[kind];
    this.#drawn = drawn;
    this.#marks = { now: drawn.now, colours: readColours(root), events: [] };
    const marks = () => this.#marks;
    this.#startedAt = performance.now();
    this.#mark();
    this.#chart = new uPlot(
      {
        ...sizeOf(root),
        ms: 1,
        legend: { show: false },
        padding: [8, 12, 0, 0],
        scales: {
          x: { time: true, range: () => [this.#drawn.span.fromAt, this.#drawn.span.toAt] },
          y: { range: fromNothing },
        },
        axes: axesOf(() => this.#marks.colours),
        series: [{}, ...this.#lines.map((line) => seriesOf(line, () => this.#marks.colours))],
        bands: bandsOf(this.#lines, () => this.#marks.colours),
        plugins: [marksPlugin(marks)],
        cursor: {
          y: false,
          points: { size: 7 },
          drag: { x: true, y: false, setScale: false, dist: 6 },
          sync: { key: SYNC, scales: ['x', null] },
          bind: {
            dblclick: () => () => {
              handlers.onReset();
              return null;
            },
          },
        },
        hooks: {
          draw: [() => this.#told()],
          setCursor: [(chart) => handlers.onRow(this.#under(chart))],
          setSelect: [(chart) => zoom(chart, handlers)],
        },
      },
      this.#data(),
      root,
    );
  }

  draw(drawn: Drawn): void {
    this.#startedAt = performance.now();
    this.#drawn = drawn;
    this.#mark();
    this.#chart.setData(this.#data(), true);
  }

  /** Fits the space that it has now. */
  fit(): void {
    const { width, height } = sizeOf(this.#root);
    if (width === this.#chart.width && height === this.#chart.height) return;
    this.#startedAt = performance.now();
    this.#chart.setSize({ width, height });
  }

  /** Paints again, in the colours of now. */
  recolour(): void {
    this.#mark();
    this.#chart.redraw(false);
  }

  /** Moves the cursor by rows, for whoever has no pointer. */
  step(rows: number): void {
    const at = this.#chart.data[0];
    const row = Math.min(at.length - 1, Math.max(0, (this.#chart.cursor.idx ?? 0) + rows));
    const left = this.#chart.valToPos(at[row] ?? 0, 'x');
    this.#chart.setCursor({ left, top: 0 });
  }

  close(): void {
    this.#chart.destroy();
  }

  #mark(): void {
    const { frame, now } = this.#drawn;
    const events = this.#lines === LINES.replicas ? scaleEvents(frame.at, frame.desired) : [];
    this.#marks = { now, events, colours: readColours(this.#root) };
  }

  /** A canvas has no more columns than pixels: of more rows, the extremes of each are drawn. */
  #data(): uPlot.AlignedData {
    const { frame } = this.#drawn;
    const { at } = frame;
    if (at.length <= MOST_ROWS) {
      this.#rows = at.map((_, row) => row);
      return [at as number[], ...this.#lines.map(({ column }) => frame[column] as (number | null)[])];
    }
    const ends = bucketEnds(at.length, MOST_ROWS / 2);
    this.#rows = bucketRows(ends);
    const times = this.#rows.map((row) => at[row] ?? 0);
    return [times, ...this.#lines.map(({ column }) => bucketExtremes(frame[column], ends))];
  }

  #under({ cursor }: uPlot): { row: number; left: number } | undefined {
    const { idx, left } = cursor;
    const row = this.#rows[idx ?? -1];
    return row === undefined || left === undefined || left < 0 ? undefined : { row, left };
  }

  #told(): void {
    performance.clearMeasures(DRAWN);
    if (this.#startedAt > 0) performance.measure(DRAWN, { start: this.#startedAt });
    this.#startedAt = 0;
  }
}

function sizeOf(root: HTMLElement): { width: number; height: number } {
  return { width: Math.max(200, root.clientWidth), height: Math.max(120, root.clientHeight) };
}

function fromNothing(_chart: uPlot, _low: number | null, high: number | null): [number, number] {
  return [0, Math.max(1, (high ?? 0) * 1.12)];
}

function axesOf(colours: () => Record<Colour, string>): uPlot.Axis[] {
  const paint: uPlot.Axis = {
    stroke: () => colours()['ink-soft'],
    font: '12px system-ui, sans-serif',
    grid: { stroke: () => colours().grid, width: 1 },
    ticks: { show: false },
  };
  return [
    { ...paint, space: 70, values: TIMES },
    { ...paint, size: 52, space: 36, values: (_chart, splits) => splits.map((split) => sayNumber(split)) },
  ];
}

function seriesOf({ colour, dash, width, stepped }: Line, colours: () => Record<Colour, string>): uPlot.Series {
  const steps = stepped && uPlot.paths.stepped;
  return {
    stroke: () => colours()[colour],
    width,
    ...(dash && { dash: [...dash] }),
    ...(steps && { paths: steps({ align: -1 }) }),
    // A value between two gaps has no line: it is drawn as a point.
    points: { show: width > 0 && stepped !== true ? undefined : false, size: 5 } as uPlot.Series.Points,
    spanGaps: false,
  };
}

function bandsOf(lines: readonly Line[], colours: () => Record<Colour, string>): uPlot.Band[] {
  const [high, low] = ['high', 'low'].map((name) => lines.findIndex(({ column }) => column === name) + 1);
  if (!high || !low) return [];
  return [{ series: [high, low], fill: () => colours().band }];
}

function zoom(chart: uPlot, { onZoom }: ChartHandlers): void {
  const { left, width } = chart.select;
  if (width < 6) return;
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom(chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x'));
}
