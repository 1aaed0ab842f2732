import { directFeatureCount } from './direct-features.ts';
import { SEASON_PARTS } from './ensemble-bands.ts';
import type { EnsembleGroup } from './ensemble-group.ts';
import { EnsembleHistory } from './ensemble-history.ts';
import type { NaiveMember } from './ensemble-members.ts';
import { type EnsembleState, pendingSize, watchedLead } from './ensemble-state.ts';
import { weighingRule } from './ensemble-weights.ts';
import { ForecastFault } from './forecast-fault.ts';
import type { Json } from './model.ts';
import { RESIDUAL_LEVELS } from './residual-grid.ts';
import { savedFields, savedFinite, savedList, savedWhole } from './saved-fields.ts';
import { restoreNumbers, saveNumbers } from './saved-numbers.ts';

const MOST = 1e7;

/** All of a state as JSON: what is restored goes on to the same bits. */
export function saveEnsemble(state: EnsembleState): Json {
  const { history, look, bound, newest, season, spread, nextAt, stepSeconds, taken } = state;
  const { shape, space, nonNegative } = look;
  return {
    values: saveNumbers(history.plain.values.subarray(0, history.length)),
    room: history.plain.values.length,
    shape: [shape.period, shape.weekSteps, shape.week, shape.weekStart],
    space: space ? [space.offset, space.highest] : null,
    nonNegative,
    bound: [bound.low, bound.high],
    newest: saveNumbers(newest),
    numbers: [season, spread, nextAt, stepSeconds, taken],
    groups: state.groups.map(saveGroup),
    pending: state.pending.map((row) => saveNumbers(row)),
  };
}

function saveGroup({ from, to, ridges, errors, weights, shape, grid }: EnsembleGroup): Json {
  return {
    leads: [from, to],
    plain: saveNumbers(ridges.plain),
    logarithm: ridges.logarithm ? saveNumbers(ridges.logarithm) : null,
    errors: saveNumbers(errors),
    weights: saveNumbers(weights),
    widths: [shape.levelPower, shape.floor, shape.disputePower, shape.dispute],
    parts: saveNumbers(shape.parts),
    grid: saveNumbers(grid),
  };
}

/** @throws ForecastFault `bad-saved` */
export function restoreEnsemble(saved: Json, naive: readonly NaiveMember[]): EnsembleState {
  const fields = savedFields(saved);
  const values = restoreNumbers(fields.values);
  if (values.length === 0 || !values.every(Number.isFinite))
    throw new ForecastFault('bad-saved', 'a history is missing');
  const [period, weekSteps, week, weekStart] = savedFinite(fields.shape, 4);
  const shape = {
    period: savedWhole(period, 1, MOST),
    weekSteps: savedWhole(weekSteps, 0, MOST),
    week: savedWhole(week, 0, MOST),
    weekStart: savedWhole(weekStart, 0, MOST),
  };
  const [offset, highest] = fields.space === null ? [] : savedFinite(fields.space, 2);
  const space = offset === undefined || highest === undefined ? undefined : { offset, highest };
  const look = { naive, shape, space, nonNegative: fields.nonNegative === true };
  const room = savedWhole(fields.room, values.length, values.length + MOST);
  const history = new EnsembleHistory(values, look, room);
  const [season, spread, nextAt, stepSeconds, taken] = savedFinite(fields.numbers, 5) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  const [low, high] = savedFinite(fields.bound, 2) as unknown as [number, number];
  savedWhole(season, 1, MOST);
  savedWhole(taken, 0, Number.MAX_SAFE_INTEGER);
  if (!(stepSeconds > 0)) throw new ForecastFault('bad-saved', `a step of ${stepSeconds}`);
  const groups = savedList(fields.groups).map((group) => restoreGroup(group, history, season));
  if (groups.length === 0) throw new ForecastFault('bad-saved', 'no leads');
  const rows = savedList(fields.pending);
  const pending = groups.map((group, index) => {
    const row = restoreNumbers(rows[index]);
    if (row.length !== watchedLead(group) * pendingSize(history))
      throw new ForecastFault('bad-saved', 'leads that wait');
    return row;
  });
  const newest = restoreNumbers(fields.newest);
  const bound = { low, high };
  const state = { history, look, bound, newest, season, spread, nextAt, stepSeconds, taken };
  return { ...state, groups, pending };
}

function restoreGroup(saved: Json, history: EnsembleHistory, season: number): EnsembleGroup {
  const fields = savedFields(saved);
  const features = directFeatureCount(history.plain);
  const [from, to] = savedFinite(fields.leads, 2);
  const leads = { from: savedWhole(from, 1, MOST), to: savedWhole(to, 1, MOST) };
  const [levelPower, floor, disputePower, dispute] = savedFinite(fields.widths, 4) as unknown as [
    number,
    number,
    number,
    number,
  ];
  const parts = savedFinite(fields.parts, SEASON_PARTS);
  return {
    ...leads,
    ridges: {
      plain: savedFinite(fields.plain, features),
      logarithm: history.logarithm ? savedFinite(fields.logarithm, features) : undefined,
    },
    rule: weighingRule((leads.from + leads.to) / 2 / season, season),
    errors: savedFinite(fields.errors, history.members),
    weights: savedFinite(fields.weights, history.members),
    shape: { levelPower, floor, disputePower, dispute, parts },
    grid: savedFinite(fields.grid, RESIDUAL_LEVELS.length),
  };
}
