import type { SealedEntry } from '#chat';

const HEAD = /^\{"offset":([1-9]\d{0,15}),"at":(\d{1,16}),/;

/**
 * An entry as it came out of Redis, if it is one that this house sealed: its JSON begins as sealEntry writes it. The
 * rest is not parsed, because it was encoded by us and is only handed on.
 *
 * @example
 * parseSealed('{"offset":7,"at":1000,"kind":"message"}')?.offset // => 7
 * parseSealed('{"offset":-7,"at":1000,"kind":"message"}') // => undefined
 */
export function parseSealed(json: string): SealedEntry | undefined {
  const [, first, second] = HEAD.exec(json) ?? [];
  const [offset, at] = [Number(first), Number(second)];
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(at) || !json.endsWith('}')) return undefined;
  return { offset, at, json };
}
