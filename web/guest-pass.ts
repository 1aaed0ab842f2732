import * as z from 'zod/mini';
import { ANSWER_MS } from './place.ts';

/** A guest's token, and who it makes them. */
export const PassSchema = z.object({
  token: z.string(),
  visitor: z.object({ id: z.string(), name: z.string() }),
  expiresAt: z.number(),
});

export type GuestPass = z.infer<typeof PassSchema>;

const FaultSchema = z.object({
  error: z.object({ message: z.string(), retryAfterMs: z.optional(z.number()) }),
});

/** A place that answered, and said no. */
export class PassRefused extends Error {
  override readonly name = 'PassRefused';
  /** When it may be asked again, in milliseconds from then. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs: number | undefined) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Asks one place after the other for a pass with this name.
 *
 * @throws PassRefused with the place's own sentence; Error when no place could be reached
 */
export async function requestPass(urls: readonly string[], name: string): Promise<GuestPass> {
  let failure: unknown = new Error('There is no place to ask');
  for (const url of urls) {
    try {
      const response = await fetch(`${url}/api/guests`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name }),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      if (response.ok) return PassSchema.parse(await response.json());
      const { error } = FaultSchema.parse(await response.json());
      failure = new PassRefused(error.message, error.retryAfterMs);
      if (response.status < 500) break;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
