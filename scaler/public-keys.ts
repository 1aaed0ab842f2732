import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { ScalerFault } from './scaler-fault.ts';

/** A provider is asked at most this often, also while it fails, in milliseconds. */
const COOLDOWN_MS = 30_000;
const TIMEOUT_MS = 5_000;
/** Keys are believed for so long, also while their address cannot be reached. */
const BELIEVED_MS = 600_000;
/** More than any provider publishes. */
const MOST_BYTES = 262_144;

/**
 * The public keys of whoever signs tokens, from their JWKS address. Nobody waits for an address that cannot be reached more
 * than once in thirty seconds.
 *
 * @throws ScalerFault `keys-unavailable`
 */
export function publicKeys(address: string, now: () => number, timeoutMs = TIMEOUT_MS): JWTVerifyGetKey {
  let failedAt = Number.NEGATIVE_INFINITY;
  const keys = createRemoteJWKSet(new URL(address), {
    timeoutDuration: timeoutMs,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: BELIEVED_MS,
    [customFetch]: async (url, options) => {
      if (now() - failedAt < COOLDOWN_MS) throw new Error('The last attempt failed a moment ago');
      try {
        return await fetchSet(url, options);
      } catch (error) {
        failedAt = now();
        throw error;
      }
    },
  });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) throw cause;
      throw new ScalerFault('keys-unavailable', [], cause);
    }
  };
}

/** @throws Error for an answer that is no set of keys, and for one that is too large: what comes after is never read */
async function fetchSet(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...options, redirect: 'error' });
  if (response.status !== 200) throw new Error(`The keys' address answered ${response.status}`);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for (const reader = response.body?.getReader(); reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > MOST_BYTES) {
      await reader.cancel();
      throw new Error('The set of keys is too large');
    }
    chunks.push(value);
  }
  const text = await new Blob(chunks).text();
  const { keys } = JSON.parse(text) as { keys?: unknown };
  if (!Array.isArray(keys)) throw new Error('The answer holds no list of keys');
  return new Response(text);
}
