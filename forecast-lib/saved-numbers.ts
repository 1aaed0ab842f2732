import { ForecastFault } from './forecast-fault.ts';
import type { Json } from './model.ts';

/**
 * Numbers as JSON holds them: a missing one is null. JSON keeps every bit of the others.
 *
 * @example
 * saveNumbers([1.5, NaN]) // => [1.5, null]
 */
export function saveNumbers(numbers: ArrayLike<number>): (number | null)[] {
  return Array.from(numbers, (number) => (Number.isFinite(number) ? number : null));
}

/**
 * @throws ForecastFault `bad-saved` unless it is an array of numbers and nulls
 * @example
 * restoreNumbers([1.5, null]) // => new Float64Array([1.5, NaN])
 */
export function restoreNumbers(saved: Json | undefined): Float64Array {
  if (!Array.isArray(saved)) throw new ForecastFault('bad-saved', 'an array of numbers was expected');
  return Float64Array.from(saved as readonly Json[], (item) => {
    if (item === null) return Number.NaN;
    if (typeof item !== 'number') throw new ForecastFault('bad-saved', `${typeof item} among numbers`);
    return item;
  });
}
