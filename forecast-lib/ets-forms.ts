import { ForecastFault } from './forecast-fault.ts';
import type { SmoothingForm } from './smoothing-filter.ts';

type Trend = SmoothingForm['trend'];
type Season = SmoothingForm['season'];

/** The letters of error, trend and season, in the order of HKOS 2008; Z leaves the choice to the criterion. */
export type EtsCode = `${'A' | 'M' | 'Z'}${'N' | 'A' | 'Z'}${'N' | 'A' | 'M' | 'Z'}`;

/** What may be tried for a code. */
export interface EtsForms {
  readonly errors: readonly boolean[];
  readonly trends: readonly Trend[];
  readonly seasons: readonly Season[];
}

const SEASONS: Readonly<Record<string, readonly Season[]>> = {
  N: ['none'],
  A: ['additive'],
  M: ['multiplicative'],
  Z: ['none', 'additive', 'multiplicative'],
};

/**
 * What a code and a choice of damping ask for.
 *
 * @param damped both are tried unless told
 * @throws ForecastFault `bad-option`; also for an additive error with a multiplicative season and for multiplicative
 * trends, whose variances have no end
 */
export function etsForms(code: string, damped?: boolean): EtsForms {
  if (!/^[AMZ][NAZ][NAMZ]$/.test(code) || /^A.M$/.test(code))
    throw new ForecastFault('bad-option', `the model ${code}`);
  const [error, trend, season] = code as unknown as [string, string, string];
  const sloped: Trend[] = damped === undefined ? ['linear', 'damped'] : [damped ? 'damped' : 'linear'];
  return {
    errors: { A: [false], M: [true], Z: [false, true] }[error] ?? [],
    trends: { N: ['none' as const], A: sloped, Z: ['none' as const, ...sloped] }[trend] ?? [],
    seasons: SEASONS[season] ?? [],
  };
}

/**
 * The forms to try, simplest first. Relative errors and multiplicative seasons are for positive series; what asks for
 * nothing else gets the additive form in their place.
 *
 * @throws ForecastFault `too-short` if only forms with a season are asked for and there is no period
 */
export function* admissibleForms(forms: EtsForms, positive: boolean, period: number): Generator<SmoothingForm> {
  const errors = positive ? forms.errors : [false];
  const plain = positive ? forms.seasons : forms.seasons.map((season) => (season === 'none' ? season : 'additive'));
  const seasons = period > 1 ? [...new Set(plain)] : plain.filter((season) => season === 'none');
  if (seasons.length === 0) throw new ForecastFault('too-short', 'a season needs two of it');
  for (const season of seasons) {
    for (const trend of forms.trends) {
      for (const relative of errors) {
        if (relative || season !== 'multiplicative') yield { relative, trend, season };
      }
    }
  }
}
