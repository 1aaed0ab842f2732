/** One kind of visit: how many of those who come are of it, and how long it lasts on average. */
export interface VisitKind {
  readonly share: number;
  readonly meanSeconds: number;
}

/**
 * Who comes and for how long: half look in, some stay for a conversation, and one in ten leaves the page open for hours. At a
 * moment, the last are half of those who are there. A mix of exponential lengths, as telephone calls and sessions are
 * described since Feldmann and Whitt (Fitting mixtures of exponentials to long-tail distributions, 1997).
 */
export const VISITS: readonly VisitKind[] = [
  { share: 0.5, meanSeconds: 300 },
  { share: 0.4, meanSeconds: 1500 },
  { share: 0.1, meanSeconds: 7200 },
];

/**
 * Of those who are there at a moment, how many are of each kind: who stays longer is met more often.
 *
 * @example
 * presentShares([{ share: 0.5, meanSeconds: 100 }, { share: 0.5, meanSeconds: 300 }]) // => [0.25, 0.75]
 */
export function presentShares(visits: readonly VisitKind[]): number[] {
  const weights = visits.map(({ share, meanSeconds }) => share * meanSeconds);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
