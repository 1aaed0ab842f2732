/**
 * The sum of products of two rows; the second may be longer.
 *
 * @example
 * dot(new Float64Array([1, 2]), new Float64Array([3, 4])) // => 11
 */
export function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] as number) * (other[index] as number);
  return sum;
}
