import type { Values } from '#settings';
import type { EDGE_SETTINGS } from './settings.ts';

/** How the page signs people in, where they are no guests: what it may know, and must, because it does it itself. */
export interface SignIn {
  /** Answers a token to whoever is signed in there by a cookie. */
  readonly tokenUrl?: string | undefined;
  readonly firebase?: FirebaseSignIn | undefined;
}

export interface FirebaseSignIn {
  /** The project's Web API key, which every page of it shows. */
  readonly apiKey: string;
  /** Takes an e-mail and a password. */
  readonly passwordUrl: string;
  /** Takes a refresh token. */
  readonly refreshUrl: string;
}

/** Google's hosts for that (Firebase Auth REST API); the emulator has them as the first part of its paths. */
const PASSWORDS = 'identitytoolkit.googleapis.com';
const REFRESHES = 'securetoken.googleapis.com';

type SignInValues = Pick<Values<typeof EDGE_SETTINGS>, 'FIREBASE_API_KEY' | 'FIREBASE_AUTH_URL' | 'TOKEN_URL'>;

/** `undefined` where people bring their tokens themselves. */
export function signInOf(values: SignInValues): SignIn | undefined {
  const { FIREBASE_API_KEY: apiKey, FIREBASE_AUTH_URL: base, TOKEN_URL: tokenUrl } = values;
  if (apiKey === undefined && tokenUrl === undefined) return undefined;
  const at = (host: string) => (base === undefined ? `https://${host}` : `${base}/${host}`);
  const firebase = apiKey !== undefined && {
    apiKey,
    passwordUrl: `${at(PASSWORDS)}/v1/accounts:signInWithPassword`,
    refreshUrl: `${at(REFRESHES)}/v1/token`,
  };
  return { ...(tokenUrl !== undefined && { tokenUrl }), ...(firebase && { firebase }) };
}

/** Where the page has to be let. */
export function signInUrls({ tokenUrl, firebase }: SignIn = {}): readonly string[] {
  return [tokenUrl, firebase?.passwordUrl, firebase?.refreshUrl].filter((url) => url !== undefined);
}
