import { dot } from './dot-product.ts';
import { ForecastFault } from './forecast-fault.ts';
import { doublingLeads } from './lead-place.ts';
import { fitLead, type LeadRow, type LeadRule } from './lead-regression.ts';
import type { Json } from './model.ts';
import { levelMoves } from './present-level.ts';
import {
  type BeyondSums,
  beyondSums,
  PROFILE_FEATURES,
  priorWeights,
  profileFeatures,
  spikeLimit,
} from './profile-features.ts';
import { type ProfileHistory, profileHistory } from './profile-history.ts';
import { nextMeans, ProfileState, type RunningMeans, recentSteps } from './profile-state.ts';
import { normalGrid, RESIDUAL_LEVELS } from './residual-grid.ts';
import { restoreNumbers, saveNumbers } from './saved-numbers.ts';
import { type Series, timeAt } from './series.ts';

/** Origins a lead learns from. */
const ORIGINS = 300;
/** Rows that the prior weights of a lead are worth. */
const PRIOR_ROWS = 8;
/** Fewer rows than this are no distribution. */
const FEWEST_ROWS = 8;

/** A seasonal profile that has learned. */
export interface ProfileFit {
  readonly state: ProfileState;
  /** Whether it works on logarithms. */
  readonly log: boolean;
  /** What a forecast may be, in the space it works in: a range below and above what was. */
  readonly lowest: number;
  readonly highest: number;
  /** Leads that have a rule, rising; others are between them. */
  readonly leads: readonly number[];
  readonly rules: readonly LeadRule[];
}

interface Learned extends ProfileFit {
  /** Mean absolute error of the rules, in the units of the series. */
  readonly missed: number;
}

/** @param period steps in a day, 0 for none */
export function fitProfile(series: Series, period: number): ProfileFit {
  const plain = learn(series, series.values, period, false);
  if (!series.values.every((value) => !(value <= 0))) return plain;
  const log = learn(series, series.values.map(Math.log), period, true);
  return log.missed < plain.missed ? log : plain;
}

function learn(series: Series, told: Float64Array, period: number, log: boolean): Learned {
  const moves = levelMoves(told, period);
  const values = moves ? told.map((value, index) => value + (moves[index] as number)) : told;
  const history = profileHistory(values, period);
  const { beyond } = history;
  const limit = spikeLimit(beyond);
  const sums = beyondSums(beyond, limit);
  const means = runningMeans(sums, period);
  const leads = doublingLeads(Math.max(1, Math.min(period > 1 ? period : 64, Math.floor(values.length / 3))));
  const learned = leads.map((lead) => {
    const rows = leadRows(history, sums, means, lead, period);
    const prior = priorWeights(lead, period);
    const rule = fitLead(rows, prior, PRIOR_ROWS);
    const spread = rows.length < FEWEST_ROWS ? normalGrid((limit / 8) * Math.sqrt(lead)) : rule.residuals;
    return { rule: { weights: rule.weights, residuals: spread }, rows };
  });
  let missed = 0;
  for (const { rule, rows } of learned)
    for (const { features, target, unit, base } of rows) {
      const told = base + dot(rule.weights, features) + (rule.residuals[rule.residuals.length >> 1] as number) * unit;
      const actual = base + target;
      missed += log ? Math.abs(Math.exp(actual) - Math.exp(told)) : Math.abs(actual - told);
    }
  const { lowest, highest } = range(told);
  const steps = recentSteps(period);
  const recent = new Float64Array(steps).fill(Number.NaN);
  const tail = beyond.subarray(Math.max(0, beyond.length - steps));
  recent.set(tail, steps - tail.length);
  const now = means[means.length - 1] as RunningMeans;
  const { shape, shares } = history;
  const startAt = timeAt(series, values.length);
  const { stepSeconds } = series;
  const state = new ProfileState({ stepSeconds, period, startAt, limit, shape, shares, recent, today: [], means: now });
  return { state, log, lowest, highest, leads, rules: learned.map(({ rule }) => rule), missed };
}

interface ProfileRow extends LeadRow {
  /** What the row tells without features. */
  readonly base: number;
}

function leadRows(
  { beyond, units, knownFrom, told }: ProfileHistory,
  sums: BeyondSums,
  means: readonly RunningMeans[],
  lead: number,
  period: number,
): ProfileRow[] {
  const rows: ProfileRow[] = [];
  const first = Math.max(0, knownFrom - lead, Math.min(period, Math.floor(beyond.length / 4)));
  const span = beyond.length - lead - first;
  for (let origin = beyond.length - 1 - lead, stride = strideOf(span, period); origin >= first; origin -= stride) {
    const target = (beyond[origin + lead] as number) - (means[origin] as RunningMeans).slow;
    if (Number.isNaN(target)) continue;
    const features = new Float64Array(PROFILE_FEATURES);
    const mean = means[origin] as RunningMeans;
    profileFeatures(sums, origin, lead, period, mean, features);
    rows.push({
      features,
      target,
      unit: units[origin + lead] as number,
      base: mean.slow + (told[origin + lead] as number),
    });
  }
  return rows;
}

/** About ORIGINS origins, at all times of the day. */
function strideOf(span: number, period: number): number {
  let stride = Math.max(1, Math.floor(span / ORIGINS));
  while (period > 1 && stride > 1 && commonDivisor(stride, period) > 1) stride++;
  return stride;
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}

/** For each origin, the means of what was known before it. */
function runningMeans({ values }: BeyondSums, period: number): RunningMeans[] {
  let means: RunningMeans = { slow: values.find((value) => !Number.isNaN(value)) ?? 0, long: 0, seen: 0 };
  return Array.from(values, (_, origin) => {
    if (origin > 0) means = nextMeans(means, values[origin - 1] as number, period);
    return means;
  });
}

function range(values: Float64Array): { lowest: number; highest: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { lowest: low - (high - low), highest: high + (high - low) };
}

export function saveProfile({ state, log, lowest, highest, leads, rules }: ProfileFit): Json {
  const saved = rules.map(({ weights, residuals }) => [saveNumbers(weights), saveNumbers(residuals)]);
  return { state: state.save(), log, range: [lowest, highest], leads, rules: saved };
}

/** @throws ForecastFault `bad-saved` */
export function restoreProfile(saved: Json): ProfileFit {
  if (saved === null || typeof saved !== 'object' || Array.isArray(saved)) throw new ForecastFault('bad-saved');
  const { state, log, range, leads, rules } = saved as { readonly [key: string]: Json };
  if (typeof log !== 'boolean' || !Array.isArray(rules)) throw new ForecastFault('bad-saved');
  const [lowest = Number.NaN, highest = Number.NaN] = restoreNumbers(range);
  const restored = (rules as readonly Json[]).map((rule) => {
    const [weights, residuals] = Array.isArray(rule) ? (rule as readonly Json[]) : [];
    return { weights: restoreNumbers(weights), residuals: restoreNumbers(residuals) };
  });
  const nodes = [...restoreNumbers(leads)];
  const areRising = nodes.every((lead, at) => lead > (nodes[at - 1] ?? 0));
  const areWhole = restored.every(
    ({ weights, residuals }) =>
      weights.length === PROFILE_FEATURES &&
      residuals.length === RESIDUAL_LEVELS.length &&
      [...weights, ...residuals].every(Number.isFinite),
  );
  if (!(nodes.length > 0 && nodes.length === restored.length && areRising && areWhole && lowest <= highest))
    throw new ForecastFault('bad-saved', 'the rules of a profile are not whole');
  return { state: ProfileState.restore(state), log, lowest, highest, leads: nodes, rules: restored };
}
