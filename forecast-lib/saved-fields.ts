import { type Feature, featureNamed } from './features.ts';
import { ForecastFault } from './forecast-fault.ts';
import type { Json } from './model.ts';
import { restoreNumbers } from './saved-numbers.ts';

/** What an object of JSON holds. */
export type SavedFields = { readonly [key: string]: Json };

/** @throws ForecastFault `bad-saved` unless it is an object */
export function savedFields(saved: Json | undefined): SavedFields {
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved))
    throw new ForecastFault('bad-saved', 'an object was expected');
  return saved as SavedFields;
}

/** @throws ForecastFault `bad-saved` unless it is an array */
export function savedList(saved: Json | undefined): readonly Json[] {
  if (!Array.isArray(saved)) throw new ForecastFault('bad-saved', 'an array was expected');
  return saved;
}

/** @throws ForecastFault `bad-saved` unless it is a whole number within the bounds */
export function savedWhole(saved: Json | undefined, low: number, high: number): number {
  if (!(typeof saved === 'number' && Number.isInteger(saved) && saved >= low && saved <= high))
    throw new ForecastFault('bad-saved', `${saved} is no whole number from ${low} to ${high}`);
  return saved;
}

/** @throws ForecastFault `bad-saved` unless it is that many finite numbers */
export function savedFinite(saved: Json | undefined, length: number): Float64Array {
  const numbers = restoreNumbers(saved);
  if (numbers.length !== length || !numbers.every(Number.isFinite))
    throw new ForecastFault('bad-saved', `${length} numbers were expected`);
  return numbers;
}

/** @throws ForecastFault `bad-saved` unless each is the index of a column */
export function savedColumns(saved: Json | undefined, columns: number): number[] {
  const found = Array.from(restoreNumbers(saved));
  if (!found.every((column) => Number.isInteger(column) && column >= 0 && column < columns))
    throw new ForecastFault('bad-saved', 'an unknown column');
  return found;
}

/** @throws ForecastFault `bad-saved` unless each is the name of a feature */
export function savedFeatures(saved: Json | undefined): readonly Feature[] {
  return savedList(saved).map((name) => {
    const found = typeof name === 'string' ? featureNamed(name) : undefined;
    if (found === undefined) throw new ForecastFault('bad-saved', `no feature "${name}"`);
    return found;
  });
}
