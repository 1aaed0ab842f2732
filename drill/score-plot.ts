import { escapeHtml, numberTicks } from '#forecast-cli';
import { type PolicyScore, paretoFront } from './scores.ts';

const WIDTH = 860;
const HEIGHT = 420;
const EDGE = { left: 84, right: 24, top: 36, bottom: 66 };
/** What lies between nothing and this is as far apart as it is; above, each tenfold is. */
const LINEAR_TO = 0.02;
const MARKS = [0, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
const NEAREST = 26;
const LABEL = { width: 20, height: 16 };

/** Cost to the right, shortage upwards: who stands low and left is good. The line joins those that nobody beats in both. */
export function paretoSvg(scores: readonly PolicyScore[], measure: 'under' | 'cut', title: string): string {
  const points = scores.map(({ policy, means }, index) => {
    return { number: String(index + 1), name: policy, x: means.pods, y: means[measure] };
  });
  const highest = Math.max(0.1, ...points.map(({ y }) => y));
  const [low, high] = [Math.min(1, ...points.map(({ x }) => x)), Math.max(1.1, ...points.map(({ x }) => x))];
  const toX = (x: number) => EDGE.left + ((x - low) / (high - low)) * (WIDTH - EDGE.left - EDGE.right);
  const steep = (y: number) => Math.log1p(y / LINEAR_TO);
  const toY = (y: number) => HEIGHT - EDGE.bottom - (steep(y) / steep(highest)) * (HEIGHT - EDGE.top - EDGE.bottom);
  const front = new Set(paretoFront(points));
  const line = points.filter(({ name }) => front.has(name)).sort((one, other) => one.x - other.x);
  const path = line
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${toX(x).toFixed(1)} ${toY(y).toFixed(1)}`)
    .join('');
  const across = numberTicks(low, high, 6).map(({ at, label }) => {
    return `<text class="tick" x="${toX(at).toFixed(1)}" y="${HEIGHT - 42}" text-anchor="middle">${label}</text>`;
  });
  const up = apart(MARKS.filter((mark) => mark <= highest).map((mark) => [mark, toY(mark)] as const)).map(
    ([mark, at]) => {
      const y = at.toFixed(1);
      return `<path class="grid" d="M${EDGE.left} ${y}H${WIDTH - EDGE.right}"/><text class="tick" x="${EDGE.left - 8}" y="${y}" text-anchor="end" dominant-baseline="middle">${mark}</text>`;
    },
  );
  const places = labelPlaces(points.map(({ x, y }) => [toX(x), toY(y)] as const));
  const dots = points.map(({ number, name, x, y }, index) => {
    const kind = front.has(name) ? 'front' : 'other';
    const [left, top] = places[index] as readonly [number, number];
    return `<circle class="${kind}" cx="${toX(x).toFixed(1)}" cy="${toY(y).toFixed(1)}" r="5"><title>${escapeHtml(`${name}: ${x.toFixed(3)} × the ideal pods, ${y.toFixed(2)}`)}</title></circle>
<text class="label" x="${left.toFixed(1)}" y="${top.toFixed(1)}" text-anchor="middle" dominant-baseline="middle">${number}</text>`;
  });
  return `<h2>${escapeHtml(title)}</h2><figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">
${up.join('\n')}
<path class="line" d="${path}"/>
${across.join('\n')}
${dots.join('\n')}
<text class="tick" x="${WIDTH - EDGE.right}" y="${HEIGHT - 10}" text-anchor="end">pods paid for, against the ideal</text>
</svg></figure>`;
}

/** Whom the numbers of a plot are about. */
export function paretoNames(scores: readonly PolicyScore[]): string {
  return `<ol class="names">${scores.map(({ policy }) => `<li>${escapeHtml(policy)}</li>`).join('')}</ol>`;
}

/** Those that are far enough from each other to be read, the lowest first. */
function apart(marks: ReadonlyArray<readonly [mark: number, y: number]>): Array<readonly [mark: number, y: number]> {
  const kept: Array<readonly [number, number]> = [];
  for (const one of marks) if ((kept.at(-1)?.[1] ?? Number.POSITIVE_INFINITY) - one[1] >= NEAREST) kept.push(one);
  return kept;
}

/** Where each dot's number stands: near it, and on no other number or dot. */
function labelPlaces(dots: ReadonlyArray<readonly [x: number, y: number]>): Array<readonly [x: number, y: number]> {
  const placed: Array<readonly [number, number]> = [];
  const clear = (x: number, y: number) =>
    y > 0 &&
    y < HEIGHT - EDGE.bottom &&
    ![...placed, ...dots].some(([left, top]) => Math.abs(left - x) < LABEL.width && Math.abs(top - y) < LABEL.height);
  for (const [x, y] of dots) {
    const tries = [1, 2, 3, 4, 5, 6].flatMap((step) => [
      [x, y - step * LABEL.height],
      [x + 0.8 * LABEL.width * step, y - 0.6 * step * LABEL.height],
      [x - 0.8 * LABEL.width * step, y - 0.6 * step * LABEL.height],
      [x, y + step * LABEL.height],
    ]) as Array<[number, number]>;
    placed.push(tries.find(([left, top]) => clear(left, top)) ?? [x, y - LABEL.height]);
  }
  return placed;
}
