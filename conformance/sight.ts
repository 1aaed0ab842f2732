import type { Position } from '#chat';

/** What one reader was told of a room, one thing after the other. */
export type Sight =
  /** Where it begins. */
  | { readonly kind: 'start'; readonly at: Position }
  | { readonly kind: 'entry'; readonly at: Position; readonly id: string }
  /** It goes on after `at`, and was told that something is missing after `after`. */
  | { readonly kind: 'gap'; readonly at: Position; readonly after: Position };

/** Everything that one reader was told. */
export interface SightView {
  readonly reader: string;
  readonly sights: readonly Sight[];
}

/** What an audit counts. All but the last two must be zero. */
export interface SightFindings {
  /** Accepted, not shown to a reader, and the reader was not told. */
  readonly lost: number;
  /** Shown twice to one reader, in one epoch. */
  readonly doubled: number;
  /** Shown after something that comes later, or one sender's messages in another order than they were said. */
  readonly reordered: number;
  /** Places at which a reader was led past something without a word. */
  readonly untoldGaps: number;
  /** Shown elsewhere than where its sender was told that it is, or never said at all. */
  readonly misplaced: number;
  /** Accepted and not shown, but covered by a gap that the reader was told of. */
  readonly told: number;
  /** Shown again in a new epoch, after a gap that told of it. */
  readonly toldAgain: number;
}

export type SightFault = keyof SightFindings;

export const NO_FINDINGS: SightFindings = {
  lost: 0,
  doubled: 0,
  reordered: 0,
  untoldGaps: 0,
  misplaced: 0,
  told: 0,
  toldAgain: 0,
};

/** What must be zero. */
export const SIGHT_FAULTS = ['lost', 'doubled', 'reordered', 'untoldGaps', 'misplaced'] as const;

/**
 * @example
 * addFindings([{ ...NO_FINDINGS, lost: 1 }, { ...NO_FINDINGS, lost: 2 }]).lost // => 3
 */
export function addFindings(all: readonly SightFindings[]): SightFindings {
  const sum = { ...NO_FINDINGS } as Record<SightFault, number>;
  for (const each of all) for (const name of Object.keys(sum) as SightFault[]) sum[name] += each[name];
  return sum;
}
