/**
 * Keeps small texts for a short time, each for whoever asks first.
 *
 * - Of several who take one key, also at different processes that share the store, exactly one MUST get the text.
 * - After its time a text MUST NOT be given out, and MUST cost nothing.
 *
 * @throws ChatFault `unavailable`
 */
export interface OnceStore {
  put(key: string, text: string, ms: number): Promise<void>;
  /** `undefined` when there is none: it was never there, it was taken, or its time is over. */
  take(key: string): Promise<string | undefined>;
}
