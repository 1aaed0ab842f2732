import { cleanOutliers, ForecastFault, type Model, parseSeries, stepsPerDay } from '#forecast-lib';
import {
  answerFrom,
  type DecisionMemory,
  decideWorkload,
  FittedModels,
  learnFlow,
  learnLeadTime,
  type MetricForecast,
  metricForecast,
  NO_MEMORY,
  type PodStart,
  type Policy,
  parsePolicy,
  planLevels,
  type SessionFlow,
  type Snapshot,
  STICKY_RULES,
  type StickyRules,
  type StickyScene,
} from '#scaler';
import type { HpaBehavior, HpaTolerance } from './hpa-spec.ts';
import type { ScalerHere } from './keda-ask.ts';
import {
  NO_ORDERS,
  type PodOrders,
  type PolicyRun,
  type PoolPolicy,
  type PoolSetting,
  type PoolView,
} from './pool-policy.ts';

const MINUTE = 60;
const DAY_MINUTES = 1440;
/** Models are fitted when there is so much history for the first time, and then every day. In minutes. */
const FIT_AT = [60, 180, 360, 720];
const HISTORY_MINUTES = 14 * DAY_MINUTES;
const USUAL_MINUTES = 60;
const MOST_STARTS = 50;
/** A plan looks so far beyond the lead. */
const BEYOND_MINUTES = 60;

/** Breakwater's planner behind any model. */
export interface PlannedOptions {
  readonly name: string;
  readonly about: string;
  readonly model: () => Model;
  /** Fields of the scaler's policy. */
  readonly policy: Readonly<Record<string, number>>;
  readonly hpa: { readonly behavior: HpaBehavior; readonly tolerance: HpaTolerance };
  readonly handsOver: boolean;
  /** How pods are shut and waited for; undefined lets them go as they are. */
  readonly sticky?: Partial<StickyRules>;
}

export function plannedPolicy(options: PlannedOptions): PoolPolicy {
  const { name, about, handsOver, hpa } = options;
  return { name, about, handsOver, hpa, costs: handsOver, start: (setting) => new PlannedRun(options, setting) };
}

/** The scaler's own planner, model and answers, round by round. */
class PlannedRun implements PolicyRun {
  readonly #options: PlannedOptions;
  readonly #setting: PoolSetting;
  readonly #policy: Policy;
  readonly #levels: readonly number[];
  readonly #models: FittedModels;
  readonly #history: number[] = [];
  readonly #starts = new Map<string, PodStart>();
  #fittedAt = 0;
  #memory: DecisionMemory = NO_MEMORY;
  #snapshot: Snapshot | undefined;
  #now = 0;
  #startAt = 0;
  #flow: SessionFlow | null = null;
  #leadSeconds = 0;

  constructor(options: PlannedOptions, setting: PoolSetting) {
    this.#options = options;
    this.#models = new FittedModels(options.model);
    this.#setting = setting;
    const { minReplicas, maxReplicas, hpa } = setting;
    const { tolerance } = hpa;
    const [toleranceUp, toleranceDown] =
      tolerance.form === 'new' ? [tolerance.up, tolerance.down] : [tolerance.both, tolerance.both];
    this.#policy = parsePolicy(
      { minReplicas, maxReplicas, toleranceUp, toleranceDown, ...options.policy },
      MINUTE,
      true,
    );
    this.#levels = planLevels(this.#policy, true);
  }

  readonly scaler: ScalerHere = ({ call }) => {
    const specs = [{ metricName: 'pods', targetSize: 1, targetSizeFloat: 1 }];
    if (call === 'spec') return { specs };
    if (call === 'rebuild') return { done: true };
    const answer = answerFrom(this.#snapshot, this.#now);
    if (answer.rung === 'none') return { error: answer.reason };
    if (call === 'active') return { active: answer.replicas > 0 };
    return { values: [{ metricName: 'pods', metricValue: answer.replicas, metricValueFloat: answer.replicas }] };
  };

  see({ second }: { readonly second: number }): void {
    this.#now = this.#at(second);
  }

  decide(view: PoolView): PodOrders {
    const at = this.#at(view.second);
    this.#now = at;
    if (this.#history.length === 0) this.#startAt = at;
    this.#history.push(view.people ?? Number.NaN);
    const forecast = this.#look(at);
    const { capacity } = this.#setting;
    const metric = { name: 'people', value: view.people, usual: this.#usual(), capacityPerPod: capacity, forecast };
    const moment = {
      workload: 'pool/chat',
      at,
      policy: this.#policy,
      metrics: [metric],
      current: view.replicas,
      leadSeconds: this.#lead(view, at),
      ...this.#sticky(view, at),
    };
    const live = view.people === null ? (this.#snapshot?.liveAt ?? null) : at;
    const standing = { mode: 'full', liveAt: live, forecastAt: forecast?.madeAt ?? null } as const;
    const { record, snapshot, memory } = decideWorkload(moment, this.#memory, standing);
    this.#memory = memory;
    this.#snapshot = snapshot;
    return record.decision.letGo ?? NO_ORDERS;
  }

  /** The pods as the scaler sees them, and how people come and go. */
  #sticky({ people, opened, pods }: PoolView, at: number): { readonly sticky: StickyScene } | undefined {
    if (this.#options.sticky === undefined) return undefined;
    if (people !== null) this.#flow = learnFlow(this.#flow, at, people, opened);
    const sticky: StickyScene = {
      people: 'people',
      pods: pods.map(({ name, ready, createdAt, connections, shutAt }) => {
        return { name, ready, createdAt, connections, shutAt: shutAt === null ? null : this.#at(shutAt) };
      }),
      flow: this.#flow,
      rules: { ...STICKY_RULES, ...this.#options.sticky },
    };
    return { sticky };
  }

  #at(second: number): number {
    return this.#setting.startAt + second * 1000;
  }

  #look(at: number): MetricForecast | null {
    const length = this.#history.length;
    const due = FIT_AT.includes(length) || (length >= DAY_MINUTES && length - this.#fittedAt >= DAY_MINUTES);
    if (due) this.#fit();
    if (this.#fittedAt === 0) return null;
    const newest = this.#history.at(-1) ?? Number.NaN;
    const horizon = Math.ceil((this.#setting.coldStartSeconds * 3) / MINUTE) + BEYOND_MINUTES;
    const fresh = this.#fittedAt === length;
    const values = fresh ? new Float64Array() : Float64Array.of(newest);
    const forecast = this.#models.next({ id: 'people', values, horizon, levels: this.#levels });
    return metricForecast(forecast, at);
  }

  /** Fits anew; what has too little history waits for the next time, and the plan goes by the need of now. */
  #fit(): void {
    const from = Math.max(0, this.#history.length - HISTORY_MINUTES);
    const values = this.#history.slice(from);
    const startAt = this.#startAt + from * MINUTE * 1000;
    const clean = cleanOutliers(Float64Array.from(values), stepsPerDay(MINUTE)).values;
    try {
      const series = parseSeries({ values: clean, stepSeconds: MINUTE, startAt });
      this.#models.put('people', this.#options.model().fit(series));
      this.#fittedAt = this.#history.length;
    } catch (error) {
      if (!(error instanceof ForecastFault)) throw error;
    }
  }

  #usual(): number | null {
    const recent = this.#history.slice(-1 - USUAL_MINUTES, -1).filter((value) => !Number.isNaN(value));
    if (recent.length < 12) return null;
    return recent.sort((one, other) => one - other)[Math.floor(recent.length / 2)] ?? null;
  }

  /** Learned anew only when a pod started or got ready, or is slow to. */
  #lead({ pods }: PoolView, at: number): number {
    let news = this.#leadSeconds === 0;
    for (const { name, createdAt, readyAt } of pods) {
      if (createdAt === 0 || (readyAt !== null && this.#starts.get(name)?.readyAt != null)) continue;
      news = true;
      this.#starts.set(name, {
        createdAt: this.#at(createdAt),
        readyAt: readyAt === null ? null : this.#at(readyAt),
      });
      if (this.#starts.size > MOST_STARTS) this.#starts.delete(this.#starts.keys().next().value as string);
    }
    if (news) this.#leadSeconds = this.#learnLead(at);
    return this.#leadSeconds;
  }

  #learnLead(at: number): number {
    const { coldStartSeconds, scrapeSeconds } = this.#setting;
    const times = { pollSeconds: 15, scrapeSeconds, presumedSeconds: coldStartSeconds };
    return learnLeadTime([...this.#starts.values()], at, times).seconds;
  }
}
