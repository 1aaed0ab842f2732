import { ChatFault, LIMITS, type Position, parsePosition } from '#chat';

/** @throws ChatFault `bad-position` */
export function parseAfter(text: string | undefined): Position | undefined {
  return text === undefined ? undefined : parsePosition(text);
}

/**
 * How many entries are asked for.
 *
 * @throws ChatFault `bad-limit`
 * @example
 * parseLimit(undefined) // => 100
 * parseLimit('20') // => 20
 */
export function parseLimit(text: string | undefined): number {
  if (text === undefined) return LIMITS.batchEntries;
  const limit = Number(text);
  if (!/^\d{1,3}$/.test(text) || limit < 1 || limit > LIMITS.batchEntries) throw new ChatFault('bad-limit');
  return limit;
}
