/** The chance of overload with a number of pods; it never rises with more pods. */
export type Risk = (pods: number) => number;

const HALVINGS = 40;

/**
 * The cheapest counts, one for each step of time, whose chance of overload is on average at most the bound: pods go where
 * one of them takes the most risk away. Nobody is served better by the same bound at every step, which spends pods on
 * hours in which they help little.
 *
 * Found by Lagrange's method (Everett 1963, Generalized Lagrange Multiplier Method): each step takes the fewest pods whose
 * next one is worth less than a price, and the price is halved into the bound; then what is left of the bound is spent.
 * Exact to a pod where risk falls ever more slowly, as it does above the median. Where even the most pods do not keep
 * the bound, it is the most pods.
 *
 * @example
 * cheapestWithinRisk([(pods) => 0.5 ** pods, () => 0], 0.1, 0, 10) // => [3, 0]
 */
export function cheapestWithinRisk(risks: readonly Risk[], bound: number, least: number, most: number): number[] {
  const budget = bound * risks.length;
  const starts = risks.map((risk) => fewest((pods) => risk(pods) <= 0.5, least, most));
  const priced = (price: number) =>
    risks.map((risk, step) => fewest((pods) => risk(pods) - risk(pods + 1) <= price, starts[step] as number, most));
  let [low, high] = [0, 1];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const price = (low + high) / 2;
    if (total(risks, priced(price)) <= budget) low = price;
    else high = price;
  }
  return spend(risks, priced(low), budget, least);
}

/** The smallest count that satisfies; the most when none does. What satisfies must satisfy with more pods too. */
function fewest(satisfies: (pods: number) => boolean, least: number, most: number): number {
  let [low, high] = [least, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (satisfies(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function total(risks: readonly Risk[], counts: readonly number[]): number {
  return risks.reduce((sum, risk, step) => sum + risk(counts[step] as number), 0);
}

/** Takes pods away again, those first that are missed the least, as long as the budget holds. */
function spend(risks: readonly Risk[], counts: number[], budget: number, least: number): number[] {
  let left = budget - total(risks, counts);
  const cost = (step: number) => {
    const risk = risks[step] as Risk;
    const count = counts[step] as number;
    return count > least ? risk(count - 1) - risk(count) : Number.POSITIVE_INFINITY;
  };
  const order = counts.map((_, step) => ({ step, cost: cost(step) })).sort((one, other) => one.cost - other.cost);
  for (const { step } of order) {
    for (let more = cost(step); more <= left; more = cost(step)) {
      left -= more;
      counts[step] = (counts[step] as number) - 1;
    }
  }
  return counts;
}
