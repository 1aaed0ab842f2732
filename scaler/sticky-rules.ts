import type { PolicyField } from './policy-fields.ts';

/**
 * How pods are let go whose people stay. The defaults were found by `npm run simulate` on the traces that docs/stickybench.md
 * names as those to tune on. Documents are made from this.
 */
export const STICKY_FIELDS = {
  emptyShare: {
    least: 0,
    most: 1,
    default: 0.1,
    purpose: 'A closed pod with at most this part of its places taken may go: the last few are asked to move',
  },
  patienceSeconds: {
    least: 0,
    most: 86_400,
    default: 1200,
    purpose:
      'After this a closed pod may go with whoever is left: people who stay for hours must not hold it for hours',
  },
  waitShare: {
    least: 0,
    most: 1,
    default: 0.1,
    purpose: 'Pods that wait for their people are at most this part of those that are wanted; beyond, the emptiest go',
  },
  aheadSeconds: {
    least: 0,
    most: 3600,
    default: 1200,
    purpose: 'A fall that is so far away is prepared for: pods that it leaves over are closed to newcomers',
  },
  reopenSeconds: {
    least: 0,
    most: 3600,
    default: 180,
    purpose:
      'How long until a closed pod takes people again; a pod is closed only if the others have places for so long',
  },
  moveShare: {
    least: 0,
    most: 1,
    default: 0.5,
    purpose:
      'The part of free places, and of new connections that can be taken, that people who move may take in a round',
  },
  acceptPerSecondPerPod: {
    least: 0.1,
    most: 100_000,
    default: 50,
    purpose: 'New connections that a pod takes in a second',
  },
} as const satisfies Record<string, PolicyField>;

export type StickyRuleName = keyof typeof STICKY_FIELDS;

/** Parsed: every number is within its rule. Besides, the time between two decisions, which the workload says. */
export type StickyRules = { readonly [Name in StickyRuleName | 'roundSeconds']: number };

const DEFAULTS = Object.fromEntries(Object.entries(STICKY_FIELDS).map(([name, field]) => [name, field.default]));

export const STICKY_RULES = { ...DEFAULTS, roundSeconds: 60 } as StickyRules;
