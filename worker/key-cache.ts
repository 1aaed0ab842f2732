import { newKeyCache } from '#app';

/** The provider's public keys, once for everything that runs in one isolate. */
export const KEY_CACHE = newKeyCache();
