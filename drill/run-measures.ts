import { type Elasticity, ElasticityMeter } from './elasticity.ts';
import { type LeadDelivered, LeadMeter } from './lead-delivered.ts';

/** What one policy did on one trace. */
export interface RunMeasures extends Elasticity {
  /** Days that count: the first is for learning. */
  readonly days: number;
  /** Pods paid for, as a multiple of the fewest that would have carried everybody at every moment and that may be. */
  readonly podsAgainstIdeal: number;
  readonly podHours: number;
  /** Connection-seconds that somebody wanted and had not, for want of a place. */
  readonly unservedSeconds: number;
  /** Connection-seconds between a cut and the way back. */
  readonly awaySeconds: number;
  /** Of each connection, how often in a day it was cut. */
  readonly cutPerDay: number;
  /** Of each connection, how often in a day it was moved without a gap. */
  readonly handedOverPerDay: number;
  /** The most reconnects in a second. */
  readonly reconnectPeak: number;
  readonly lead: LeadDelivered;
  /** Changes of the number of pods. */
  readonly ups: number;
  readonly downs: number;
}

/** One step of a run as it is measured. */
export interface MeasuredStep {
  readonly second: number;
  readonly seconds: number;
  readonly people: number;
  readonly capacity: number;
  /** The fewest pods that there may be, whoever plans. */
  readonly leastPods: number;
  readonly ready: number;
  readonly paid: number;
  readonly places: number;
  readonly refused: number;
  readonly away: number;
  readonly cut: number;
  readonly handedOver: number;
  readonly reconnects: number;
}

const DAY_SECONDS = 86_400;

/** Adds up a run. */
export class RunMeter {
  readonly #elasticity = new ElasticityMeter();
  readonly #lead = new LeadMeter();
  #seconds = 0;
  #people = 0;
  #paid = 0;
  #needed = 0;
  #unserved = 0;
  #away = 0;
  #cut = 0;
  #handedOver = 0;
  #peak = 0;
  #ups = 0;
  #downs = 0;

  add(step: MeasuredStep): void {
    const { seconds, people, capacity, ready, paid } = step;
    const load = people / capacity;
    const needed = Math.ceil(load - 1e-9);
    this.#elasticity.add({ seconds, needed, ready, paid, load, places: step.places });
    this.#lead.add(step.second, needed, ready);
    this.#seconds += seconds;
    this.#people += people * seconds;
    this.#paid += paid * seconds;
    this.#needed += Math.max(needed, step.leastPods) * seconds;
    this.#unserved += step.refused * seconds;
    this.#away += step.away * seconds;
    this.#cut += step.cut;
    this.#handedOver += step.handedOver;
    this.#peak = Math.max(this.#peak, step.reconnects / seconds);
  }

  scaled(from: number, to: number): void {
    if (to > from) this.#ups++;
    if (to < from) this.#downs++;
  }

  result(): RunMeasures {
    const days = this.#seconds / DAY_SECONDS;
    const connectionDays = Math.max(this.#people / DAY_SECONDS, 1e-9);
    return {
      ...this.#elasticity.result(),
      days,
      podsAgainstIdeal: this.#paid / Math.max(this.#needed, 1e-9),
      podHours: this.#paid / 3600,
      unservedSeconds: this.#unserved,
      awaySeconds: this.#away,
      cutPerDay: this.#cut / connectionDays,
      handedOverPerDay: this.#handedOver / connectionDays,
      reconnectPeak: this.#peak,
      lead: this.#lead.result(),
      ups: this.#ups,
      downs: this.#downs,
    };
  }
}
