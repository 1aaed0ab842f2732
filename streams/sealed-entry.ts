import type { SealedEntry } from '#chat';

/**
 * An entry as it came out of Redis, if it is one that this house sealed: its JSON begins as sealEntry writes it. The
 * rest is not parsed, because it was encoded by us and is only handed on.
 *
 * @example
 * parseSealed(7, 1000, '{"offset":7,"at":1000,"kind":"message"}')?.offset // => 7
 * parseSealed(8, 1000, '{"offset":7,"at":1000,"kind":"message"}') // => undefined
 */
export function parseSealed(offset: number, at: number, json: string): SealedEntry | undefined {
  if (!Number.isSafeInteger(offset) || offset < 1 || !Number.isSafeInteger(at)) return undefined;
  if (!json.startsWith(`{"offset":${offset},"at":${at},`) || !json.endsWith('}')) return undefined;
  return { offset, at, json };
}
