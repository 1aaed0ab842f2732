import type { Context } from 'hono';
import * as z from 'zod/mini';
import {
  type Accepted,
  type Act,
  appendCounted,
  CLIENT_FRAMES,
  findEntry,
  parsePosition,
  parseRoomId,
  performAct,
} from '#chat';
import type { AppEnv } from './app-env.ts';
import { identifyBearer } from './bearer.ts';
import { messageIdOf } from './idempotency.ts';
import type { AppPorts } from './ports.ts';
import { readBody } from './request-body.ts';

type Deed<One = Act> = One extends Act ? Omit<One, 'id'> : never;
type Handler = (context: Context<AppEnv>, ports: AppPorts) => Promise<Response>;

const id = z.optional(z.string());
const EditBody = z.strictObject({ text: z.string(), id });
const MuteBody = z.strictObject({ seconds: CLIENT_FRAMES.mute.shape.seconds, id });
const KickBody = z.strictObject({ visitorId: CLIENT_FRAMES.kick.shape.visitorId, id });

/**
 * Does something in a room, as its frame would over a socket. Doing it again with the same id does it once; over HTTP
 * the id may stand in `Idempotency-Key`, and without one there is a new one.
 *
 * @throws ChatFault `bad-room`, `token-missing` and its kin, and what the act can have wrong
 */
export async function actOver(
  context: Context<AppEnv>,
  ports: AppPorts,
  read: () => Promise<{ deed: Deed; id?: string | undefined }> | { deed: Deed; id?: string | undefined },
): Promise<Accepted & { readonly id: string }> {
  const { req } = context;
  const room = parseRoomId(req.param('room') ?? '');
  const identity = await identifyBearer(context, ports);
  await ports.guard.look(identity, room, 'say');
  const { deed, id: inBody } = await read();
  const actId = messageIdOf(req.header('idempotency-key'), inBody) ?? ports.newId();
  const accepted = await performAct(
    {
      id: room,
      messageRate: ports.settings.messageRate,
      find: (position) => findEntry(ports.log, room, position),
      append: (draft, rate) => appendCounted(ports, room, draft, rate),
    },
    { ...deed, id: actId },
    identity,
  );
  return { id: actId, ...accepted };
}

/** Changes what a message says. */
export const editMessage: Handler = async (context, ports) => {
  const accepted = await actOver(context, ports, async () => {
    const target = targetOf(context);
    const { text, id } = await readBody(context.req.raw, EditBody);
    return { deed: { type: 'edit', target, text }, id };
  });
  return context.json(accepted);
};

/** Takes a message away. */
export const deleteMessage: Handler = async (context, ports) =>
  context.json(await actOver(context, ports, () => ({ deed: { type: 'delete', target: targetOf(context) } })));

export const addReaction: Handler = (context, ports) => react(context, ports, 'react');
export const removeReaction: Handler = (context, ports) => react(context, ports, 'unreact');

/** Lets a visitor only read. */
export const muteVisitor: Handler = async (context, ports) => {
  const accepted = await actOver(context, ports, async () => {
    const { seconds, id } = await readBody(context.req.raw, MuteBody);
    return { deed: { type: 'mute', visitorId: visitorOf(context), seconds }, id };
  });
  return context.json(accepted);
};

export const unmuteVisitor: Handler = async (context, ports) =>
  context.json(await actOver(context, ports, () => ({ deed: { type: 'unmute', visitorId: visitorOf(context) } })));

/** Sends a visitor out. */
export const kickVisitor: Handler = async (context, ports) => {
  const accepted = await actOver(context, ports, async () => {
    const { visitorId, id } = await readBody(context.req.raw, KickBody);
    return { deed: { type: 'kick', visitorId }, id };
  });
  return context.json(accepted);
};

async function react(context: Context<AppEnv>, ports: AppPorts, type: 'react' | 'unreact'): Promise<Response> {
  const accepted = await actOver(context, ports, () => ({
    deed: { type, target: targetOf(context), emoji: context.req.param('emoji') ?? '' },
  }));
  return context.json(accepted);
}

function targetOf(context: Context<AppEnv>) {
  return parsePosition(context.req.param('position') ?? '');
}

function visitorOf(context: Context<AppEnv>): string {
  return context.req.param('visitor') ?? '';
}
