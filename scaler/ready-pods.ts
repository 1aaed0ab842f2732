/** What was asked for at a time, by the plan and as plain HPA would have. */
export interface Asked {
  readonly at: number;
  readonly planned: number;
  readonly reactive: number;
}

/** Pods that would have been ready. */
export interface ReadyPods {
  readonly planned: number;
  readonly reactive: number;
}

/**
 * The pods that would be ready at a time, had one plan or the other been followed: those that were asked for at least a lead
 * time ago and at every time since. Undefined while nothing is known of so long ago.
 *
 * @param asked oldest first
 */
export function readyPods(asked: readonly Asked[], at: number, leadSeconds: number): ReadyPods | undefined {
  const first = asked.findLastIndex((one) => one.at <= at - leadSeconds * 1000);
  if (first < 0) return undefined;
  const since = asked.slice(first).filter((one) => one.at <= at);
  return {
    planned: Math.min(...since.map(({ planned }) => planned)),
    reactive: Math.min(...since.map(({ reactive }) => reactive)),
  };
}

/** The past with what was asked for now, without what is too long ago. */
export function withAsked(asked: readonly Asked[], now: Asked, leadSeconds: number): readonly Asked[] {
  const first = asked.findLastIndex((one) => one.at <= now.at - leadSeconds * 1000);
  return [...asked.slice(Math.max(0, first)), now];
}
