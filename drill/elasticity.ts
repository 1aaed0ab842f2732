/** What was needed and what was there in a step, in pods. */
export interface SupplyStep {
  readonly seconds: number;
  readonly needed: number;
  /** Ready, and not about to go. */
  readonly ready: number;
  /** Everything that is paid for: starting and leaving pods too. */
  readonly paid: number;
  /** Pods' worth of people who want to be there, unrounded. */
  readonly load: number;
  /** Pods' worth of places: what is open, and those whom shut pods have. */
  readonly places: number;
}

/**
 * How well supply followed demand, as SPEC's research group measures it (Herbst, Krebs, Oechsner, Kousiouris, Evangelinou,
 * Iosup and Kounev, Ready for Rain? A View from SPEC Research on the Future of Cloud Metrics, 2016). All in percent.
 */
export interface Elasticity {
  /** Accuracy: pods missing, of those needed, on average over time. */
  readonly underAccuracy: number;
  /** Accuracy: pods too many, of those needed, on average over time. */
  readonly overAccuracy: number;
  /** The part of time with too little. */
  readonly underTimeshare: number;
  /** The part of time with more pods than needed. */
  readonly overTimeshare: number;
  /** The part of time in which supply and demand do not move the same way. */
  readonly instability: number;
}

/** The sums of a run. */
export class ElasticityMeter {
  #seconds = 0;
  #under = 0;
  #over = 0;
  #underTime = 0;
  #overTime = 0;
  #unstable = 0;
  #last: { readonly needed: number; readonly ready: number } | undefined;
  #lookSeconds = 0;
  #looks = 0;

  add({ seconds, needed, ready, load, places }: SupplyStep): void {
    this.#seconds += seconds;
    const base = Math.max(needed, 1);
    // Where pods are shut, people may find no place although there are pods enough: that is too little as well.
    const short = Math.max(needed - ready, load > places + 1e-6 ? load - places : 0, 0);
    this.#under += (short / base) * seconds;
    this.#over += (Math.max(ready - needed, 0) / base) * seconds;
    if (short > 0) this.#underTime += seconds;
    if (ready > needed) this.#overTime += seconds;
    this.#lookSeconds += seconds;
    if (this.#lookSeconds < 60) return;
    // By the minute, since that is how often a trace says something.
    this.#lookSeconds = 0;
    const last = this.#last;
    this.#last = { needed, ready };
    if (last === undefined) return;
    this.#looks++;
    if (Math.sign(needed - last.needed) !== Math.sign(ready - last.ready)) this.#unstable++;
  }

  result(): Elasticity {
    const percent = (part: number, whole: number) => (whole > 0 ? (100 * part) / whole : 0);
    return {
      underAccuracy: percent(this.#under, this.#seconds),
      overAccuracy: percent(this.#over, this.#seconds),
      underTimeshare: percent(this.#underTime, this.#seconds),
      overTimeshare: percent(this.#overTime, this.#seconds),
      instability: percent(this.#unstable, this.#looks),
    };
  }
}
