import { escapeHtml, numberTicks } from '#forecast-cli';
import { type PolicyScore, paretoFront } from './scores.ts';

const WIDTH = 860;
const HEIGHT = 420;
const EDGE = { left: 60, right: 220, top: 16, bottom: 44 };

/** Cost to the right, shortage upwards: who stands low and left is good. The line joins those that nobody beats in both. */
export function paretoSvg(scores: readonly PolicyScore[], measure: 'under' | 'cut', title: string): string {
  const points = scores.map(({ policy, means }) => ({ name: policy, x: means.pods, y: means[measure] }));
  const highest = Math.max(0.01, ...points.map(({ y }) => y));
  const [low, high] = [Math.min(1, ...points.map(({ x }) => x)), Math.max(1.1, ...points.map(({ x }) => x))];
  const toX = (x: number) => EDGE.left + ((x - low) / (high - low)) * (WIDTH - EDGE.left - EDGE.right);
  // A square root, so that what lies near nothing can be told apart.
  const toY = (y: number) => HEIGHT - EDGE.bottom - Math.sqrt(y / highest) * (HEIGHT - EDGE.top - EDGE.bottom);
  const front = new Set(paretoFront(points));
  const line = points.filter(({ name }) => front.has(name)).sort((one, other) => one.x - other.x);
  const path = line
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${toX(x).toFixed(1)} ${toY(y).toFixed(1)}`)
    .join('');
  const across = numberTicks(low, high, 6).map(({ at, label }) => {
    return `<text class="tick" x="${toX(at).toFixed(1)}" y="${HEIGHT - 24}" text-anchor="middle">${label}</text>`;
  });
  const up = [0, 0.01, 0.1, 0.25, 0.5, 1].map((part) => {
    const y = toY(highest * part).toFixed(1);
    return `<path class="grid" d="M${EDGE.left} ${y}H${WIDTH - EDGE.right}"/><text class="tick" x="${EDGE.left - 8}" y="${y}" text-anchor="end" dominant-baseline="middle">${(highest * part).toPrecision(2)}</text>`;
  });
  const dots = points.map(({ name, x, y }) => {
    const kind = front.has(name) ? 'front' : 'other';
    return `<circle class="${kind}" cx="${toX(x).toFixed(1)}" cy="${toY(y).toFixed(1)}" r="5"><title>${escapeHtml(`${name}: ${x.toFixed(3)} × the ideal pods, ${y.toFixed(2)}`)}</title></circle>
<text class="label" x="${(toX(x) + 9).toFixed(1)}" y="${(toY(y) + 4).toFixed(1)}">${escapeHtml(name)}</text>`;
  });
  return `<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">
${up.join('\n')}
<path class="line" d="${path}"/>
${across.join('\n')}
${dots.join('\n')}
<text class="tick" x="${WIDTH - EDGE.right}" y="${HEIGHT - 6}" text-anchor="end">pods paid for, against the ideal</text>
</svg><figcaption>${escapeHtml(title)}</figcaption></figure>`;
}
