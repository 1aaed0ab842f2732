import { DEFAULT_BEHAVIOR, DEFAULT_HPA_TOLERANCE } from './hpa-spec.ts';
import { metricScaler, NO_ORDERS, type PoolPolicy, type Scrape } from './pool-policy.ts';

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;
const USUAL = {
  handsOver: false,
  costs: false,
  hpa: { behavior: DEFAULT_BEHAVIOR, tolerance: DEFAULT_HPA_TOLERANCE },
} as const;
const HEADROOM = 1.2;

/** What was seen, by the quarter of a minute. */
class SeenPeople {
  readonly #byScrape: number[] = [];
  readonly #seconds: number;
  now: number | null = null;
  second = 0;

  constructor(scrapeSeconds: number) {
    this.#seconds = scrapeSeconds;
  }

  see({ second, people }: Scrape): void {
    this.second = second;
    this.now = people;
    this.#byScrape[Math.round(second / this.#seconds)] = people ?? 0;
  }

  at(second: number): number {
    return this.#byScrape[Math.round(second / this.#seconds)] ?? 0;
  }

  mostWithin(from: number, seconds: number): number {
    let most = 0;
    for (let second = from; second < from + seconds; second += this.#seconds) most = Math.max(most, this.at(second));
    return most;
  }
}

/** KEDA's cron scaler with what each hour of the first day needed, beside plain HPA on people. */
export const CRON: PoolPolicy = {
  name: 'cron of day one + reactive',
  about:
    'for each hour the pods that this hour of the first day needed at most, from five minutes before, and 20 % more places than people',
  ...USUAL,
  start({ capacity, scrapeSeconds }) {
    const seen = new SeenPeople(scrapeSeconds);
    const hours: number[] = [];
    const plan = (second: number) => {
      if (second < DAY_SECONDS) return 0;
      const hour = Math.floor((second % DAY_SECONDS) / HOUR_SECONDS);
      hours[hour] ??= seen.mostWithin(hour * HOUR_SECONDS, HOUR_SECONDS);
      return hours[hour];
    };
    const people = () => {
      if (seen.now === null) return null;
      return Math.max(seen.now * HEADROOM, plan(seen.second), plan(seen.second + 300)) / capacity;
    };
    return { decide: () => NO_ORDERS, see: (scrape) => seen.see(scrape), scaler: metricScaler('pods', 1, people) };
  },
};

/** What a Prometheus trigger can do by itself: the larger of now and of yesterday a little later. */
export const OFFSET: PoolPolicy = {
  name: 'PromQL offset 1d + reactive',
  about: 'max(people, people offset 1d, five minutes ahead), 20 % more places than that',
  ...USUAL,
  start({ capacity, scrapeSeconds }) {
    const seen = new SeenPeople(scrapeSeconds);
    const people = () => {
      if (seen.now === null) return null;
      const yesterday = seen.second < DAY_SECONDS ? 0 : seen.at(seen.second - DAY_SECONDS + 300);
      return Math.max(seen.now, yesterday);
    };
    const scaler = metricScaler('people', capacity / HEADROOM, people);
    return { decide: () => NO_ORDERS, see: (scrape) => seen.see(scrape), scaler };
  },
};
