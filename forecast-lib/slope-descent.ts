/** A cost and its slope: writes the slope into `slope` and returns the cost, which may be infinite where it is not allowed. */
export type Slope = (at: Float64Array, slope: Float64Array) => number;

export interface DescentOptions {
  readonly maxEvaluations?: number;
  /** Ends when a step lowers the cost by less. */
  readonly tolerance?: number;
}

export interface Descent {
  readonly at: Float64Array;
  readonly value: number;
  readonly evaluations: number;
}

/** What a step taught: where it went, how the slope changed, and one over their product. */
interface Lesson {
  readonly move: Float64Array;
  readonly turn: Float64Array;
  readonly weight: number;
}

const REMEMBERED = 8;

/**
 * Goes down a smooth cost of many parameters: the quasi-Newton method with a short memory (Nocedal, 1980), and steps
 * that meet the weak Wolfe conditions by bisection (Lewis and Overton, 2013). It finds a local minimum. A parameter
 * whose slope is always 0 is never moved.
 */
export function descend(
  cost: Slope,
  start: ArrayLike<number>,
  { maxEvaluations = 200, tolerance = 1e-9 }: DescentOptions = {},
): Descent {
  let at: Float64Array = Float64Array.from(start);
  let slope: Float64Array = new Float64Array(at.length);
  let value = cost(at, slope);
  let evaluations = 1;
  const lessons: Lesson[] = [];
  let small = 0;
  while (evaluations < maxEvaluations && Number.isFinite(value)) {
    const way = direction(slope, lessons);
    const fall = dot(way, slope);
    if (!(fall < 0)) break;
    const next = walk(cost, at, way, value, fall, maxEvaluations - evaluations);
    evaluations += next.evaluations;
    if (!(next.value < value)) break;
    learn(lessons, at, next.at, slope, next.slope);
    small = value - next.value < tolerance ? small + 1 : 0;
    ({ at, value, slope } = next);
    if (small === 2) break;
  }
  return { at, value, evaluations };
}

/** The best of the points tried along the way. */
function walk(cost: Slope, from: Float64Array, way: Float64Array, value: number, fall: number, budget: number) {
  let [near, far, share] = [0, Number.POSITIVE_INFINITY, 1];
  let best = { at: from, slope: way, value, evaluations: 0 };
  for (let evaluations = 1; evaluations <= Math.min(budget, 20); evaluations++) {
    const at = from.map((start, index) => start + share * (way[index] as number));
    const slope = new Float64Array(at.length);
    const there = cost(at, slope);
    best = there < best.value ? { at, slope, value: there, evaluations } : { ...best, evaluations };
    if (!(there <= value + 1e-4 * share * fall)) far = share;
    else if (dot(slope, way) < 0.9 * fall) near = share;
    else return { at, slope, value: there, evaluations };
    share = far < Number.POSITIVE_INFINITY ? (near + far) / 2 : share * 2;
  }
  return best;
}

function learn(
  lessons: Lesson[],
  from: Float64Array,
  to: Float64Array,
  slopeFrom: Float64Array,
  slopeTo: Float64Array,
): void {
  const move = to.map((value, index) => value - (from[index] as number));
  const turn = slopeTo.map((value, index) => value - (slopeFrom[index] as number));
  const product = dot(move, turn);
  if (!(product > 1e-14 * dot(turn, turn))) return;
  lessons.push({ move, turn, weight: 1 / product });
  if (lessons.length > REMEMBERED) lessons.shift();
}

/** Down the slope, bent by what was learned; the first step is at most one long. */
function direction(slope: Float64Array, lessons: readonly Lesson[]): Float64Array {
  const way = slope.map((value) => -value);
  const newest = lessons.at(-1);
  if (newest === undefined) return way.map((value) => value / Math.max(1, Math.sqrt(dot(slope, slope))));
  const shares = lessons.map(() => 0);
  for (let index = lessons.length - 1; index >= 0; index--) {
    const { move, turn, weight } = lessons[index] as Lesson;
    shares[index] = weight * dot(move, way);
    add(way, turn, -(shares[index] as number));
  }
  const size = 1 / (newest.weight * dot(newest.turn, newest.turn));
  for (let index = 0; index < way.length; index++) way[index] = size * (way[index] as number);
  for (const [index, { move, turn, weight }] of lessons.entries())
    add(way, move, (shares[index] as number) - weight * dot(turn, way));
  return way;
}

function add(to: Float64Array, from: Float64Array, share: number): void {
  for (let index = 0; index < to.length; index++) to[index] = (to[index] as number) + share * (from[index] as number);
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] as number) * (other[index] as number);
  return sum;
}
