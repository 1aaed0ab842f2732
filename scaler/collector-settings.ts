import type { Refusal } from './collector.ts';
import type { HttpClient } from './http-client.ts';
import type { PushedInbox } from './pushed-inbox.ts';
import type { Environment } from './source-login.ts';

/** What every collector of a process is opened with. */
export interface CollectorSettings {
  /** Whose metrics these are: `namespace/name`. */
  readonly workload: string;
  /** Where the variables are that a source names. */
  readonly env: Environment;
  /** One for all collectors of a process; whoever made it closes it. */
  readonly client: HttpClient;
  /** The Prometheus of sources that name none. */
  readonly prometheusUrl?: string | undefined;
  /** Where pushed samples wait. */
  readonly inbox?: PushedInbox | undefined;
  /** Hears what was left out, and why. */
  readonly refused?: (metric: string, refusals: readonly Refusal[]) => void;
  /** Epoch milliseconds; the machine's own clock unless told. */
  readonly now?: () => number;
  /** How far ahead of our clock a sample may be. */
  readonly futureSeconds?: number;
  /** Bytes of one answer that are read. */
  readonly mostBytes?: number;
}

export const DEFAULT_FUTURE_SECONDS = 60;
/** 11,000 points of Prometheus are about 350 kB: what is far more is not what was asked for. */
export const DEFAULT_MOST_BYTES = 8 * 1024 * 1024;
