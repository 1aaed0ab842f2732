/** How a loess is made. */
export interface LoessOptions {
  /** Neighbours that count, the nearest most. */
  readonly window: number;
  /** 0 fits a constant to the neighbours, 1 a line. */
  readonly degree: 0 | 1;
  /** Only each such sample is fitted; those between lie on a line. */
  readonly jump: number;
  /** How much each sample counts; all the same unless told. */
  readonly weights?: Float64Array | undefined;
}

/**
 * Smooths numbers at even steps by locally weighted regression with tricube weights (Cleveland and Devlin, 1988; for series:
 * Cleveland, Cleveland, McRae and Terpenning, STL, 1990, section 2). Cost: length / jump · window.
 *
 * @example
 * loess(new Float64Array([1, 2, 3, 4]), { window: 3, degree: 1, jump: 1 })[1] // => 2
 */
export function loess(values: Float64Array, options: LoessOptions): Float64Array {
  const { length } = values;
  const smooth = new Float64Array(length);
  if (length < 2) return Float64Array.from(values);
  const jump = Math.max(1, Math.min(options.jump, length - 1));
  let before = 0;
  for (let at = 0; ; at = Math.min(at + jump, length - 1)) {
    smooth[at] = loessAt(values, at, windowFrom(at, options.window, length), options) ?? (values[at] as number);
    const step = ((smooth[at] as number) - (smooth[before] as number)) / (at - before);
    for (let between = before + 1; between < at; between++)
      smooth[between] = (smooth[before] as number) + step * (between - before);
    before = at;
    if (at === length - 1) return smooth;
  }
}

/** Where the window of neighbours of a place begins. */
function windowFrom(at: number, window: number, length: number): number {
  const shift = at - Math.floor((window + 1) / 2) + 1;
  return Math.max(0, Math.min(shift, length - window));
}

/**
 * The loess at one place, which may lie outside the samples.
 *
 * @param from the first of the `window` samples that count
 * @returns nothing where all that would count has no weight
 */
export function loessAt(
  values: Float64Array,
  at: number,
  from: number,
  { window, degree, weights }: LoessOptions,
): number | undefined {
  const { length } = values;
  const last = Math.min(from + window, length) - 1;
  // A window longer than the series reaches beyond both its ends.
  const reach = Math.max(at - from, last - at) + (window > length ? Math.floor((window - length) / 2) : 0);
  const [near, far] = [0.001 * reach, 0.999 * reach];
  let [sum, first, second, value, moved] = [0, 0, 0, 0, 0];
  for (let index = from; index <= last; index++) {
    const apart = index - at;
    const distance = apart < 0 ? -apart : apart;
    if (distance > far) continue;
    const share = distance / reach;
    const cube = 1 - share * share * share;
    const weight =
      (distance <= near ? 1 : cube * cube * cube) * (weights === undefined ? 1 : (weights[index] as number));
    const weighted = weight * (values[index] as number);
    sum += weight;
    first += weight * apart;
    second += weight * apart * apart;
    value += weighted;
    moved += weighted * apart;
  }
  if (!(sum > 0)) return undefined;
  const centre = first / sum;
  const variance = second / sum - centre * centre;
  const level = value / sum;
  // A line through samples that all lie in nearly one place would be no more than noise.
  if (degree === 0 || !(Math.sqrt(Math.max(0, variance)) > 0.001 * (length - 1))) return level;
  return level - (centre * (moved / sum - centre * level)) / variance;
}
