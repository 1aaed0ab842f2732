import { escapeHtml } from './html.ts';
import type { Tick } from './plot-ticks.ts';

/** One thing that is drawn, below those after it. */
export type Layer =
  | { readonly kind: 'line'; readonly style: string; readonly x: readonly number[]; readonly y: ArrayLike<number> }
  | {
      readonly kind: 'band';
      readonly style: string;
      readonly x: readonly number[];
      readonly low: ArrayLike<number>;
      readonly high: ArrayLike<number>;
    }
  /** A vertical line. */
  | { readonly kind: 'mark'; readonly style: string; readonly at: number };

export interface Plot {
  /** Unique in the document. */
  readonly id: string;
  /** What is shown, in a few words, and what it says, for those who cannot see it. */
  readonly title: string;
  readonly description: string;
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly layers: readonly Layer[];
  readonly small?: boolean;
}

const WIDTH = 1_000;
const HEIGHT = 300;
/** More points than a screen has are thinned to the least and the most of each stretch, so that peaks stay. */
const MOST_POINTS = 1_200;
const MOST_POINTS_SMALL = 300;

/**
 * A plot as HTML: the drawing is an SVG that stretches with the page, the labels are texts beside it that do not, so that
 * they can be read at any width.
 */
export function plotHtml(plot: Plot): string {
  const { id, xTicks, yTicks, layers } = plot;
  const most = plot.small ? MOST_POINTS_SMALL : MOST_POINTS;
  const toX = (value: number) => (WIDTH * (value - plot.x[0])) / (plot.x[1] - plot.x[0] || 1);
  const toY = (value: number) => HEIGHT - (HEIGHT * (value - plot.y[0])) / (plot.y[1] - plot.y[0] || 1);
  const lines = [
    ...yTicks.map(({ at }) => `<path class="grid" d="M0 ${round(toY(at))}H${WIDTH}"/>`),
    ...layers.map((layer) => drawLayer(layer, toX, toY, most)),
  ];
  const left = yTicks.map(({ at, label }) => {
    return `<span style="top:${round((100 * toY(at)) / HEIGHT)}%">${escapeHtml(label)}</span>`;
  });
  const below = xTicks.map(({ at, label, below: more }) => {
    const second = more === undefined ? '' : `<br>${escapeHtml(more)}`;
    return `<span style="left:${round((100 * toX(at)) / WIDTH)}%">${escapeHtml(label)}${second}</span>`;
  });
  return `<div class="plot${plot.small ? ' small' : ''}">
<div class="y" aria-hidden="true">${left.join('')}</div>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-labelledby="${id}-t ${id}-d">
<title id="${id}-t">${escapeHtml(plot.title)}</title><desc id="${id}-d">${escapeHtml(plot.description)}</desc>
${lines.join('\n')}
</svg>
<div class="x" aria-hidden="true">${below.join('')}</div>
</div>`;
}

type Scale = (value: number) => number;

function drawLayer(layer: Layer, toX: Scale, toY: Scale, most: number): string {
  if (layer.kind === 'mark') return `<path class="${layer.style}" d="M${round(toX(layer.at))} 0V${HEIGHT}"/>`;
  if (layer.kind === 'line') return `<path class="${layer.style}" d="${linePath(layer.x, layer.y, toX, toY, most)}"/>`;
  const shown = thinned(layer.high, most);
  const point = (index: number, y: ArrayLike<number>) => {
    return `${round(toX(layer.x[index] ?? 0))} ${round(toY(y[index] ?? Number.NaN))}`;
  };
  const there = shown.map((index) => point(index, layer.high));
  const back = shown.toReversed().map((index) => point(index, layer.low));
  return there.length === 0 ? '' : `<path class="${layer.style}" d="M${[...there, ...back].join('L')}Z"/>`;
}

/** A line with a hole where a number is missing; a number between two holes is a dot. */
function linePath(x: readonly number[], y: ArrayLike<number>, toX: Scale, toY: Scale, most: number): string {
  const pieces: string[] = [];
  let open = false;
  for (const index of thinned(y, most)) {
    const value = y[index] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      open = false;
      continue;
    }
    const point = `${round(toX(x[index] ?? 0))} ${round(toY(value))}`;
    const alone = !open && !Number.isFinite(y[index + 1] ?? Number.NaN);
    pieces.push(open ? `L${point}` : alone ? `M${point}h0` : `M${point}`);
    open = true;
  }
  return pieces.join('');
}

/**
 * The indexes that are drawn: all, or the least and the most of each stretch.
 *
 * @example
 * thinned([1, 9, 2, 3, 0, 4], 4) // => [0, 1, 4, 5]
 */
export function thinned(values: ArrayLike<number>, most: number): number[] {
  if (values.length <= most) return Array.from(values, (_, index) => index);
  const stretch = Math.ceil((2 * values.length) / most);
  const kept: number[] = [];
  for (let from = 0; from < values.length; from += stretch) {
    let least = from;
    let greatest = from;
    for (let index = from; index < Math.min(values.length, from + stretch); index++) {
      if ((values[index] as number) < (values[least] as number)) least = index;
      if ((values[index] as number) > (values[greatest] as number)) greatest = index;
    }
    kept.push(...new Set([Math.min(least, greatest), Math.max(least, greatest)]));
  }
  return kept;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
