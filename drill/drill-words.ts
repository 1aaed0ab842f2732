/** What a crowd is asked, and what it answers, between two processes. */
export type DrillQuestion =
  | {
      readonly ask: 'begin';
      readonly url: string;
      readonly most: number;
      readonly roomSize: number;
      readonly perSecond: number;
      readonly seed: number;
      /** So many seconds of a visit pass in one of the machine's. */
      readonly speed: number;
    }
  /** So many people want to be there now. */
  | {
      readonly ask: 'want';
      readonly people: number;
      /** Whether something is broken on purpose now: how quick messages are then is no promise. */
      readonly broken: boolean;
    }
  | { readonly ask: 'settle' };

/** How a crowd stands; counts are since its beginning. */
export interface CrowdStanding {
  readonly here: number;
  readonly online: number;
  readonly cuts: number;
  /** The same by the pod that they were on. */
  readonly cutsFrom: Readonly<Record<string, number>>;
  readonly handedOver: number;
  readonly welcomes: number;
  readonly gaps: number;
  readonly heard: number;
  readonly accepted: number;
  readonly refused: number;
  /** From the log to a screen, of the entries since the last question, in milliseconds. */
  readonly lagP99Ms: number;
}

/** What the ledger found at the end. */
export interface DrillAudit {
  readonly lost: number;
  readonly doubled: number;
  readonly reordered: number;
  readonly other: number;
  /** One of each, in words. */
  readonly examples: readonly string[];
  readonly people: number;
  readonly p99Ms: number;
}

export interface DrillAnswer {
  readonly standing?: CrowdStanding;
  readonly audit?: DrillAudit;
  readonly error?: string;
}
