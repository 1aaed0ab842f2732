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
/** How often somebody looks whether the one who asks was answered, in milliseconds. */
const LOOK_MS = 20;
/** More than any provider publishes: Google's set has 2 KB. */
const MOST_BYTES = 262_144;

/**
 * What is known of one provider's keys. It holds no more than values, so several can share it who may not wait for each
 * other: the objects and requests of one isolate at the edge.
 */
export interface KeyCache {
  /** When the last attempt failed. */
  failedAt: number;
  /** When an attempt began that has not ended. */
  askingAt: number;
  /** What the provider said last. */
  said: string | undefined;
  /** Where jose keeps the set, and when it came. */
  readonly set: { uat?: number; jwks?: unknown };
}

export function newKeyCache(): KeyCache {
  return { failedAt: Number.NEGATIVE_INFINITY, askingAt: Number.NEGATIVE_INFINITY, said: undefined, set: {} };
}

/**
 * The public keys of whoever signs tokens, from their JWKS address. While the address cannot be reached, the keys that
 * are known go on for an hour, and nobody waits for it more than once in thirty seconds.
 *
 * @throws ChatFault `keys-unavailable`
 */
export function publicKeys(
  address: string,
  clock: Clock,
  cache: KeyCache = newKeyCache(),
  timeoutMs = TIMEOUT_MS,
): JWTVerifyGetKey {
  const { set } = cache;
  const make = () =>
    createRemoteJWKSet(new URL(address), {
      timeoutDuration: timeoutMs,
      cooldownDuration: COOLDOWN_MS,
      cacheMaxAge: BELIEVED_MS,
      [jwksCache]: set as Record<string, never>,
      [customFetch]: (url, options) => fetchOnce(url, options, { cache, clock, timeoutMs }),
    });
  let keys = make();
  let madeOf = set.uat;
  return async (header, token) => {
    try {
      // jose looks into the cache when it begins: what another one found since is taken over by beginning anew.
      if (set.uat !== madeOf) keys = make();
      if (set.uat !== undefined && clock.now() - set.uat > REFRESH_MS) await settled(keys.reload(), clock);
      return await keys(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) throw cause;
      throw new ChatFault('keys-unavailable', { cause });
    } finally {
      madeOf = set.uat;
    }
  };
}

interface Asking {
  readonly cache: KeyCache;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/** Asks, unless somebody is asking already: then it waits for what they find. A failure is not repeated at once. */
async function fetchOnce(url: string, options: RequestInit, { cache, clock, timeoutMs }: Asking): Promise<Response> {
  if (clock.now() - cache.askingAt < timeoutMs) return heardFrom({ cache, clock, timeoutMs });
  if (clock.now() - cache.failedAt < COOLDOWN_MS) throw new Error('The last attempt failed a moment ago');
  cache.askingAt = clock.now();
  try {
    cache.said = await fetchSet(url, options);
    return new Response(cache.said);
  } catch (error) {
    cache.failedAt = clock.now();
    throw error;
  } finally {
    cache.askingAt = Number.NEGATIVE_INFINITY;
  }
}

/** What the one who asks is answered. Looks from time to time: at the edge one request may not wait for another's work. */
async function heardFrom({ cache, clock, timeoutMs }: Asking): Promise<Response> {
  const { askingAt } = cache;
  const giveUpAt = clock.now() + timeoutMs;
  while (cache.askingAt === askingAt && clock.now() < giveUpAt) {
    await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
  }
  if (cache.askingAt === askingAt || cache.failedAt >= askingAt || cache.said === undefined) {
    throw new Error('The one who asked was not answered');
  }
  return new Response(cache.said);
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
async function fetchSet(url: string, options: RequestInit): Promise<string> {
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
  return text;
}
