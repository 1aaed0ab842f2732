/** When a pod was made, and when it was ready to carry load; null while it is not. Epoch milliseconds. */
export interface PodStart {
  readonly createdAt: number;
  readonly readyAt: number | null;
}

export interface LeadTimeOptions {
  /** Until somebody asks for the decision: KEDA's poll or HPA's sync. */
  readonly pollSeconds: number;
  /** Until what a pod needs shows in a metric. */
  readonly scrapeSeconds: number;
  /** How long a pod takes as long as too few have been seen. */
  readonly presumedSeconds: number;
}

export interface LeadTime {
  /** How long after a decision its pods carry load. */
  readonly seconds: number;
  /** What of it the pods themselves take. */
  readonly podSeconds: number;
  /** Of so many starts. */
  readonly starts: number;
  /** Whether enough of them were seen; otherwise it is what was presumed, or longer. */
  readonly learned: boolean;
}

const LEVEL = 0.95;
const FEWEST = 5;
const MOST = 200;
const LONGEST_AGO_MS = 7 * 86_400_000;
/**
 * A pod that was unready for a while and ready again has a later time of becoming ready than that of its start: Kubernetes
 * keeps only the last. What took longer than this is taken for such a pod.
 */
const LONGEST_SECONDS = 1200;

/**
 * How long after a decision its pods carry load: the 95th percentile of the last 200 starts of a week, and the times of
 * polling and scraping. A pod that is still starting counts from the moment it takes longer than the others did, so
 * that a slow download of an image is noticed while it is slow.
 *
 * @example
 * learnLeadTime([], 0, { pollSeconds: 15, scrapeSeconds: 15, presumedSeconds: 60 }).seconds // => 90
 */
export function learnLeadTime(pods: readonly PodStart[], at: number, options: LeadTimeOptions): LeadTime {
  const recent = pods.filter(({ createdAt }) => createdAt <= at && createdAt > at - LONGEST_AGO_MS);
  const starts = recent
    .filter((pod): pod is { createdAt: number; readyAt: number } => pod.readyAt !== null && pod.readyAt <= at)
    .sort((one, other) => other.createdAt - one.createdAt)
    .map(({ createdAt, readyAt }) => (readyAt - createdAt) / 1000)
    .filter((seconds) => seconds > 0 && seconds <= LONGEST_SECONDS)
    .slice(0, MOST);
  const seen = percentile(starts);
  const waiting = recent
    .filter(({ readyAt }) => readyAt === null || readyAt > at)
    .map(({ createdAt }) => (at - createdAt) / 1000)
    .filter((seconds) => seconds > seen && seconds <= LONGEST_SECONDS);
  const all = [...starts, ...waiting];
  const learned = all.length >= FEWEST;
  const podSeconds = learned ? percentile(all) : Math.max(options.presumedSeconds, percentile(all));
  const seconds = podSeconds + options.pollSeconds + options.scrapeSeconds;
  return { seconds, podSeconds, starts: all.length, learned };
}

/** The nearest rank, which of few starts is the longest: what lies between two of them was seen by nobody. */
function percentile(seconds: readonly number[]): number {
  const sorted = [...seconds].sort((one, other) => one - other);
  return sorted[Math.ceil(LEVEL * sorted.length) - 1] ?? 0;
}
