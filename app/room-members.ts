import type { Context } from 'hono';
import { LIMITS, parseRoomId } from '#chat';
import type { AppEnv } from './app-env.ts';
import { identifyBearer } from './bearer.ts';
import type { AppPorts } from './ports.ts';

/**
 * Who is in a room, in the order of their ids. Names only so many at once, and counts all; where there are more, `next` is
 * what to give as `after` for them.
 *
 * @throws ChatFault `bad-room`, `token-missing` and its kin, `unavailable`
 */
export async function listMembers(context: Context<AppEnv>, ports: AppPorts): Promise<Response> {
  const room = parseRoomId(context.req.param('room') ?? '');
  await ports.guard.look(await identifyBearer(context, ports), room);
  const members = await ports.presence.members(room);
  const after = context.req.query('after') ?? '';
  const following = members.filter(({ id }) => id > after).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const page = following.slice(0, LIMITS.welcomeMembers);
  const next = following.length > page.length ? page.at(-1)?.id : undefined;
  return context.json({ members: page, count: members.length, ...(next !== undefined && { next }) });
}
