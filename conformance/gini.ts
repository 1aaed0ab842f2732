/**
 * How unevenly something is spread: 0 when all have the same, near 1 when one has all (Corrado Gini, "Variabilità e
 * mutabilità", 1912; the form for a list in rising order).
 *
 * @example
 * gini([5, 5, 5]) // => 0
 * gini([0, 0, 0, 8]) // => 0.75
 * gini([]) // => 0
 */
export function gini(values: readonly number[]): number {
  const rising = values.toSorted((one, other) => one - other);
  const sum = rising.reduce((total, value) => total + value, 0);
  if (sum === 0) return 0;
  const ranked = rising.reduce((total, value, index) => total + (index + 1) * value, 0);
  return (2 * ranked) / (rising.length * sum) - (rising.length + 1) / rising.length;
}
