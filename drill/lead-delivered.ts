/** How early pods were ready for the times at which more of them were needed. */
export interface LeadDelivered {
  /** Times at which more pods were needed than in the last quarter of an hour. */
  readonly rises: number;
  /** The part of them for which all pods were ready before, in percent. */
  readonly readyBefore: number;
  /** The median: so many seconds before the need, or after it where it is negative. */
  readonly medianSeconds: number;
}

const WINDOW_SECONDS = 900;

/** Finds rises of the need and how long before each the pods were ready, at most a quarter of an hour. */
export class LeadMeter {
  #needs: { readonly second: number; readonly needed: number }[] = [];
  /** Since when there have been at least so many ready pods, without a break. */
  readonly #since: number[] = [];
  readonly #waiting: { readonly second: number; readonly needed: number }[] = [];
  readonly #leads: number[] = [];

  add(second: number, needed: number, ready: number): void {
    while (this.#since.length < ready) this.#since.push(second);
    this.#since.length = Math.min(this.#since.length, ready);
    for (let index = this.#waiting.length - 1; index >= 0; index--) {
      const rise = this.#waiting[index];
      if (rise === undefined || rise.needed > ready) continue;
      this.#leads.push(rise.second - second);
      this.#waiting.splice(index, 1);
    }
    const highest = this.#needs[0]?.needed ?? needed;
    if (needed > highest) this.#rise(second, needed, ready);
    // The highest of the window stands first; what is lower and older than something higher never counts again.
    this.#needs = this.#needs.filter((one) => one.second > second - WINDOW_SECONDS && one.needed > needed);
    this.#needs.push({ second, needed });
  }

  result(): LeadDelivered {
    const leads = [...this.#leads, ...this.#waiting.map(() => -WINDOW_SECONDS)].sort((one, other) => one - other);
    const before = leads.filter((lead) => lead >= 0).length;
    return {
      rises: leads.length,
      readyBefore: leads.length > 0 ? (100 * before) / leads.length : 100,
      medianSeconds: leads[Math.floor((leads.length - 1) / 2)] ?? 0,
    };
  }

  #rise(second: number, needed: number, ready: number): void {
    if (ready < needed) this.#waiting.push({ second, needed });
    else this.#leads.push(Math.min(WINDOW_SECONDS, second - (this.#since[needed - 1] ?? second)));
  }
}
