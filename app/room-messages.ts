import type { Context } from 'hono';
import * as z from 'zod/mini';
import { CLIENT_FRAMES, GAPS, type LogSlice, type Position, parseRoomId } from '#chat';
import type { AppEnv } from './app-env.ts';
import { identifyBearer } from './bearer.ts';
import type { AppPorts } from './ports.ts';
import { parseAfter, parseLimit } from './query.ts';
import { readBody } from './request-body.ts';
import { actOver } from './room-acts.ts';

const SayBody = z.strictObject({
  text: z.string(),
  place: CLIENT_FRAMES.say.shape.place,
  id: z.optional(z.string()),
});

/**
 * What comes after a position, or the newest entries.
 *
 * @throws ChatFault `bad-room`, `bad-position`, `bad-limit`, `token-missing` and its kin, `unavailable`
 */
export async function readMessages(context: Context<AppEnv>, ports: AppPorts): Promise<Response> {
  const { req } = context;
  const room = parseRoomId(req.param('room') ?? '');
  const after = parseAfter(req.query('after'));
  const limit = parseLimit(req.query('limit'));
  await ports.guard.look(await identifyBearer(context, ports), room);
  const slice = await ports.log.read(room, { after, limit });
  if (slice.gap) ports.meter.add('breakwater_gaps_total', 1, { reason: slice.gap.reason });
  return new Response(encodeSlice(slice, after), { headers: JSON_HEADERS });
}

/**
 * Says something. Saying it again with the same id says it once.
 *
 * @throws ChatFault `bad-room`, `forbidden`, `bad-body` and what a message can have wrong, `rate-limited`, `unavailable`
 */
export async function sayMessage(context: Context<AppEnv>, ports: AppPorts): Promise<Response> {
  const { id, position, at, duplicate } = await actOver(context, ports, async () => {
    const { id, ...said } = await readBody(context.req.raw, SayBody);
    return { deed: { type: 'say', ...said }, id };
  });
  const room = context.req.param('room') ?? '';
  return new Response(JSON.stringify({ id, position, at, duplicate }), {
    status: duplicate ? 200 : 201,
    headers: { ...JSON_HEADERS, location: `/api/rooms/${room}/messages?after=${before(position)}&limit=1` },
  });
}

const JSON_HEADERS = { 'content-type': 'application/json' };

/** The entries' JSON as it was sealed, joined. `position` is where to read on. */
function encodeSlice({ epoch, head, entries, gap }: LogSlice, after: Position | undefined): string {
  const start = gap?.from ?? after ?? { epoch, offset: head };
  const position = { epoch, offset: entries.at(-1)?.offset ?? start.offset };
  const told = gap && { gap: { ...gap, message: GAPS[gap.reason] } };
  const frame = JSON.stringify({ epoch, head, position, ...told });
  return `${frame.slice(0, -1)},"entries":[${entries.map((entry) => entry.json).join(',')}]}`;
}

function before({ epoch, offset }: Position): string {
  return `${epoch}:${offset - 1}`;
}
