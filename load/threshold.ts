/** What a run must keep to: a measure, how it is compared, and with what. */
export interface Threshold {
  readonly measure: string;
  readonly sign: '<' | '<=' | '==' | '>=' | '>';
  readonly bound: number;
}

/** A threshold beside what was measured. */
export interface Verdict {
  readonly threshold: string;
  readonly measured: number | null;
  readonly ok: boolean;
}

/**
 * Reads a threshold; `undefined` when it is none.
 *
 * @example
 * parseThreshold('delivery_p95_ms<250') // => { measure: 'delivery_p95_ms', sign: '<', bound: 250 }
 */
export function parseThreshold(text: string): Threshold | undefined {
  const [, measure, sign, bound] = /^([a-z][a-z0-9_]*)(<=|>=|==|<|>)(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (measure === undefined || sign === undefined || bound === undefined) return undefined;
  return { measure, sign: sign as Threshold['sign'], bound: Number(bound) };
}

export function sayThreshold({ measure, sign, bound }: Threshold): string {
  return `${measure}${sign}${bound}`;
}

/** Thresholds with others in the place of those for the same measure. */
export function replaceThresholds(base: readonly Threshold[], others: readonly Threshold[]): Threshold[] {
  const replaced = new Set(others.map(({ measure }) => measure));
  return [...base.filter(({ measure }) => !replaced.has(measure)), ...others];
}

/**
 * Holds a run against its thresholds. What was not measured at all keeps none.
 *
 * @example
 * judge([{ measure: 'holes', sign: '==', bound: 0 }], { holes: 2 }) // => [{ threshold: 'holes==0', measured: 2, ok: false }]
 */
export function judge(thresholds: readonly Threshold[], measures: Readonly<Record<string, number>>): Verdict[] {
  return thresholds.map((threshold) => {
    const measured = measures[threshold.measure] ?? Number.NaN;
    return {
      threshold: sayThreshold(threshold),
      measured: Number.isFinite(measured) ? measured : null,
      ok: Number.isFinite(measured) && holds(measured, threshold),
    };
  });
}

function holds(measured: number, { sign, bound }: Threshold): boolean {
  if (sign === '<') return measured < bound;
  if (sign === '<=') return measured <= bound;
  if (sign === '==') return measured === bound;
  return sign === '>=' ? measured >= bound : measured > bound;
}
