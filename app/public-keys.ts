import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwksCache } from 'jose';
import { ChatFault, type Clock } from '#chat';

/** A provider is asked at most this often, also while it fails, in milliseconds. */
const COOLDOWN_MS = 30_000;
const TIMEOUT_MS = 5_000;
/** Keys older than this are asked for again; if that fails, they are believed until they are an hour old. */
const REFRESH_MS = 600_000;
/** How long somebody whose key is known may have to wait for that, in milliseconds. */
const REFRESH_WAIT_MS = 500;
const BELIEVED_MS = 3_600_000;
/** More than any provider publishes: Google's set has 2 KB. */
const MOST_BYTES = 262_144;

/**
 * The public keys of whoever signs tokens, from their JWKS address. While the address cannot be reached, the keys that
 * are known go on for an hour, and nobody waits for it more than once in thirty seconds.
 *
 * @throws ChatFault `keys-unavailable`
 */
export function publicKeys(address: string, clock: Clock, timeoutMs = TIMEOUT_MS): JWTVerifyGetKey {
  let failedAt = Number.NEGATIVE_INFINITY;
  const cache: { uat?: number; jwks?: unknown } = {};
  const keys = createRemoteJWKSet(new URL(address), {
    timeoutDuration: timeoutMs,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: BELIEVED_MS,
    [jwksCache]: cache as Record<string, never>,
    [customFetch]: async (url, options) => {
      if (clock.now() - failedAt < COOLDOWN_MS) throw new Error('The last attempt failed a moment ago');
      try {
        return await fetchSet(url, options);
      } catch (error) {
        failedAt = clock.now();
        throw error;
      }
    },
  });
  return async (header, token) => {
    try {
      if (cache.uat !== undefined && clock.now() - cache.uat > REFRESH_MS) await settled(keys.reload(), clock);
      return await keys(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) throw cause;
      throw new ChatFault('keys-unavailable', { cause });
    }
  };
}

/** Waits for work to be done, well or badly, but not for long. */
function settled(work: Promise<void>, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(REFRESH_WAIT_MS, resolve);
    const done = () => {
      cancel();
      resolve();
    };
    work.then(done, done);
  });
}

/** @throws Error for an answer that is no set of keys, and for one that is too large: what comes after is never read */
async function fetchSet(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, options);
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
