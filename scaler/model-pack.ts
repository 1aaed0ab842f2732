import { deserialize, serialize } from 'node:v8';
import type { Json, SavedFitted } from '#forecast-lib';

/** A list that is shorter saves nothing. */
const SHORTEST = 16;

/**
 * What a model saved, as bytes: long lists of numbers take eight bytes a number, whether it is known or missing, so that a
 * model needs as much on its first day as later.
 */
export function packModel(saved: SavedFitted): Buffer {
  return serialize({ ...saved, state: packed(saved.state) });
}

/** The same again, to the bit. */
export function unpackModel(bytes: Buffer): SavedFitted {
  const saved = deserialize(bytes) as SavedFitted;
  return { ...saved, state: unpacked(saved.state) };
}

function packed(value: Json): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return isNumbers(value) ? packedNumbers(value) : value.map(packed);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, packed(part)]));
}

function unpacked(value: unknown): Json {
  if (value instanceof Float64Array) return unpackedNumbers(value);
  if (typeof value !== 'object' || value === null) return value as Json;
  if (Array.isArray(value)) return value.map(unpacked);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unpacked(part)]));
}

/** `Float64Array.from` with a function takes five times as long. */
function packedNumbers(values: readonly (number | null)[]): Float64Array {
  const numbers = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) numbers[index] = values[index] ?? Number.NaN;
  return numbers;
}

function unpackedNumbers(numbers: Float64Array): (number | null)[] {
  const values: (number | null)[] = new Array(numbers.length);
  for (let index = 0; index < values.length; index++) {
    const number = numbers[index] as number;
    values[index] = Number.isNaN(number) ? null : number;
  }
  return values;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isNumbers(values: readonly Json[]): values is readonly (number | null)[] {
  return values.length >= SHORTEST && values.every((value) => value === null || typeof value === 'number');
}
