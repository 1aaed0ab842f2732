import { dot } from './dot-product.ts';
import { checkHorizon, checkLevels, DEFAULT_LEVELS, type Forecast } from './forecast.ts';
import { ForecastFault } from './forecast-fault.ts';
import { placeOfLead } from './lead-place.ts';
import type { LeadRule } from './lead-regression.ts';
import type { Fitted, Model, SavedFitted } from './model.ts';
import { PROFILE_FEATURES } from './profile-features.ts';
import { fitProfile, type ProfileFit, restoreProfile, saveProfile } from './profile-fit.ts';
import { residualMean, residualQuantile, residualSpread } from './residual-grid.ts';
import { type Series, stepsPerDay } from './series.ts';
import { spikeBoundOf, withinBound } from './spike-bound.ts';

export interface SeasonalProfileOptions {
  /** Steps in a day (the shape of a week is learned beside it); a day of the clock unless told, 0 for none. */
  readonly period?: number;
}

const NAME = 'seasonal-profile';
const VERSION = 1;
/** Fewer days than this are no season. */
const FEWEST_DAYS = 2;

/**
 * Level-shifted seasonal profile: a robust shape of the day and the week, moved to where the series is now. How much the
 * last sample, hour, quarter day, day and days before count is learned for each lead from the past (least absolute
 * errors), and so are the bands: quantiles of what those forecasts missed by. It works on logarithms where all samples are
 * above 0 and that would have missed by less. Cost: a few passes over the history.
 */
export function seasonalProfile({ period }: SeasonalProfileOptions = {}): Model {
  if (period !== undefined && !(Number.isInteger(period) && period >= 0))
    throw new ForecastFault('bad-option', `period is ${period}`);
  return {
    name: NAME,
    fit(series: Series): Fitted {
      const asked = period ?? stepsPerDay(series.stepSeconds);
      const fits = asked > 1 && series.values.length >= FEWEST_DAYS * asked;
      const bound = spikeBoundOf(series.values);
      const values = series.values.map((value) => withinBound(bound, value));
      return new FittedProfile(fitProfile({ ...series, values }, fits ? asked : 0));
    },
    restore(saved: SavedFitted): Fitted {
      if (saved.model !== NAME || saved.version !== VERSION) throw new ForecastFault('bad-saved', saved.model);
      return new FittedProfile(restoreProfile(saved.state));
    },
  };
}

class FittedProfile implements Fitted {
  readonly model = NAME;
  readonly #fit: ProfileFit;

  constructor(fit: ProfileFit) {
    this.#fit = fit;
  }

  predict(horizon: number, levels: readonly number[] = DEFAULT_LEVELS): Forecast {
    checkHorizon(horizon);
    const rising = checkLevels(levels);
    const { state, log, lowest, highest, leads, rules } = this.#fit;
    const spreads = rules.map(({ residuals }) => residualSpread(residuals));
    const misses = rules.map(({ residuals }) => [
      residualMean(residuals),
      ...rising.map((level) => residualQuantile(residuals, level)),
    ]);
    const mean = new Float64Array(horizon);
    const quantiles = rising.map(() => new Float64Array(horizon));
    const features = new Float64Array(PROFILE_FEATURES);
    const bounded = (value: number) => Math.max(lowest, Math.min(highest, value));
    for (let lead = 1; lead <= horizon; lead++) {
      const { at, share, grown } = placeOfLead(leads, spreads, lead);
      const next = Math.min(at + 1, rules.length - 1);
      const [one, other] = [rules[at] as LeadRule, rules[next] as LeadRule];
      state.features(lead, features);
      const { told, unit } = state.told(lead);
      const middle = told + (1 - share) * dot(one.weights, features) + share * dot(other.weights, features);
      const missed = mixed(misses[at] as number[], misses[next] as number[], share, unit * grown);
      mean[lead - 1] = log
        ? residualMean(
            mixed(one.residuals, other.residuals, share, unit * grown).map((value) =>
              Math.exp(bounded(middle + value)),
            ),
          )
        : bounded(middle + (missed[0] as number));
      quantiles.forEach((row, level) => {
        const value = bounded(middle + (missed[level + 1] as number));
        row[lead - 1] = log ? Math.exp(value) : value;
      });
    }
    const { startAt, stepSeconds } = state;
    return { startAt, stepSeconds, mean, levels: rising, quantiles };
  }

  update(value: number): void {
    const { state, log, lowest } = this.#fit;
    state.update(log ? Math.max(lowest, Math.log(Math.max(value, Number.MIN_VALUE))) : value);
  }

  save(): SavedFitted {
    return { model: NAME, version: VERSION, state: saveProfile(this.#fit) };
  }
}

/** Two rows mixed, times a unit. */
function mixed(one: ArrayLike<number>, other: ArrayLike<number>, share: number, unit: number): Float64Array {
  const row = new Float64Array(one.length);
  for (let at = 0; at < row.length; at++) {
    const value = one[at] as number;
    row[at] = unit * (value + share * ((other[at] as number) - value));
  }
  return row;
}
