/**
 * The one text of a value as JSON: what `JSON.stringify` gives (so what is no number is null, what is undefined is not
 * there), with the names of every object in the order of their UTF-16 units and no spaces. So two who have the same value
 * have the same text, and the same hash of it. RFC 8785, but for what RFC 8785 refuses.
 *
 * @example
 * canonicalJson({ b: [1, Number.NaN], a: 'ä', c: undefined }) // => '{"a":"ä","b":[1,null]}'
 * canonicalJson({ 10: 0, 9: -0 }) // => '{"10":0,"9":0}'
 */
export function canonicalJson(value: unknown): string {
  return textOf(value) ?? 'null';
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return textOf(toJSON.call(value));
  // Paths of forecasts are most of what is written, and long.
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${Array.from(value, (item) => textOf(item) ?? 'null').join(',')}]`;
  const members: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const text = textOf((value as Record<string, unknown>)[name]);
    if (text !== undefined) members.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${members.join(',')}}`;
}
