import type { Context } from 'hono';
import { ChatFault, type RateRule } from '#chat';
import type { AppEnv } from './app-env.ts';
import { identifyBearer } from './bearer.ts';
import type { AppPorts } from './ports.ts';
import { Tickets } from './tickets.ts';

/** Tickets for one visitor: each is one connection. */
const TICKET_RATE: RateRule = { perMinute: 60, burst: 20 };

/**
 * Gives a ticket for one connection to whoever has a token.
 *
 * @throws ChatFault `token-missing` and its kin, `banned`, `rate-limited`, `unavailable`
 */
export async function giveTicket(context: Context<AppEnv>, ports: AppPorts): Promise<Response> {
  const identity = await identifyBearer(context, ports);
  const taken = await ports.limiter.take(`ticket:${identity.visitor.id}`, TICKET_RATE);
  if (!taken.allowed) throw new ChatFault('rate-limited', { retryAfterMs: taken.retryAfterMs });
  return context.json(await new Tickets(ports.once, ports.clock, ports.newId).give(identity), 201);
}
