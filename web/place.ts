import * as z from 'zod/mini';

/** What the page may know about the process that served it. */
export interface PlaceInfo {
  readonly name: string;
  /** Whether a name is enough to come in. */
  readonly guests: boolean;
  /** Where the identity provider gives a token to whoever it knows by its cookie, if there is such an address. */
  readonly tokenUrl?: string | undefined;
  /** Base addresses of every place with the same rooms, this one first. */
  readonly urls: readonly string[];
}

const PlaceSchema = z.object({
  name: z.string(),
  guests: z.boolean(),
  elsewhere: z.array(z.string()),
  tokenUrl: z.optional(z.string()),
});

/** How long a place may take to answer, in milliseconds. */
export const ANSWER_MS = 8_000;

/** @throws when the place cannot be reached or answers something else */
export async function findPlace(origin: string): Promise<PlaceInfo> {
  const response = await fetch(`${origin}/api/place`, { signal: AbortSignal.timeout(ANSWER_MS) });
  if (!response.ok) throw new Error(`The place answered ${response.status}`);
  const { name, guests, elsewhere, tokenUrl } = PlaceSchema.parse(await response.json());
  return { name, guests, tokenUrl, urls: [origin, ...elsewhere] };
}
