import type { Context } from 'hono';
import * as z from 'zod/mini';
import { ChatFault, type RateRule } from '#chat';
import type { AppEnv } from './app-env.ts';
import type { AppPorts } from './ports.ts';
import { readBody } from './request-body.ts';

/** Passes for one address: a family behind one router, not a flood. */
export const PASS_RATE: RateRule = { perMinute: 10, burst: 10 };

const GuestBody = z.strictObject({ name: z.string() });

/**
 * Gives a guest's token to whoever says a name.
 *
 * @throws ChatFault `not-found` where guests are not allowed, `bad-body`, `bad-name`, `too-many-connections`
 */
export async function givePass(context: Context<AppEnv>, ports: AppPorts): Promise<Response> {
  const { guests, limiter, addressOf } = ports;
  if (guests === undefined) throw new ChatFault('not-found', { found: 'guests are not allowed here' });
  const { name } = await readBody(context.req.raw, GuestBody);
  const taken = await limiter.take(`guest:${addressOf(context)}`, PASS_RATE);
  if (!taken.allowed) throw new ChatFault('too-many-connections', { retryAfterMs: taken.retryAfterMs });
  return context.json(await guests.admit(name));
}
