import type { Collector, CollectWindow, Sample } from './collector.ts';
import type { CollectorSettings } from './collector-settings.ts';
import { counterRates } from './counter-rates.ts';
import { numberIn, samplesOfColumns } from './json-numbers.ts';
import { type JsonPath, parseJsonPath, selectByPath } from './json-path.ts';
import type { SourceOf } from './metric-source.ts';
import { ScalerFault } from './scaler-fault.ts';
import { jsonOf } from './source-answer.ts';
import { SourceReader } from './source-reader.ts';

/**
 * Asks any address for JSON. Without `atPath` it is one sample, of now: a window of the past has none. With it, it is as
 * many as the two paths find. The address may have `{fromAt}` and `{toAt}` (epoch milliseconds), `{fromSeconds}` and
 * `{toSeconds}` (epoch seconds) and `{stepSeconds}` in its query, which become the window's numbers.
 */
export class CollectorHttp implements Collector {
  readonly #source: SourceOf<'http'>;
  readonly #reader: SourceReader;
  readonly #path: JsonPath;
  readonly #atPath: JsonPath | undefined;
  /** The counter as it was when it was last asked for. */
  #last: Sample | undefined;

  /** @throws ScalerFault `bad-source` where a path or the address cannot be read */
  constructor(source: SourceOf<'http'>, settings: CollectorSettings) {
    this.#source = source;
    this.#reader = new SourceReader(source, settings);
    this.#path = parseJsonPath(source.path);
    this.#atPath = source.atPath === undefined ? undefined : parseJsonPath(source.atPath);
    fillAddress(source.url, { fromAt: 0, toAt: 0, stepSeconds: 60 });
  }

  async collect(window: CollectWindow, signal: AbortSignal): Promise<readonly Sample[]> {
    const now = this.#reader.now;
    if (this.#atPath === undefined && !isNow(window, now)) return [];
    const url = fillAddress(this.#source.url, window);
    const json = jsonOf(await this.#reader.ask({ method: 'GET', url, headers: {} }, signal));
    if (this.#atPath === undefined) return this.#reader.sift(this.#present(json, Math.min(now, window.toAt)), window);
    const found = samplesOfColumns(flat(selectByPath(json, this.#atPath)), flat(selectByPath(json, this.#path)));
    const samples = this.#source.counter ? ratesOf(found) : found;
    return this.#reader.sift(samples, window);
  }

  async close(): Promise<void> {
    this.#reader.close();
  }

  #present(json: unknown, at: number): Sample[] {
    const numbers = flat(selectByPath(json, this.#path)).map((value) => numberIn(value, `"${this.#path.text}"`));
    const known = numbers.filter((number) => !Number.isNaN(number));
    // Nulls are missing numbers, which add up to nothing that is known; an empty list adds up to 0.
    if (known.length === 0 && numbers.length > 0) return [];
    const value = AGGREGATES[this.#source.aggregate](known);
    if (value === undefined) return [];
    if (!this.#source.counter) return [{ at, value }];
    const before = this.#last;
    if (before === undefined || at > before.at) this.#last = { at, value };
    return counterRates([{ at, value }], before);
  }
}

type Aggregate = SourceOf<'http'>['aggregate'];

/** Of no numbers: nothing added up is 0, and a mean of nothing is a gap. */
const AGGREGATES: Readonly<Record<Aggregate, (numbers: readonly number[]) => number | undefined>> = {
  sum: sumOf,
  count: (numbers) => numbers.length,
  avg: (numbers) => (numbers.length === 0 ? undefined : sumOf(numbers) / numbers.length),
  max: (numbers) =>
    numbers.reduce<number | undefined>((most, one) => (one > (most ?? -Infinity) ? one : most), undefined),
  min: (numbers) =>
    numbers.reduce<number | undefined>((least, one) => (one < (least ?? Infinity) ? one : least), undefined),
  last: (numbers) => numbers.at(-1),
};

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** A window that ends less than a step ago is now. */
function isNow({ fromAt, toAt, stepSeconds }: CollectWindow, now: number): boolean {
  return now >= fromAt && toAt > now - stepSeconds * 1000;
}

/** `$.points` that is a list itself says the same as `$.points[*]`. */
function flat(found: readonly unknown[]): readonly unknown[] {
  const [only] = found;
  return found.length === 1 && Array.isArray(only) ? only : found;
}

/** A column may come newest first; a counter is read forwards. */
function ratesOf(samples: readonly Sample[]): Sample[] {
  const known = samples.filter(({ at, value }) => Number.isFinite(at) && Number.isFinite(value));
  return counterRates(known.sort((one, other) => one.at - other.at));
}

function fillAddress(address: string, { fromAt, toAt, stepSeconds }: CollectWindow): URL {
  const numbers: Readonly<Record<string, number>> = {
    fromAt,
    toAt,
    fromSeconds: Math.floor(fromAt / 1000),
    toSeconds: Math.ceil(toAt / 1000),
    stepSeconds,
  };
  // An address that was parsed before has its braces as %7B and %7D.
  const filled = address.replace(/(?:\{|%7B)(\w+)(?:\}|%7D)/gi, (_, name: string) => {
    if (Object.hasOwn(numbers, name)) return String(numbers[name]);
    const known = Object.keys(numbers).map((word) => `{${word}}`);
    throw new ScalerFault('bad-source', [`"{${name}}" in "url" means nothing, known are ${known.join(', ')}`]);
  });
  const url = URL.parse(filled);
  if (url === null) throw new ScalerFault('bad-source', ['"url" is no address']);
  return url;
}
