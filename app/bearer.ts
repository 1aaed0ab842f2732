import type { Context } from 'hono';
import { ChatFault, type Identity } from '#chat';
import type { AppPorts } from './ports.ts';
import { Tickets } from './tickets.ts';

type BearerPorts = Pick<AppPorts, 'authenticator' | 'guard'>;

/**
 * Who a request is from, by its `Authorization` header, and that nothing stands against them.
 *
 * @throws ChatFault `token-missing`, `token-invalid`, `token-expired`, `keys-unavailable`, `banned`, `unavailable`
 */
export async function identifyBearer(context: Context, { authenticator, guard }: BearerPorts): Promise<Identity> {
  const [, token] = /^Bearer +(\S+) *$/i.exec(context.req.header('authorization') ?? '') ?? [];
  if (token === undefined) throw new ChatFault('token-missing');
  const identity = await authenticator.authenticate(token);
  await guard.judge(identity);
  return identity;
}

/**
 * Who brought a ticket in the address; `undefined` when there is none.
 *
 * @throws ChatFault `bad-ticket`, `token-expired`, `unavailable`
 */
export async function identifyTicket(ticket: string | undefined, ports: AppPorts): Promise<Identity | undefined> {
  if (ticket === undefined) return undefined;
  return new Tickets(ports.once, ports.clock, ports.newId).redeem(ticket);
}
