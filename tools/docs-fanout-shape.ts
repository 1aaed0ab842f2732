/** As much of what `npm run bench:fanout -- --json` prints as the documents show. */
export interface FanoutBench {
  readonly node: string;
  readonly machine: string;
  readonly sections: readonly FanoutSection[];
  readonly idleRooms?: {
    readonly at: string;
    readonly pairs: number;
    readonly serverRatio: number;
    readonly wholeRatio: number;
    readonly wholeHalf: readonly number[];
    readonly rows: ReadonlyArray<{
      readonly rooms: number;
      readonly serverMicrosPerMessage: number;
      readonly storeMicrosPerMessage: number;
    }>;
  };
  readonly framing?: ReadonlyArray<{
    readonly entries: number;
    readonly framing: string;
    readonly bytes: number;
    readonly makeMicros: number;
    readonly readMicros: number;
  }>;
  readonly absent: ReadonlyArray<{ readonly name: string; readonly because: string }>;
}

export interface FanoutSection {
  readonly shape: string;
  readonly sharing: 'alone' | 'redis';
  readonly at: string;
  readonly rounds: number;
  readonly partMs: number;
  readonly figures: readonly FanoutFigures[];
  readonly ratios: readonly FanoutRatio[];
}

/** A figure is null where it could not be measured. */
export interface FanoutFigures {
  readonly name: string;
  readonly connectsPerSecond: number | null;
  readonly connectsPerCpuSecond?: number | null;
  readonly bytesPerConnection: number | null;
  readonly deliveriesPerSecond: number | null;
  readonly deliveriesPerCpuSecond: number | null;
  readonly sustainedPerSecond?: number | null;
  readonly serverCores: number | null;
  readonly generatorCores: number | null;
  readonly storeCores: number | null;
  readonly lost: number;
  readonly refused: number;
  readonly failed: number;
  readonly loads: ReadonlyArray<{
    readonly load: string;
    readonly p50Ms: number | null;
    readonly p99Ms: number | null;
    readonly saidP99Ms?: number | null;
    readonly generatorP99Ms: number | null;
    readonly deliveriesPerCpuSecond: number | null;
  }>;
}

export interface FanoutRatio {
  readonly ours: string;
  readonly theirs: string;
  readonly deliveriesPerCpuSecond: number | null;
  readonly deliveriesPerSecond: number | null;
  readonly connectsPerSecond: number | null;
  readonly connectsPerCpuSecond?: number | null;
  readonly bytesPerConnection: number | null;
  readonly singleP99Ms: number | null;
  readonly commonLoad: number | null;
  readonly commonPerCpuSecond: number | null;
  readonly commonP99Ms?: number | null;
}

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** A number with three digits; what was not measured is left open. */
export const say = (number: number | null | undefined) => (number == null ? '—' : digits.format(number));
export const code = (name: string) => `\`${name}\``;

/** Where a section was measured, as a cell. */
export function placeOf({ shape, sharing }: FanoutSection): string {
  return `${shape.replace('x', ' × ')}, ${sharing === 'alone' ? 'alone' : 'Redis'}`;
}
