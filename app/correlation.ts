const PATTERN = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * The id that a request is told and logged by: the client's own if it is one, so that it can be found from both sides.
 *
 * @example
 * correlationOf('order-4711', () => 'fresh-id') // => 'order-4711'
 * correlationOf('a\nforged line', () => 'fresh-id') // => 'fresh-id'
 */
export function correlationOf(header: string | undefined, newId: () => string): string {
  return header !== undefined && PATTERN.test(header) ? header : newId();
}
