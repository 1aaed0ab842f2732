/** A point of a run: at this share of its time, this share of the connections is wanted. Between two points, a line. */
export interface Stage {
  /** From 0 to 1. */
  readonly at: number;
  /** From 0 to 1. */
  readonly share: number;
}

/**
 * Which share of the connections is wanted at a share of the time. Before the first point it is that of the first,
 * after the last that of the last.
 *
 * @example
 * shareAt([{ at: 0, share: 0 }, { at: 0.5, share: 1 }], 0.25) // => 0.5
 */
export function shareAt(stages: readonly Stage[], at: number): number {
  const next = stages.findIndex((stage) => stage.at >= at);
  const after = stages[next];
  const before = stages[next - 1];
  if (next === -1) return stages.at(-1)?.share ?? 0;
  if (after === undefined || before === undefined) return after?.share ?? 0;
  const way = (at - before.at) / (after.at - before.at);
  return before.share + way * (after.share - before.share);
}
