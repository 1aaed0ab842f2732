import * as z from 'zod/mini';
import type { Identity } from './visitor.ts';

const Id = z.string().check(z.minLength(1), z.maxLength(128));
const At = z.number().check(z.nonnegative());

/** What ends, before its time, what a token allows. It is forgotten at `untilAt`, epoch milliseconds. */
export const OrderSchema = z.discriminatedUnion('kind', [
  /** A visitor may not be here; a time that is over lifts the ban. */
  z.object({ kind: z.literal('ban'), visitorId: Id, untilAt: At }),
  /** One token, by its own name (`jti`). */
  z.object({ kind: z.literal('revoke-token'), tokenId: Id, untilAt: At }),
  /** Every token of a visitor that was issued up to `sinceAt`. */
  z.object({ kind: z.literal('revoke-visitor'), visitorId: Id, sinceAt: At, untilAt: At }),
]);

export type Order = z.infer<typeof OrderSchema>;

/** Why somebody may not be here although their token is good. */
export type Verdict = 'banned' | 'revoked';

/**
 * What an order is about: a later one of the same name takes its place.
 *
 * @example
 * orderName({ kind: 'ban', visitorId: 'eve', untilAt: 1 }) // => 'ban:eve'
 */
export function orderName(order: Order): string {
  return `${order.kind}:${order.kind === 'revoke-token' ? order.tokenId : order.visitorId}`;
}

/** What an order says about somebody at a time; `undefined` when it is not about them, or is over. */
export function verdictOf(order: Order, identity: Identity, now: number): Verdict | undefined {
  if (order.untilAt <= now) return undefined;
  if (order.kind === 'revoke-token') return order.tokenId === identity.tokenId ? 'revoked' : undefined;
  if (order.visitorId !== identity.visitor.id) return undefined;
  if (order.kind === 'ban') return 'banned';
  return identity.issuedAt <= order.sinceAt ? 'revoked' : undefined;
}

/** Reads an order that another process wrote; `undefined` when it is none. */
export function parseOrder(text: string): Order | undefined {
  try {
    const parsed = OrderSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
