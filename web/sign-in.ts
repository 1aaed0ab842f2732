import * as z from 'zod/mini';
import { type FirebaseConfig, refreshTokens, type Tokens, takeTokens } from './firebase.ts';
import type { GuestPass } from './guest-pass.ts';
import { requestPass } from './guest-pass.ts';
import { MEMORY } from './page-memory.ts';
import { ANSWER_MS, type PlaceInfo } from './place.ts';

/** How somebody comes in. */
export interface Ticket {
  readonly token: string;
  /** Where a new token comes from when this one ends; without it, from a person. */
  readonly renew?: (() => Promise<string>) | undefined;
  /** Whether it is a guest's, whose name can be changed. */
  readonly guest: boolean;
  /** Whether a new token is the same person's, so that it can be asked for before the old one ends. */
  readonly lasting: boolean;
}

const TokenSchema = z.object({ token: z.string() });

/** A guest by this name. Each pass is a new visitor. */
export async function guestTicket({ urls }: PlaceInfo, name: string): Promise<Ticket> {
  return ticketOf(await requestPass(urls, name), urls);
}

/** The guest that this tab was before, if their pass still holds. */
export function rememberedTicket({ urls }: PlaceInfo): Ticket | undefined {
  const pass = MEMORY.pass(Date.now());
  return pass && ticketOf(pass, urls);
}

/**
 * Somebody whom the identity provider behind `tokenUrl` knows by its own cookie.
 *
 * @throws Error when it does not
 */
export async function providedTicket(tokenUrl: string): Promise<Ticket> {
  const renew = () => provideToken(tokenUrl);
  return { token: await renew(), renew, guest: false, lasting: true };
}

/**
 * Somebody who has an account of a Firebase project.
 *
 * @throws Error with a sentence for them when they may not come in
 */
export async function firebaseTicket(config: FirebaseConfig, email: string, password: string): Promise<Ticket> {
  return firebaseTicketOf(config, await takeTokens(config, email, password));
}

/** Who signed in in this tab before it was loaded again. */
export async function rememberedFirebase(config: FirebaseConfig): Promise<Ticket | undefined> {
  const refresh = MEMORY.refreshToken;
  return refresh === undefined ? undefined : firebaseTicketOf(config, await refreshTokens(config, refresh));
}

function firebaseTicketOf(config: FirebaseConfig, first: Tokens): Ticket {
  MEMORY.refreshToken = first.refresh;
  let { refresh } = first;
  const renew = async () => {
    const next = await refreshTokens(config, refresh);
    refresh = next.refresh;
    MEMORY.refreshToken = refresh;
    return next.token;
  };
  return { token: first.token, renew, guest: false, lasting: true };
}

/** Somebody who brought their token. */
export function broughtTicket(token: string): Ticket {
  return { token, guest: false, lasting: false };
}

function ticketOf(pass: GuestPass, urls: readonly string[]): Ticket {
  MEMORY.keepPass(pass);
  const renew = async () => {
    const next = await requestPass(urls, pass.visitor.name);
    MEMORY.keepPass(next);
    return next.token;
  };
  return { token: pass.token, renew, guest: true, lasting: false };
}

async function provideToken(tokenUrl: string): Promise<string> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  const response = await fetch(tokenUrl, { credentials: 'include', headers: { accept: 'application/json' }, signal });
  if (!response.ok) throw new Error('You are not signed in');
  return TokenSchema.parse(await response.json()).token;
}
