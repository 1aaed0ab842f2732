import * as z from 'zod/mini';
import { ANSWER_MS, type PlaceInfo } from './place.ts';

/** What a page must know of a Firebase project. */
export type FirebaseConfig = NonNullable<PlaceInfo['signIn']['firebase']>;

export interface Tokens {
  /** The ID token: an hour's. */
  readonly token: string;
  /** With which the next one is had. */
  readonly refresh: string;
}

const SignedInSchema = z.object({ idToken: z.string(), refreshToken: z.string() });
const RefreshedSchema = z.object({ id_token: z.string(), refresh_token: z.string() });
const FaultSchema = z.object({ error: z.object({ message: z.string() }) });

/** What Firebase complains about, in words; it adds more behind a blank. */
const SENTENCES: Readonly<Record<string, string>> = {
  INVALID_LOGIN_CREDENTIALS: 'The e-mail address or the password is wrong',
  INVALID_PASSWORD: 'The e-mail address or the password is wrong',
  EMAIL_NOT_FOUND: 'The e-mail address or the password is wrong',
  INVALID_EMAIL: 'This is no e-mail address',
  USER_DISABLED: 'This account is closed',
  TOO_MANY_ATTEMPTS_TRY_LATER: 'Too many tries: wait some minutes',
  TOKEN_EXPIRED: 'You are signed out: sign in again',
  INVALID_REFRESH_TOKEN: 'You are signed out: sign in again',
};

/**
 * Signs in with Firebase's REST API, which needs none of its library.
 *
 * @throws Error with a sentence for a person
 */
export async function takeTokens(config: FirebaseConfig, email: string, password: string): Promise<Tokens> {
  const answer = await post(config.passwordUrl, config, 'application/json', {
    body: JSON.stringify({ email, password, returnSecureToken: true }),
  });
  const { idToken, refreshToken } = SignedInSchema.parse(answer);
  return { token: idToken, refresh: refreshToken };
}

/** @throws Error with a sentence for a person */
export async function refreshTokens(config: FirebaseConfig, refresh: string): Promise<Tokens> {
  const body = String(new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refresh }));
  const answer = await post(config.refreshUrl, config, 'application/x-www-form-urlencoded', { body });
  const { id_token, refresh_token } = RefreshedSchema.parse(answer);
  return { token: id_token, refresh: refresh_token };
}

async function post(
  url: string,
  { apiKey }: FirebaseConfig,
  type: string,
  { body }: { body: string },
): Promise<unknown> {
  const headers = { 'content-type': type };
  const signal = AbortSignal.timeout(ANSWER_MS);
  const response = await fetch(`${url}?key=${apiKey}`, { method: 'POST', headers, body, signal }).catch(
    () => undefined,
  );
  if (response === undefined) throw new Error('The sign-in cannot be reached: try again in a moment');
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  const fault = FaultSchema.safeParse(answer);
  const code = fault.success ? (fault.data.error.message.split(' ')[0] ?? '') : '';
  throw new Error((Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : undefined) ?? 'You could not be signed in');
}
