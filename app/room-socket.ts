import type { Context } from 'hono';
import { getQueryParam } from 'hono/utils/url';
import { ChatFault, identityIn, parseRoomId } from '#chat';
import type { AppEnv } from './app-env.ts';
import { identifyTicket } from './bearer.ts';
import type { Addressed, Origins } from './origins.ts';
import type { AppPorts, Upgrade } from './ports.ts';
import { parseAfter } from './query.ts';
import { parseSubprotocols } from './subprotocol.ts';

/** Somebody who asks for a room's socket, as a shell read it. */
export interface Knock extends Addressed {
  /** As it stands in the address. */
  readonly room: string;
  /** Where it comes from, for limits. */
  address(): string;
}

/** @throws ChatFault as `admitSocket`, and what the shell throws */
export async function openSocket(context: Context<AppEnv>, ports: AppPorts, origins: Origins): Promise<Response> {
  const { url, headers } = context.req.raw;
  const address = () => ports.addressOf(context);
  const knock = { url, headers, room: context.req.param('room') ?? '', address };
  return ports.upgrade(context, await admitSocket(knock, ports, origins));
}

/**
 * Lets a socket in, or says why not: everything that can be known before there is one is checked here, once for every
 * runtime, cheap checks first.
 *
 * @throws ChatFault `bad-room`, `upgrade-required`, `forbidden-origin`, `bad-position`, `too-many-connections`,
 * `token-invalid`, `token-expired`, `keys-unavailable`, `bad-ticket`, `forbidden-room`, `banned`, `too-many-rooms`
 */
export async function admitSocket(knock: Knock, ports: AppPorts, origins: Origins): Promise<Upgrade> {
  const { headers } = knock;
  const room = parseRoomId(knock.room);
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') throw new ChatFault('upgrade-required');
  const origin = headers.get('origin');
  // Programs send no origin; a browser always does, and a page cannot take it away.
  if (origin !== null && origins.admit(origin, knock) === undefined) throw new ChatFault('forbidden-origin');
  const { protocol, token } = parseSubprotocols(headers.get('sec-websocket-protocol') ?? undefined);
  const after = parseAfter(queryOf(knock.url, 'after'));
  await countConnection(knock, ports);
  const identity =
    token === undefined
      ? await identifyTicket(queryOf(knock.url, 'ticket'), ports)
      : await ports.authenticator.authenticate(token);
  // Who may not be here is told while there is an answer to tell it with.
  if (identity) await ports.guard.look(identity, room);
  return { room, identity: identity && identityIn(identity, room), after, protocol };
}

function queryOf(url: string, name: string): string | undefined {
  return url.includes('?') ? (getQueryParam(url, name) as string | undefined) : undefined;
}

async function countConnection(knock: Knock, { limiter, settings }: AppPorts): Promise<void> {
  if (settings.connectRate === undefined) return;
  const taken = await limiter.take(`connect:${knock.address()}`, settings.connectRate);
  if (!taken.allowed) throw new ChatFault('too-many-connections', { retryAfterMs: taken.retryAfterMs });
}
