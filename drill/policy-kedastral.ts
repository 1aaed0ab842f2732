import { DEFAULT_BEHAVIOR, DEFAULT_HPA_TOLERANCE } from './hpa-spec.ts';
import { metricScaler, NO_ORDERS, type PoolPolicy } from './pool-policy.ts';

const STEP_SECONDS = 60;
/** Its defaults: half an hour of history for the slope and three hours for habits, five minutes of lead. */
const WINDOW = 180;
const HORIZON = 30;
const SLOPE_POINTS = 10;
const LEAD_STEPS = 5;
const HEADROOM = 1.2;
const UP_FACTOR = 2;
const DOWN_PERCENT = 10;

/**
 * Kedastral's baseline model and capacity planner, written from its description (docs/ARCHITECTURE.md, docs/models/baseline.md and
 * docs/planner/MATH.md of kedastral/kedastral): a line through the last ten points and how it bends, blended with what the
 * minute of the hour and the hour of the day were like; then target, headroom, limits of change, and the highest count
 * within the lead time.
 */
export const KEDASTRAL: PoolPolicy = {
  name: 'Kedastral baseline',
  about: "Kedastral's baseline formulas with its defaults, from its description",
  handsOver: false,
  costs: false,
  hpa: { behavior: DEFAULT_BEHAVIOR, tolerance: DEFAULT_HPA_TOLERANCE },
  start({ capacity, minReplicas, maxReplicas }) {
    const history: number[] = [];
    let told = minReplicas;
    let first = 0;
    return {
      see: () => {},
      decide({ second, people }) {
        if (history.length === 0) first = Math.round(second / STEP_SECONDS);
        if (people !== null) history.push(people);
        const forecast = baselineForecast(history, first);
        let before = told;
        const counts = forecast.map((value) => {
          const wanted = bounded(Math.ceil((value / capacity) * HEADROOM), minReplicas, maxReplicas);
          const held = Math.min(wanted, Math.ceil(before * UP_FACTOR));
          before = bounded(Math.max(held, Math.floor(before * (1 - DOWN_PERCENT / 100))), minReplicas, maxReplicas);
          return before;
        });
        told = Math.max(...counts.slice(0, LEAD_STEPS + 1));
        return NO_ORDERS;
      },
      scaler: metricScaler('desired-replicas', 1, () => told),
    };
  },
};

function bounded(count: number, least: number, most: number): number {
  return Math.min(Math.max(count, least), most);
}

/**
 * @param history by the minute, the newest last
 * @param first the minute of the first of them, from a full hour
 * @returns the next half hour, by the minute
 */
export function baselineForecast(history: readonly number[], first: number): number[] {
  const now = history.at(-1) ?? 0;
  const slope = slopeOf(history.slice(-SLOPE_POINTS));
  const bend = (slope - slopeOf(history.slice(-2 * SLOPE_POINTS, -SLOPE_POINTS))) / SLOPE_POINTS;
  const from = Math.max(0, history.length - WINDOW);
  const minutes = habits(history, from, (index) => (first + index) % 60);
  const hours = habits(history, from, (index) => Math.floor((first + index) / 60) % 24);
  return Array.from({ length: HORIZON }, (_, index) => {
    const ahead = index + 1;
    const line = Math.max(0, now + slope * ahead + 0.5 * bend * ahead * ahead);
    const place = first + history.length - 1 + ahead;
    const usual = minutes.get(place % 60) ?? hours.get(Math.floor(place / 60) % 24);
    if (usual === undefined) return line;
    const rising = slope + bend * ahead > 0;
    const habit = rising ? 0.7 * usual.mean + 0.3 * usual.most : usual.mean;
    if (habit > 1.5 * line) return 0.2 * line + 0.8 * habit;
    // Its description says that the two are weighed alike where they are about equal, and not how far that goes.
    return habit > line / 1.5 ? 0.5 * line + 0.5 * habit : line;
  });
}

/** What was so at each place of the hour or day; only where it was seen twice. */
function habits(history: readonly number[], from: number, place: (index: number) => number) {
  const seen = new Map<number, number[]>();
  for (let index = from; index < history.length; index++) {
    const key = place(index);
    const values = seen.get(key) ?? [];
    values.push(history[index] as number);
    seen.set(key, values);
  }
  const known = [...seen].filter(([, values]) => values.length >= 2);
  return new Map(
    known.map(([key, values]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [key, { mean, most: Math.max(...values) }];
    }),
  );
}

/** The slope of the straight line through evenly spaced values. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  let [up, across] = [0, 0];
  for (const [index, value] of values.entries()) {
    up += (index - middle) * value;
    across += (index - middle) ** 2;
  }
  return across > 0 ? up / across : 0;
}
