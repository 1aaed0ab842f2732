interface Columns {
  readonly at: unknown;
  readonly value: unknown;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * The two columns of an answer of `GET /api/analytics/:metric`: `{ metric, stepSeconds, fromAt, columns: { at, value, … } }`.
 * Times that are left out follow from `fromAt` and `stepSeconds`; columns may stand at the top too, and values under the
 * metric's own name. Other columns (forecasts, bands) are let be. Whether they are lists of numbers is for the reader.
 *
 * @example
 * columnsOf({ at: [0], value: [3] }, 'connections') // => { at: [0], value: [3] }
 * columnsOf({ fromAt: 0, stepSeconds: 60, columns: { value: [3, 4] } }, 'connections').at // => [0, 60000]
 */
export function columnsOf(answer: unknown, metric: string): Columns {
  const all = (answer ?? {}) as Json;
  const columns = (typeof all.columns === 'object' && all.columns !== null ? all.columns : all) as Json;
  const value = columns.value ?? columns[metric];
  return { at: columns.at ?? timesOf(all, value), value };
}

function timesOf({ fromAt, stepSeconds }: Json, values: unknown): unknown {
  if (typeof fromAt !== 'number' || typeof stepSeconds !== 'number' || !Array.isArray(values)) return undefined;
  return values.map((_, index) => fromAt + index * stepSeconds * 1000);
}
