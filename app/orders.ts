import type { Context } from 'hono';
import * as z from 'zod/mini';
import { ChatFault, type Identity, may, type Order } from '#chat';
import type { AppEnv } from './app-env.ts';
import { identifyBearer } from './bearer.ts';
import type { AppPorts } from './ports.ts';
import { readBody } from './request-body.ts';
import { MOST_AGE_SECONDS } from './token-claims.ts';

const MOST_BAN_SECONDS = 366 * 24 * 3600;
const Id = z.string().check(z.minLength(1), z.maxLength(128));

const BanBody = z.strictObject({
  visitorId: Id,
  /** 0 lifts a ban. */
  seconds: z.int().check(z.gte(0), z.lte(MOST_BAN_SECONDS)),
});
const RevocationBody = z.union([z.strictObject({ tokenId: Id }), z.strictObject({ visitorId: Id })]);

/**
 * Bans a visitor everywhere, or lifts the ban.
 *
 * @throws ChatFault `token-missing` and its kin, `forbidden`, `bad-body`, `unavailable`
 */
export async function giveBan(context: Context<AppEnv>, ports: AppPorts): Promise<Response> {
  await identifyBanner(context, ports);
  const { visitorId, seconds } = await readBody(context.req.raw, BanBody);
  const untilAt = seconds === 0 ? 0 : ports.clock.now() + seconds * 1000;
  return answer(context, ports, { kind: 'ban', visitorId, untilAt });
}

/**
 * Revokes one token, or all that a visitor has now.
 *
 * @throws ChatFault `token-missing` and its kin, `forbidden`, `bad-body`, `unavailable`
 */
export async function giveRevocation(context: Context<AppEnv>, ports: AppPorts): Promise<Response> {
  await identifyBanner(context, ports);
  const body = await readBody(context.req.raw, RevocationBody);
  const order = 'tokenId' in body ? revokeToken(body.tokenId, ports) : revokeVisitor(body.visitorId, ports);
  return answer(context, ports, order);
}

/**
 * Signs out: the token that the request comes with is worth nothing any more. One without a name of its own (`jti`)
 * takes all others of its visitor along.
 *
 * @throws ChatFault `token-missing` and its kin, `unavailable`
 */
export async function signOut(context: Context<AppEnv>, ports: AppPorts): Promise<Response> {
  const { tokenId, visitor } = await identifyBearer(context, ports);
  return answer(context, ports, tokenId === undefined ? revokeVisitor(visitor.id, ports) : revokeToken(tokenId, ports));
}

function revokeToken(tokenId: string, ports: AppPorts): Order {
  return { kind: 'revoke-token', tokenId, untilAt: forgottenAt(ports) };
}

function revokeVisitor(visitorId: string, ports: AppPorts): Order {
  return { kind: 'revoke-visitor', visitorId, sinceAt: ports.clock.now(), untilAt: forgottenAt(ports) };
}

/** No token lives longer than this: then nobody needs to remember it. */
function forgottenAt({ clock }: AppPorts): number {
  return clock.now() + MOST_AGE_SECONDS * 1000;
}

async function identifyBanner(context: Context<AppEnv>, ports: AppPorts): Promise<Identity> {
  const identity = await identifyBearer(context, ports);
  if (!may(identity, 'ban', '')) throw new ChatFault('forbidden');
  return identity;
}

async function answer(context: Context<AppEnv>, { control, logger }: AppPorts, order: Order): Promise<Response> {
  await control.give(order);
  logger.log('info', 'order', { kind: order.kind, correlationId: context.get('correlationId') });
  return context.json({ kind: order.kind, untilAt: order.untilAt }, 201);
}
