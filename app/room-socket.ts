import type { Context } from 'hono';
import { ChatFault, identityIn, parseRoomId } from '#chat';
import type { AppEnv } from './app-env.ts';
import { identifyTicket } from './bearer.ts';
import type { Origins } from './origins.ts';
import type { AppPorts, Upgrade } from './ports.ts';
import { parseAfter } from './query.ts';
import { parseSubprotocols } from './subprotocol.ts';

/**
 * Lets a socket in, or says why not: everything that can be known before there is one is checked here, once for every
 * runtime, cheap checks first.
 *
 * @throws ChatFault `bad-room`, `upgrade-required`, `forbidden-origin`, `bad-position`, `too-many-connections`,
 * `token-invalid`, `token-expired`, `keys-unavailable`, `bad-ticket`, `forbidden-room`, `banned`, `too-many-rooms`
 */
export async function openSocket(context: Context<AppEnv>, ports: AppPorts, origins: Origins): Promise<Response> {
  const { req } = context;
  const room = parseRoomId(req.param('room') ?? '');
  if (req.header('upgrade')?.toLowerCase() !== 'websocket') throw new ChatFault('upgrade-required');
  const origin = req.header('origin');
  // Programs send no origin; a browser always does, and a page cannot take it away.
  if (origin !== undefined && origins.admit(origin, req.raw) === undefined) throw new ChatFault('forbidden-origin');
  const { protocol, token } = parseSubprotocols(req.header('sec-websocket-protocol'));
  const after = parseAfter(req.query('after'));
  await countConnection(context, ports);
  const identity =
    token === undefined ? await identifyTicket(context, ports) : await ports.authenticator.authenticate(token);
  // Who may not be here is told while there is an answer to tell it with.
  if (identity) await ports.guard.look(identity, room);
  const upgrade: Upgrade = { room, identity: identity && identityIn(identity, room), after, protocol };
  return ports.upgrade(context, upgrade);
}

async function countConnection(context: Context, ports: AppPorts): Promise<void> {
  const { limiter, settings, addressOf } = ports;
  if (settings.connectRate === undefined) return;
  const taken = await limiter.take(`connect:${addressOf(context)}`, settings.connectRate);
  if (!taken.allowed) throw new ChatFault('too-many-connections', { retryAfterMs: taken.retryAfterMs });
}
