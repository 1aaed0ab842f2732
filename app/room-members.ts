import type { Context } from 'hono';
import { LIMITS, parseRoomId } from '#chat';
import type { AppEnv } from './app-env.ts';
import { identifyBearer } from './bearer.ts';
import type { AppPorts } from './ports.ts';

/**
 * Who is in a room. Like a welcome it names only so many, and counts all.
 *
 * @throws ChatFault `bad-room`, `token-missing` and its kin, `unavailable`
 */
export async function listMembers(context: Context<AppEnv>, ports: AppPorts): Promise<Response> {
  const room = parseRoomId(context.req.param('room') ?? '');
  await ports.guard.look(await identifyBearer(context, ports), room);
  const members = await ports.presence.members(room);
  return context.json({ members: members.slice(0, LIMITS.welcomeMembers), count: members.length });
}
