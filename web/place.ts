import * as z from 'zod/mini';

/** What the page may know about the process that served it. */
export interface PlaceInfo {
  readonly name: string;
  /** Whether a name is enough to come in. */
  readonly guests: boolean;
  /** How people sign in who are no guests; without it, they bring their tokens. */
  readonly signIn: z.infer<typeof SignInSchema>;
  /** Base addresses of every place with the same rooms, this one first. */
  readonly urls: readonly string[];
}

const SignInSchema = z.object({
  /** Where the identity provider gives a token to whoever it knows by its cookie. */
  tokenUrl: z.optional(z.string()),
  firebase: z.optional(z.object({ apiKey: z.string(), passwordUrl: z.string(), refreshUrl: z.string() })),
});

const PlaceSchema = z.object({
  name: z.string(),
  guests: z.boolean(),
  elsewhere: z.array(z.string()),
  signIn: z.optional(SignInSchema),
});

/** How long a place may take to answer, in milliseconds. */
export const ANSWER_MS = 8_000;

/** @throws when the place cannot be reached or answers something else */
export async function findPlace(origin: string): Promise<PlaceInfo> {
  const response = await fetch(`${origin}/api/place`, { signal: AbortSignal.timeout(ANSWER_MS) });
  if (!response.ok) throw new Error(`The place answered ${response.status}`);
  const { name, guests, elsewhere, signIn = {} } = PlaceSchema.parse(await response.json());
  return { name, guests, signIn, urls: [origin, ...elsewhere] };
}
