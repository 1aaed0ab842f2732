import type { FaultCode } from '#chat';

/** Faults of the message itself: saying it again would not help. A code of a later version is one of these. */
const PASSING = new Set<string>([
  'rate-limited',
  'unavailable',
  'not-durable',
  'log-full',
  'internal',
  'leaving',
  'keys-unavailable',
  'too-many-connections',
  'not-authenticated',
  'token-missing',
  'token-expired',
  'token-invalid',
] satisfies FaultCode[]);

/** A fault inside the server may be one that this message causes each time. */
const MOST_INTERNAL = 5;

/**
 * Whether a message that was refused so many times should be given up, or said again later.
 *
 * @example
 * isFinal('text-too-long', 1) // => true
 * isFinal('rate-limited', 40) // => false
 */
export function isFinal(code: string, refusals: number): boolean {
  return !PASSING.has(code) || (code === 'internal' && refusals >= MOST_INTERNAL);
}
