import { escapeHtml, htmlTable, numberTicks, REPORT_STYLE, timeTicks } from '#forecast-cli';
import type { DrillPlan } from './drill-plan.ts';
import type { DrillSample, DrillVerdict } from './drill-verdict.ts';
import { verdictRows } from './drill-verdict-words.ts';

const WIDTH = 960;
const HEIGHT = 260;
const EDGE = { left: 56, right: 28, top: 12, bottom: 40 };

const STYLE = `figure svg { width: 100%; height: auto; } .grid { stroke: var(--rule); } .tick { fill: var(--quiet); font-size: 12px; }
.line { fill: none; stroke-width: 1.5; } .band { fill: var(--forecast); opacity: 0.18; } .uncounted { fill: var(--panel); } .deed { stroke: var(--bad); stroke-dasharray: 3 4; }
.a { stroke: var(--ink); } .b { stroke: var(--forecast); } .c { stroke: var(--good); } .d { stroke: var(--bad); }
.key { font-size: 0.875rem; } .scroll { margin-top: 1.75rem; } .key span { border-bottom: 3px solid; margin-right: 1rem; }
.key .a { border-color: var(--ink); } .key .b { border-color: var(--forecast); } .key .c { border-color: var(--good); } .key .d { border-color: var(--bad); }
@media (max-width: 40rem) { .tick { font-size: 24px; } .tick.odd { display: none; } .line { stroke-width: 2.5; } td { white-space: normal; } tbody th { white-space: normal; } }`;

interface Line {
  readonly kind: 'a' | 'b' | 'c' | 'd';
  readonly name: string;
  readonly points: ReadonlyArray<readonly [at: number, value: number]>;
  /** A count that holds until the next. */
  readonly steps?: boolean;
}

interface Band {
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

/** A drill as one page that needs nothing else. */
export function drillHtml(
  verdict: DrillVerdict,
  samples: readonly DrillSample[],
  plan: DrillPlan,
  broken: readonly string[],
): string {
  const of = (value: (sample: DrillSample) => number) => samples.map((sample) => [sample.at, value(sample)] as const);
  const foreseen = samples.flatMap((sample) => sample.foreseen ?? []);
  const people: Line[] = [
    { kind: 'a', name: 'people who want to be there', points: of(({ wanted }) => wanted) },
    { kind: 'c', name: 'connected', points: of(({ crowd }) => crowd.online) },
    { kind: 'b', name: 'foreseen ten minutes ahead', points: foreseen.map(({ at, mean }) => [at, mean] as const) },
  ];
  const pods: Line[] = [
    { kind: 'a', name: 'needed', points: of(({ wanted }) => Math.ceil(wanted / plan.capacity)), steps: true },
    { kind: 'b', name: 'wanted by HPA', points: of(({ desired }) => desired), steps: true },
    { kind: 'c', name: 'ready', points: of(({ ready }) => ready), steps: true },
  ];
  const lag: Line[] = [
    { kind: 'a', name: 'p99 of the last quarter second', points: of(({ crowd }) => crowd.lagP99Ms) },
  ];
  const drops: Line[] = [
    { kind: 'c', name: 'handed over', points: of(({ crowd }) => crowd.handedOver), steps: true },
    { kind: 'd', name: 'cut off', points: of(({ crowd }) => crowd.cuts), steps: true },
  ];
  const promises =
    broken.length === 0
      ? '<p>All promises were kept.</p>'
      : broken.map((sentence) => `<p class="note">${escapeHtml(sentence)}</p>`).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A drill: ${escapeHtml(verdict.trace)}</title><style>${REPORT_STYLE}${STYLE}</style></head><body>
<h1>A drill: ${escapeHtml(verdict.trace)}</h1>
<p class="quiet">${escapeHtml(plan.trace.origin)}. ${plan.capacity} people a pod, ${plan.coldStartSeconds} s until a pod is ready, ${plan.speed} times as fast.</p>
${promises}
${plotSvg('People', people, samples, verdict, foreseen)}
${plotSvg('Pods', pods, samples, verdict)}
${plotSvg('Handed over and cut off', drops, samples, verdict)}
${plotSvg('From the log to a screen, in milliseconds', lag, samples, verdict)}
${htmlTable('The verdict', ['measure', 'value'], verdictRows(verdict))}
<p class="quiet">What lies in the shaded part at the left was not counted: the scaler was still learning. ${
    verdict.deeds.length === 0
      ? ''
      : `Dashed, upright: ${verdict.deeds.map(({ deed }) => deed).join(', ')}, on purpose.`
  }</p>
</body></html>
`;
}

function plotSvg(
  title: string,
  lines: readonly Line[],
  samples: readonly DrillSample[],
  { deeds }: Pick<DrillVerdict, 'deeds'>,
  band: readonly Band[] = [],
): string {
  const [low, high] = [samples[0]?.at ?? 0, samples.at(-1)?.at ?? 1];
  const values = [...lines.flatMap(({ points }) => points.map(([, value]) => value)), ...band.map((one) => one.high)];
  const highest = values.reduce((most, value) => Math.max(most, value), 1);
  const inside = <Point extends { readonly at: number }>(point: Point) => point.at <= high;
  const toX = (at: number) =>
    (EDGE.left + ((at - low) / Math.max(high - low, 1)) * (WIDTH - EDGE.left - EDGE.right)).toFixed(1);
  const toY = (value: number) =>
    (HEIGHT - EDGE.bottom - (value / highest) * (HEIGHT - EDGE.top - EDGE.bottom)).toFixed(1);
  const up = numberTicks(0, highest, 5).map(({ at, label }) => {
    return `<path class="grid" d="M${EDGE.left} ${toY(at)}H${WIDTH - EDGE.right}"/><text class="tick" x="${EDGE.left - 6}" y="${toY(at)}" text-anchor="end" dominant-baseline="middle">${label}</text>`;
  });
  const across = timeTicks(low, high, 10).map(({ at, label }, index) => {
    return `<text class="tick${index % 2 === 1 ? ' odd' : ''}" x="${toX(at)}" y="${HEIGHT - 16}" text-anchor="middle">${label}</text>`;
  });
  const counted = samples.find((sample) => sample.counted)?.at ?? high;
  const shade = `<path class="uncounted" d="M${toX(low)} ${EDGE.top}H${toX(counted)}V${HEIGHT - EDGE.bottom}H${toX(low)}Z"/>`;
  const marks = deeds.map(({ deed, at }) => {
    return `<path class="deed" d="M${toX(at)} ${EDGE.top}V${HEIGHT - EDGE.bottom}"><title>${deed}</title></path>`;
  });
  const drawn = lines.map(({ kind, points, steps }) => {
    const path = points
      .filter(([at]) => at <= high)
      .map(([at, value], index) => {
        if (index === 0) return `M${toX(at)} ${toY(value)}`;
        return steps ? `H${toX(at)}V${toY(value)}` : `L${toX(at)} ${toY(value)}`;
      });
    return `<path class="line ${kind}" d="${path.join('')}"/>`;
  });
  const seen = band.filter(inside);
  const edge = [
    ...seen.map(({ at, high: top }) => `${toX(at)} ${toY(top)}`),
    ...[...seen].reverse().map((one) => `${toX(one.at)} ${toY(one.low)}`),
  ];
  const keys = lines.map(({ kind, name }) => `<span class="${kind}">${escapeHtml(name)}</span>`);
  return `<h2>${escapeHtml(title)}</h2><figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">
${shade}${marks.join('')}${up.join('')}${across.join('')}
${edge.length > 0 ? `<path class="band" d="M${edge.join('L')}Z"/>` : ''}
${drawn.join('\n')}
</svg><figcaption class="key">${keys.join('')}</figcaption></figure>`;
}
