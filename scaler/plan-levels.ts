import { DEFAULT_LEVELS } from '#forecast-lib';
import type { Policy } from './policy-fields.ts';

/** A pod is closed only if the others have places for as many people as there are with this probability. */
const MOST_PEOPLE = 0.99;

/**
 * The levels that a plan needs of a forecast, rising.
 *
 * @param closesAhead whether it also closes pods to newcomers
 */
export function planLevels({ quantileLevel }: Pick<Policy, 'quantileLevel'>, closesAhead: boolean): readonly number[] {
  const more = [...(quantileLevel > 0 ? [quantileLevel] : []), ...(closesAhead ? [MOST_PEOPLE] : [])];
  return [...new Set([...DEFAULT_LEVELS, ...more])].sort((one, other) => one - other);
}
