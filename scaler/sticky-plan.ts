import { flowAlong, type SessionFlow, staying } from './session-flow.ts';
import type { StickyRules } from './sticky-rules.ts';
import { mayGo } from './storm-governor.ts';

/** A pod as letting it go is planned. */
export interface StickyPod {
  readonly name: string;
  readonly ready: boolean;
  readonly createdAt: number;
  readonly connections: number;
  /** Since when it takes nobody, in epoch milliseconds; null while it does. */
  readonly shutAt: number | null;
}

/** What a round decides from. */
export interface StickyInput {
  readonly at: number;
  readonly pods: readonly StickyPod[];
  /** Pods that the plan wants now. */
  readonly wanted: number;
  /** Pods that the plan will want at the most from `aheadSeconds` on, as far as it looks; null when no forecast says it. */
  readonly wantedLater: number | null;
  /** Pods that the plan will want at the most until then; null when no forecast says it. */
  readonly wantedSoon: number | null;
  /** The most people there may be, now and then after each round, until a shut pod would be open again. */
  readonly peopleSoon: readonly number[];
  readonly capacityPerPod: number;
  readonly flow: SessionFlow | null;
  /** Whether what is seen may be a storm: then nothing is shut or let go, and everything that is shut is opened. */
  readonly storm: boolean;
  readonly rules: StickyRules;
}

export interface StickyPlan {
  /** Pods to ask for: those that are wanted, and those that wait for their people to leave. */
  readonly replicas: number;
  readonly shut: readonly string[];
  readonly open: readonly string[];
  /** Pods that may go now, the first first. */
  readonly go: readonly string[];
}

/**
 * Lets pods go without sending people away: pods that will not be needed are shut to newcomers ahead of time, empty themselves
 * as people leave, and go when they are nearly empty; when more is needed again, they are opened first, which takes no
 * start. A pod is only shut as long as those that stay open have places for everybody who may come until it could be
 * open again.
 */
export function planSticky(input: StickyInput): StickyPlan {
  const { at, pods, wanted, capacityPerPod, rules } = input;
  const ready = pods.filter((pod) => pod.ready);
  if (input.storm) return inStorm(input, ready);
  const shut = mostToShut(input, ready);
  const victims = [...ready].sort(byEmptiness).slice(0, shut);
  const names = new Set(victims.map(({ name }) => name));
  const empty = rules.emptyShare * capacityPerPod;
  const surplus = Math.max(0, pods.length - wanted);
  const tooMany = surplus - Math.ceil(rules.waitShare * wanted);
  const due = victims.filter(({ connections, shutAt }, index) => {
    if (shutAt === null) return connections < 1;
    return connections <= empty || at - shutAt >= rules.patienceSeconds * 1000 || index < tooMany;
  });
  const open = ready.filter(({ name }) => !names.has(name));
  const places = open.reduce((sum, { connections }) => sum + Math.max(0, capacityPerPod - connections), 0);
  // As many as are due, and of all that are shut the emptiest: those are what Kubernetes takes first.
  const candidates = victims.slice(0, Math.min(due.length, surplus));
  const count = mayGo(
    candidates.map(({ connections }) => connections),
    {
      places,
      share: rules.moveShare,
      acceptPerSecond: open.length * rules.acceptPerSecondPerPod,
      seconds: rules.roundSeconds,
      acceptShare: 0.5,
    },
  );
  const starting = Math.min(
    pods.length - ready.length,
    Math.max(0, pods.length - Math.max(wanted, input.wantedSoon ?? 0)),
  );
  return {
    replicas: Math.max(wanted, pods.length - Math.max(count, starting)),
    shut: victims.filter(({ shutAt }) => shutAt === null).map(({ name }) => name),
    open: open.filter(({ shutAt }) => shutAt !== null).map(({ name }) => name),
    go: candidates.slice(0, count).map(({ name }) => name),
  };
}

/** Who was cut off comes back, and needs a place: each pod that there is stays, with its door open. */
function inStorm({ pods, wanted }: StickyInput, ready: readonly StickyPod[]): StickyPlan {
  const open = ready.filter(({ shutAt }) => shutAt !== null).map(({ name }) => name);
  return { replicas: Math.max(wanted, pods.length), shut: [], open, go: [] };
}

/** As many as will not be needed, and as the open ones can spare: places for all, and hands quick enough for those who come. */
function mostToShut(input: StickyInput, ready: readonly StickyPod[]): number {
  const { wanted, wantedLater, peopleSoon, capacityPerPod, flow, rules } = input;
  const later = Math.min(wanted, wantedLater ?? wanted);
  // Pods that still start take nobody: only those that are ready can spare one.
  const most = Math.max(0, Math.min(ready.length - later, ready.length - 1));
  const leave = flow?.leavePerSecond ?? 0;
  const busiest = Math.max(0, ...flowAlong(peopleSoon, rules.roundSeconds, leave).map(({ arrivals }) => arrivals));
  const taken = rules.acceptPerSecondPerPod * rules.roundSeconds;
  const order = [...ready].sort(byEmptiness);
  let [count, held] = [0, 0];
  while (count < most) {
    held += order[count]?.connections ?? 0;
    const open = ready.length - count - 1;
    const fits = peopleSoon.every((people, round) => {
      return people - held * staying(leave, round * rules.roundSeconds) <= open * capacityPerPod;
    });
    if (!fits || busiest > open * taken) break;
    count++;
  }
  return count;
}

/** Those that are shut already first, so that one that is nearly empty is not opened for another; then the emptiest, then the youngest. */
function byEmptiness(one: StickyPod, other: StickyPod): number {
  const shut = Number(other.shutAt !== null) - Number(one.shutAt !== null);
  return shut || one.connections - other.connections || other.createdAt - one.createdAt;
}
