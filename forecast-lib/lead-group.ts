/** Leads that share a model: steps ahead, the first and the last counted in. */
export interface LeadGroup {
  readonly from: number;
  readonly to: number;
}

/** Where groups end: each is about four times as far as the one before, as forecasts change less the further they go. */
const ENDS = [3, 12, 48, 288];

/**
 * The leads up to a reach, in groups.
 *
 * @example
 * leadGroups(24) // => [{ from: 1, to: 3 }, { from: 4, to: 12 }, { from: 13, to: 24 }]
 */
export function leadGroups(reach: number): readonly LeadGroup[] {
  const ends = [...ENDS.filter((end) => end < reach), reach];
  return ends.map((to, index) => ({ from: index === 0 ? 1 : (ends[index - 1] as number) + 1, to }));
}
