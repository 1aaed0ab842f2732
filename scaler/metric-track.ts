import type { Sample } from './collector.ts';
import { type Foresight, leastForeseen, withForesight } from './foresight.ts';
import type { MetricSource } from './metric-source.ts';
import type { MetricForecast, MetricState } from './metric-state.ts';
import { MetricWindow } from './metric-window.ts';
import { type Contest, challengerWins, NO_CONTEST, withRound } from './model-contest.ts';
import { type ErrorScore, withOutcome } from './model-score.ts';
import type { ModelRole, PredictionOutcome } from './prediction.ts';
import { PredictionWatch } from './prediction-watch.ts';
import type { MetricStanding } from './run-state.ts';
import type { Grid } from './sample-grid.ts';
import type { Workload } from './workload.ts';

/** One metric of one workload while it is followed. */
export class MetricTrack {
  readonly source: MetricSource;
  readonly window: MetricWindow;
  readonly watch: PredictionWatch;
  readonly #workload: Workload;
  #champion: string;
  #contest: Contest = NO_CONTEST;
  #scores: readonly ErrorScore[] = [];
  #forecast: MetricForecast | null = null;
  #earlier: readonly Foresight[] = [];
  /** The day to come, made now and then. */
  dayAhead: MetricForecast | null = null;
  /** Models that are fitted, by name. */
  readonly fitted = new Set<string>();
  fitting = false;
  /** Whether what was measured before this process began is there. */
  backfilled = false;
  fittedAt: number | null = null;
  /** When a fit was tried last, well or not. */
  triedAt = Number.NEGATIVE_INFINITY;
  /** Samples that the store has not taken yet. */
  unsaved: Sample[] = [];

  constructor(workload: Workload, source: MetricSource, grid: Grid) {
    this.#workload = workload;
    this.source = source;
    this.#champion = workload.model;
    this.window = new MetricWindow(grid);
    this.watch = new PredictionWatch(grid);
  }

  /** With events, as decisions stand on it. */
  get forecast(): MetricForecast | null {
    return this.#forecast;
  }

  look(forecast: MetricForecast): void {
    this.#forecast = forecast;
    this.#earlier = withForesight(this.#earlier, forecast);
  }

  get champion(): string {
    return this.#champion;
  }

  /** The other of the two models, where there are two. */
  get challenger(): string | undefined {
    const { model, challenger } = this.#workload;
    return this.#champion === model ? challenger : model;
  }

  get scores(): readonly ErrorScore[] {
    return this.#scores;
  }

  modelOf(role: ModelRole): string | undefined {
    return role === 'champion' ? this.#champion : this.challenger;
  }

  /** Under which a model is fitted and asked. */
  idOf(model: string): string {
    return `${this.#workload.key} ${this.source.name} ${model}`;
  }

  /** Goes on with what was learned before; models that are no more in the file count no more. */
  restore({ champion, contest, scores }: MetricStanding): void {
    const { model, challenger } = this.#workload;
    if (champion !== model && champion !== challenger) return;
    this.#champion = champion;
    this.#scores = scores;
    if (challenger !== undefined) this.#contest = contest;
  }

  standing(): MetricStanding {
    return { champion: this.#champion, contest: this.#contest, scores: this.#scores };
  }

  /** Takes what came of a prediction. */
  judge(outcome: PredictionOutcome): void {
    if (outcome.model === this.#champion) this.#scores = withOutcome(this.#scores, outcome);
    if (this.challenger !== undefined) this.#contest = withRound(this.#contest, outcome);
  }

  /** The challenger takes over where it was measured to be better; says why. */
  settleContest(): string | undefined {
    const next = this.challenger;
    const why = challengerWins(this.#contest);
    if (next === undefined || why === undefined || !this.fitted.has(next)) return undefined;
    this.#champion = next;
    this.#contest = NO_CONTEST;
    this.#scores = [];
    return why;
  }

  /** As a decision sees it. A value that is too old is not now's. */
  state(at: number, liveSeconds: number): MetricState {
    const { last } = this.window;
    const live = last !== undefined && Math.abs(at - last.at) <= liveSeconds * 1000;
    const { name, capacityPerPod } = this.source;
    const value = live ? last.value : null;
    const foreseen = live ? leastForeseen(this.#earlier, last.at) : null;
    return { name, value, usual: this.window.usual(), foreseen, capacityPerPod, forecast: this.#forecast };
  }
}
