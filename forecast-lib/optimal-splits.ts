/**
 * Where to split numbers into levels so that the squared error, and a penalty for each split, are smallest together
 * (PELT: Killick, Fearnhead and Eckley, 2012, section 3). Exact; linear cost where splits are frequent, else at most the
 * square of the length.
 *
 * @param fewest numbers in a level
 * @returns indices of the first number of each level but the first, rising
 * @example
 * optimalSplits([1, 1, 1, 9, 9, 9], 2, 4) // => [3]
 */
export function optimalSplits(values: ArrayLike<number>, fewest: number, penalty: number): number[] {
  const { length } = values;
  const centre = length > 0 ? (values[length >> 1] as number) : 0;
  const [sum, squares] = [new Float64Array(length + 1), new Float64Array(length + 1)];
  for (let index = 0; index < length; index++) {
    const value = (values[index] as number) - centre;
    sum[index + 1] = (sum[index] as number) + value;
    squares[index + 1] = (squares[index] as number) + value * value;
  }
  const cost = (from: number, to: number): number => {
    const total = (sum[to] as number) - (sum[from] as number);
    return (squares[to] as number) - (squares[from] as number) - (total * total) / (to - from);
  };
  const best = new Float64Array(length + 1).fill(Infinity);
  const last = new Int32Array(length + 1);
  best[0] = -penalty;
  let candidates: number[] = [];
  for (let end = fewest; end <= length; end++) {
    if (end === fewest || end >= 2 * fewest) candidates.push(end - fewest);
    const costs = candidates.map((from) => (best[from] as number) + cost(from, end));
    const lowest = Math.min(...costs);
    const at = costs.indexOf(lowest);
    best[end] = lowest + penalty;
    last[end] = candidates[at] as number;
    // What is worse than the best even without a penalty stays worse: it is never the last split of a longer stretch.
    candidates = candidates.filter((_, index) => (costs[index] as number) <= (best[end] as number));
  }
  const splits: number[] = [];
  for (let end = length; length >= fewest && (last[end] as number) > 0; end = last[end] as number)
    splits.unshift(last[end] as number);
  return splits;
}
