import type { Timing } from './config.ts';
import type { WrittenDecision } from './decision-row.ts';
import { DEFAULT_LADDER, type LadderRules, type LadderState, MODES, type Mode, startLadder } from './ladder.ts';
import type { LeadTime, PodStart } from './lead-time.ts';
import { learnLeadTime } from './lead-time.ts';
import { MetricTrack } from './metric-track.ts';
import type { PodsSeen } from './pod-source.ts';
import type { Asked } from './ready-pods.ts';
import type { KeptState, LearnedState, RunState } from './run-state.ts';
import { type Grid, gridOf } from './sample-grid.ts';
import type { Snapshot } from './snapshot.ts';
import { StickyWatch } from './sticky-watch.ts';
import type { Workload } from './workload.ts';
import { type DecisionMemory, NO_MEMORY } from './workload-decision.ts';

const MOST_STARTS = 400;

/** One workload while it is followed: all that its next round stands on. */
export class WorkloadRun {
  readonly workload: Workload;
  readonly grid: Grid;
  readonly tracks: readonly MetricTrack[];
  readonly rules: LadderRules;
  readonly #timing: Timing;
  memory: DecisionMemory = NO_MEMORY;
  asked: readonly Asked[] = [];
  ladder: LadderState;
  lead: LeadTime;
  seen: PodsSeen | undefined;
  /** Undefined where pods are let go as they are. */
  readonly sticky: StickyWatch | undefined;
  /** When it was decided about last. */
  decidedAt = Number.NEGATIVE_INFINITY;
  /** What was decided last by this process, as the ledger would have it. */
  last: WrittenDecision | undefined;
  /** What was written down last, and when. */
  written: { readonly what: string; readonly at: number } | undefined;
  /** When what changes slowly was kept last. */
  learnedAt = Number.NEGATIVE_INFINITY;
  /** Up to when raw samples were cleaned and made into hours. */
  derivedAt: number | undefined;
  readonly #starts = new Map<string, PodStart>();

  constructor(workload: Workload, timing: Timing, at: number) {
    this.workload = workload;
    this.#timing = timing;
    this.grid = gridOf(workload.key, workload.stepSeconds);
    this.tracks = workload.metrics.map((source) => new MetricTrack(workload, source, this.grid));
    this.rules = { ...DEFAULT_LADDER, lowest: workload.leastMode, highest: workload.mode };
    this.ladder = startLadder(at, this.rules);
    this.lead = this.#learnLead(at);
    const { sticky, metrics } = workload;
    const people = metrics.find(({ name }) => name === sticky?.people);
    this.sticky = sticky && people && new StickyWatch(sticky, people.capacityPerPod);
  }

  /** Goes on where this process or another stopped. */
  restore({ run, learned }: Partial<KeptState>): void {
    if (learned !== undefined) {
      this.ladder = { ...this.ladder, hours: learned.hours };
      for (const track of this.tracks) {
        const standing = learned.metrics[track.source.name];
        if (standing !== undefined) track.restore(standing);
      }
    }
    if (run !== undefined) this.adopt(run);
  }

  /** Takes over what another replica decided later than we did. */
  adopt({ at, memory, asked, mode, since, setBackAt }: RunState): void {
    if (at <= this.decidedAt) return;
    const { lowest, highest } = this.rules;
    this.decidedAt = at;
    this.memory = memory;
    this.asked = asked;
    // The file may allow less, or want more, than it did.
    this.ladder = { ...this.ladder, mode: within(mode, lowest, highest), since, setBackAt };
  }

  runState(snapshot: Snapshot): RunState {
    const { mode, since, setBackAt } = this.ladder;
    const { memory, asked } = this;
    return { version: 1, at: snapshot.decidedAt, memory, asked, mode, since, setBackAt, snapshot };
  }

  learnedState(at: number): LearnedState {
    const metrics = Object.fromEntries(this.tracks.map((track) => [track.source.name, track.standing()]));
    return { version: 1, at, hours: this.ladder.hours, metrics };
  }

  /** Takes what pods there are, and learns how long they took. */
  see(seen: PodsSeen): void {
    this.seen = seen;
    for (const { name, createdAt, readyAt, ready } of seen.pods) {
      // A pod that was closed and is open again has a later time of becoming ready: only the first says how long it took.
      if (this.#starts.get(name)?.readyAt != null) continue;
      if (readyAt !== null || !ready) this.#starts.set(name, { createdAt, readyAt });
    }
    const there = new Set(seen.pods.map(({ name }) => name));
    for (const [name, { readyAt }] of this.#starts) {
      const over = this.#starts.size > MOST_STARTS;
      // A pod that went before it was ready says nothing of how long others take.
      if (!there.has(name) && (over || readyAt === null)) this.#starts.delete(name);
    }
    this.lead = this.#learnLead(seen.at);
  }

  #learnLead(at: number): LeadTime {
    const { pollSeconds, scrapeSeconds, startSeconds } = this.#timing;
    const { leadSeconds } = this.workload.policy;
    const learned = learnLeadTime([...this.#starts.values()], at, {
      pollSeconds,
      scrapeSeconds,
      presumedSeconds: startSeconds,
    });
    return leadSeconds > 0 ? { ...learned, seconds: leadSeconds } : learned;
  }
}

function within(mode: Mode, lowest: Mode, highest: Mode): Mode {
  const index = Math.min(Math.max(MODES.indexOf(mode), MODES.indexOf(lowest)), MODES.indexOf(highest));
  return MODES[index] ?? lowest;
}
